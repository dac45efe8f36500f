import Appraisal

/// How much of a piece of work the agreement permits, where it forbids the rest of the same kind.
struct Bound {
    /// What is permitted at once.
    let constant: UInt128
    /// What is permitted with each tick beside.
    let perTick: UInt128
    /// When the work began.
    let start: UInt64
    /// What has passed.
    private(set) var passed: UInt128 = 0

    init(constant: UInt128, perTick: UInt128 = 0, start: UInt64) {
        self.constant = constant
        self.perTick = perTick
        self.start = start
    }

    /// So much more has passed by a tick: the part of it that is permitted.
    mutating func permitted(of operations: UInt128, at tick: UInt64) -> UInt128 {
        let (grown, overflow) = perTick.multipliedReportingOverflow(by: UInt128(tick - min(tick, start)))
        let most = constant.addingOrMost(overflow ? .max : grown)
        let room = most - min(most, passed)
        passed = passed.addingOrMost(operations)
        return min(room, operations)
    }
}
