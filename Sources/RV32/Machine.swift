/// One hart, its memory and its devices.
///
/// Deterministic: what happens is a function of the initial state, the inputs that the devices drive, and the
/// number of instructions asked for. It can't be copied by accident; `snapshot()` and `restore(_:)` copy on purpose.
public struct Machine<Devices: Bus>: ~Copyable {
    /// The hart: registers, pc, machine-mode registers, counts. May be changed between runs.
    public var hart: Hart
    /// The devices. May be changed between runs: a line raised here is seen by the next run.
    public var devices: Devices
    let memory: Memory

    /// Why a run ended.
    public enum StopReason: Sendable, Equatable {
        /// As many instructions were attempted as were asked for.
        case budgetSpent
        /// The hart waits (`wfi`) and no enabled interrupt is pending: let devices move on, then run again.
        case waitingForInterrupt
        /// The word given to `watch(_:)` was just written; the argument is the address of the store.
        case watched(UInt32)
        /// The devices asked for it (`HartInputs.stop`).
        case stopped
    }

    /// Builds a machine whose hart is out of reset and whose memory is zero.
    /// - Parameters:
    ///   - memory: One to eight regions that don't overlap.
    ///   - devices: What answers at every other address.
    ///   - resetVector: Address of the first instruction.
    public init(memory: [RegionLayout], devices: Devices, resetVector: UInt32) {
        hart = Hart(resetVector: resetVector)
        self.devices = devices
        self.memory = Memory(memory)
    }

    /// Ends every run right after the hart writes this word. One word a region.
    /// - Parameter address: Address of the word, a multiple of four, in RAM.
    /// - Returns: False if no region holds it.
    @discardableResult
    public mutating func watch(_ address: UInt32) -> Bool {
        guard let index = memory.region(holding: address) else { return false }
        unsafe memory.regions[index].watch(address)
        return true
    }

    /// Copies bytes into memory, ROM included, as a loader or a DMA engine does.
    /// - Parameters:
    ///   - bytes: What to write.
    ///   - address: Where the first byte goes.
    /// - Returns: False, and nothing written, if the bytes don't fit in one region.
    @discardableResult
    public mutating func write(_ bytes: RawSpan, at address: UInt32) -> Bool {
        guard !bytes.isEmpty else { return true }
        guard let index = memory.region(holding: address) else { return false }
        let region = unsafe memory.regions[index]
        let room = Int(region.size - (address - region.base))
        guard bytes.byteCount <= room else { return false }
        unsafe bytes.withUnsafeBytes { unsafe memory.regions[index].write($0, at: address &- region.base) }
        return true
    }

    /// Copies bytes out of memory.
    /// - Parameters:
    ///   - address: Address of the first byte.
    ///   - count: How many bytes.
    /// - Returns: The bytes, or nil if they don't lie in one region.
    public func read(_ address: UInt32, count: Int) -> [UInt8]? {
        guard count > 0 else { return [] }
        guard let index = memory.region(holding: address) else { return nil }
        let region = unsafe memory.regions[index]
        let offset = address - region.base
        guard count <= Int(region.size - offset) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: region.bytes + Int(offset), count: count))
    }

    /// Reads one word of memory. Asks no device.
    /// - Parameter address: A multiple of four.
    /// - Returns: The word, or nil if the address is outside of memory or misaligned.
    public func word(at address: UInt32) -> UInt32? {
        address % 4 == 0 ? memory.load(address, .word) : nil
    }

    /// The instruction at an address, as the hart would fetch it.
    /// - Parameter pc: An even address.
    /// - Returns: Its bits and what they decode to, or nil if they can't be fetched.
    public func instruction(at pc: UInt32) -> (bits: UInt32, instruction: Instruction)? {
        guard let bits = try? memory.fetch(pc & ~1) else { return nil }
        return (bits, Instruction(decoding: bits))
    }
}
