import ChipABI

/// Where a core is to stop that runs with a fault: when a device is first changed, and from then on behind each hash and
/// each command to the vault. What a fault has spoilt mostly comes down to one verdict there.
struct Watch {
    /// Whether a device has been changed, and landmarks count.
    private(set) var isPastChange = false
    private var changes: UInt64?
    private var isAtLandmark = false

    /// Nothing is watched.
    init() {}

    /// Begins where `changes` of the devices is so much.
    init(since changes: UInt64) { self.changes = changes }

    /// Notes a store to a device.
    mutating func note(_ address: UInt32) {
        guard isPastChange else { return }
        isAtLandmark =
            isAtLandmark || address == KeyRegisters.command || address == HashRegisters.finish
            || address == LatticeRegisters.command
    }

    /// Whether the core is to stop.
    func isOver(_ present: UInt64) -> Bool { isAtLandmark || changes.map { $0 != present } ?? false }

    /// Goes on behind a stop.
    mutating func goOn() {
        isPastChange = true
        changes = nil
        isAtLandmark = false
    }
}
