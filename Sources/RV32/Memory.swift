/// A stretch of ROM or RAM to give to a machine.
public struct RegionLayout: Sendable, Equatable {
    /// First address, a multiple of 64.
    public let base: UInt32
    /// Bytes, a multiple of 64, at least 64; the stretch ends at or below 4 GiB.
    public let size: UInt32
    /// Whether a store from the hart faults.
    public let isReadOnly: Bool

    /// RAM, zero at the start.
    /// - Parameters:
    ///   - base: First address, a multiple of 64.
    ///   - size: Bytes, a multiple of 64.
    /// - Returns: The layout.
    public static func ram(at base: UInt32, size: UInt32) -> Self {
        Self(base: base, size: size, isReadOnly: false)
    }

    /// ROM, zero until the host writes it; a store from the hart is an access fault.
    /// - Parameters:
    ///   - base: First address, a multiple of 64.
    ///   - size: Bytes, a multiple of 64.
    /// - Returns: The layout.
    public static func rom(at base: UInt32, size: UInt32) -> Self {
        Self(base: base, size: size, isReadOnly: true)
    }

    var end: UInt64 { UInt64(base) + UInt64(size) }
}

/// The flat memory of a machine: up to eight regions that don't overlap.
///
/// Owns the bytes and what was decoded from them. Every path that changes a byte goes through here or through
/// the translated loop, and both drop decoded instructions that the change touches.
///
/// A class for its `deinit`, never shared: a machine can't be copied and hands no reference out. That is why it may
/// move between threads with its machine.
@safe final class Memory: @unchecked Sendable {
    static let regionLimit = 8

    let count: Int
    /// The largest writable region: where most loads and stores go.
    let mainRAM: Int
    /// `count` initialised regions; allocated here, freed in `deinit`, never handed out of the module.
    let regions: UnsafeMutablePointer<Region>

    init(_ layouts: [RegionLayout]) {
        precondition((1...Self.regionLimit).contains(layouts.count), "A machine has one to eight memory regions.")
        let sorted = layouts.sorted { $0.base < $1.base }
        for (low, high) in zip(sorted, sorted.dropFirst()) {
            precondition(low.end <= UInt64(high.base), "Memory regions must not overlap.")
        }
        count = layouts.count
        let writable = layouts.indices.filter { !layouts[$0].isReadOnly }
        mainRAM = writable.max { layouts[$0].size < layouts[$1].size } ?? 0
        unsafe regions = .allocate(capacity: layouts.count)
        for (index, layout) in layouts.enumerated() {
            unsafe (regions + index).initialize(to: Region(layout))
        }
    }

    deinit {
        for index in 0..<count { unsafe regions[index].deallocate() }
        unsafe regions.deinitialize(count: count)
        unsafe regions.deallocate()
    }

    /// The region that holds an address.
    func region(holding address: UInt32) -> Int? {
        for index in 0..<count where unsafe address &- regions[index].base < regions[index].size {
            return index
        }
        return nil
    }

    /// Reads an aligned value; nil outside the regions.
    func load(_ address: UInt32, _ width: AccessWidth) -> UInt32? {
        guard let index = region(holding: address) else { return nil }
        return unsafe regions[index].load(at: address &- regions[index].base, width)
    }

    /// What became of a store.
    enum StoreResult {
        case elsewhere, readOnly, stored, watched
    }

    /// Writes an aligned value, and drops what was decoded from the old one.
    func store(_ value: UInt32, to address: UInt32, _ width: AccessWidth) -> StoreResult {
        guard let index = region(holding: address) else { return .elsewhere }
        guard unsafe !regions[index].isReadOnly else { return .readOnly }
        let offset = unsafe address &- regions[index].base
        unsafe regions[index].keep(offset, width.rawValue)
        unsafe regions[index].store(value, at: offset, width)
        unsafe regions[index].forget(offset, width.rawValue)
        return unsafe regions[index].isWatched(offset) ? .watched : .stored
    }

    /// Fetches the instruction at an even address.
    func fetch(_ pc: UInt32) throws(Trap) -> UInt32 {
        guard let low = load(pc, .halfword) else { throw Trap(.instructionAccessFault, pc) }
        guard low & 3 == 3 else { return low }
        guard let high = load(pc &+ 2, .halfword) else { throw Trap(.instructionAccessFault, pc &+ 2) }
        return high << 16 | low
    }
}
