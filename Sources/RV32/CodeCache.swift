#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What was decoded from one region: a list of ops in the order in which control falls through them, and for
/// each halfword of the region the op that starts there.
///
/// Decoded once, on first arrival. A write to a decoded instruction drops the whole list: one that overwrites
/// code writes much of it, and then one sweep is cheaper than many. Stores to anything else drop nothing.
@safe struct CodeCache {
    /// Ops decoded in one go before the list is linked; keeps `run` far from its limit.
    private static let stretchLimit = 512
    /// Ops kept before the list is dropped and begun again: a bound on what guest code can make the host hold.
    private static let opLimit = 1 << 22

    private let base: UInt32
    private let size: UInt32
    /// For each halfword the place of its op; 0 is none. `size / 2` entries.
    let index: UnsafeMutablePointer<UInt32>
    /// One bit a halfword: part of a decoded instruction. `size / 16` bytes, rounded up.
    private let covered: UnsafeMutablePointer<UInt8>
    /// `count` ops, of which the first stands for none.
    private(set) var ops: UnsafeMutablePointer<MicroOp>
    private var count = 1
    private var capacity = 256
    /// Changes whenever ops are dropped, and places with them.
    private(set) var generation: UInt64 = 0

    init(base: UInt32, size: UInt32) {
        self.base = base
        self.size = size
        unsafe index = zeroed(Int(size / 2) * 4).assumingMemoryBound(to: UInt32.self)
        unsafe covered = zeroed(Int(size / 16) + 1).assumingMemoryBound(to: UInt8.self)
        unsafe ops = .allocate(capacity: capacity)
        unsafe ops.initialize(to: MicroOp(kind: .slow, pc: base))
    }

    func deallocate() {
        unsafe free(index)
        unsafe free(covered)
        unsafe ops.deallocate()
    }

    /// The op of an even offset, decoding from there if it's the first arrival.
    mutating func place(of offset: UInt32, bytes: UnsafeRawPointer, marks: UnsafeMutablePointer<UInt8>) -> Int {
        let known = Int(unsafe index[Int(offset / 2)])
        if known != 0 { return known }
        if count > Self.opLimit { unsafe removeAll(marks: marks) }
        return unsafe translate(from: offset, Source(bytes: bytes, size: size), marks)
    }

    /// Lets the op at `place` and the branch that led there, if any, go straight to `target` from now on.
    mutating func link(_ place: Int, to target: Int) {
        let branch = Int(unsafe ops[place].immediate)
        if branch != 0 {
            unsafe ops[branch].immediate = Self.distance(from: branch, to: target)
        }
        unsafe ops[place].kind = .goto
        unsafe ops[place].immediate = Self.distance(from: place, to: target)
    }

    /// Whether a decoded instruction overlaps the range.
    func covers(_ offset: UInt32, _ length: UInt32) -> Bool {
        (Int(offset / 2)...Int((offset + (length - 1)) / 2)).contains {
            unsafe covered[$0 / 8] & 1 << UInt8($0 % 8) != 0
        }
    }

    /// Drops everything decoded. The time is that of one pass over the ops.
    mutating func removeAll(marks: UnsafeMutablePointer<UInt8>) {
        for place in 1..<max(count, 1) where unsafe ops[place].length > 0 {
            let offset = unsafe ops[place].pc &- base
            unsafe index[Int(offset / 2)] = 0
            for half in unsafe offset / 2..<(offset + UInt32(ops[place].length)) / 2 {
                unsafe covered[Int(half / 8)] = 0
                unsafe marks[Int(half >> (Region.Mark.lineShift - 1))] &= ~Region.Mark.code
            }
        }
        count = 1
        generation += 1
    }

    private static func distance(from: Int, to: Int) -> Int32 {
        Int32(truncatingIfNeeded: (to - from) * MemoryLayout<MicroOp>.stride)
    }

    /// The bytes to decode, never read outside.
    @safe private struct Source {
        let bytes: UnsafeRawPointer
        let size: UInt32

        /// The instruction at an even offset, or nil if it doesn't lie wholly in the region.
        func instruction(at offset: UInt32) -> Instruction? {
            guard offset < size else { return nil }
            let low = UInt16(littleEndian: unsafe bytes.load(fromByteOffset: Int(offset), as: UInt16.self))
            guard low & 3 == 3 else { return Instruction(decoding: UInt32(low)) }
            guard offset + 2 < size else { return nil }
            let high = UInt16(littleEndian: unsafe bytes.load(fromByteOffset: Int(offset + 2), as: UInt16.self))
            return Instruction(decoding: UInt32(high) << 16 | UInt32(low))
        }
    }

    /// Decodes from an offset to the first instruction that control can't fall through.
    private mutating func translate(
        from start: UInt32, _ source: Source, _ marks: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let first = count
        var offset = start
        while true {
            if offset < size, offset != start, case let known = unsafe index[Int(offset / 2)], known != 0 {
                let place = append(MicroOp(kind: .goto, pc: base &+ offset))
                unsafe ops[place].immediate = Self.distance(from: place, to: Int(known))
                break
            }
            if count - first >= Self.stretchLimit {
                append(MicroOp(kind: .resolve, pc: base &+ offset))
                break
            }
            // An instruction that isn't wholly here is the slow path's: it fetches across regions, or faults.
            guard let instruction = source.instruction(at: offset) else {
                let isInside = offset < size
                let place = append(MicroOp(kind: .slow, pc: base &+ offset, length: isInside ? 2 : 0))
                if isInside {
                    unsafe index[Int(offset / 2)] = UInt32(place)
                    unsafe cover(offset, 2, marks)
                }
                break
            }
            let op = fused(instruction, at: offset, source) ?? MicroOp(instruction, at: base &+ offset)
            let place = append(op)
            unsafe index[Int(offset / 2)] = UInt32(place)
            unsafe cover(offset, UInt32(op.length), marks)
            offset += UInt32(op.length)
            if op.endsRun && !op.fallsThrough { break }
        }
        countRuns(from: first)
        linkTargets(from: first)
        return first
    }

    private func fused(_ first: Instruction, at offset: UInt32, _ source: Source) -> MicroOp? {
        let next = offset + UInt32(first.length)
        guard let second = source.instruction(at: next) else { return nil }
        let third = source.instruction(at: next + UInt32(second.length))
        return MicroOp(fusing: first, second, third, at: base &+ offset)
    }

    private func cover(_ offset: UInt32, _ length: UInt32, _ marks: UnsafeMutablePointer<UInt8>) {
        for half in offset / 2..<(offset + length) / 2 {
            unsafe covered[Int(half / 8)] |= 1 << UInt8(half % 8)
            unsafe marks[Int(half >> (Region.Mark.lineShift - 1))] |= Region.Mark.code
        }
    }

    private func countRuns(from first: Int) {
        var run: UInt16 = 0
        for place in stride(from: count - 1, through: first, by: -1) {
            if unsafe ops[place].endsRun { run = 0 }
            run += unsafe ops[place].weight
            unsafe ops[place].run = run
        }
    }

    /// Points branches at their targets: directly where those are decoded, else at a new `resolve`.
    private mutating func linkTargets(from first: Int) {
        for place in first..<count where unsafe ops[place].hasTarget {
            let target = unsafe ops[place].target &- base
            if target < size, case let known = unsafe index[Int(target / 2)], known != 0 {
                unsafe ops[place].immediate = Self.distance(from: place, to: Int(known))
            } else {
                let stub = append(
                    MicroOp(kind: .resolve, immediate: Int32(place), pc: base &+ target))
                unsafe ops[place].immediate = Self.distance(from: place, to: stub)
            }
        }
    }

    @discardableResult
    private mutating func append(_ op: MicroOp) -> Int {
        if count == capacity {
            let larger = UnsafeMutablePointer<MicroOp>.allocate(capacity: capacity * 2)
            unsafe larger.moveInitialize(from: ops, count: count)
            unsafe ops.deallocate()
            unsafe ops = larger
            capacity *= 2
        }
        unsafe (ops + count).initialize(to: op)
        count += 1
        return count - 1
    }
}
