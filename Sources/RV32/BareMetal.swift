/// A bare-metal program under way: an ELF image in RAM, a CLINT, and the `tohost` word through which it speaks.
///
/// The host interface is the one that the RISC-V test suites use: `tohost` = 1 passes, (n << 1) | 1 fails test n, and
/// device 1, command 1 writes a character.
public struct BareMetal: ~Copyable {
    /// How a program ended.
    public enum Outcome: Sendable, Equatable {
        /// It wrote 1 to `tohost`.
        case passed
        /// It wrote (n << 1) | 1 to `tohost`.
        case failed(test: UInt32)
        /// It attempted as many instructions as it was given, without a result.
        case budgetSpent
        /// It waits for an interrupt that can't come.
        case asleep
        /// It asked the host for something other than a character: the value of `tohost`.
        case unknownRequest(UInt64)
    }

    /// Instructions for one tick of `mtime`.
    public static let instructionsPerTick: UInt64 = 100
    /// Most instructions between two looks at the clock.
    private static let slice: UInt64 = 10_000
    /// How long the second half of `tohost` may come after the first.
    private static let secondHalfLimit = 64

    /// The machine, for its counts and registers.
    public var machine: Machine<CoreLocalInterruptor>
    private let toHost: UInt32?
    private let fromHost: UInt32?
    private var ticksPaid: UInt64 = 0

    /// Loads an image.
    /// - Parameters:
    ///   - image: What to run; its `tohost` and `fromhost` symbols are honoured if it has them.
    ///   - base: First address of RAM.
    ///   - size: Bytes of RAM, a multiple of 64.
    /// - Throws: `LoadError` if a segment, or the entry, lies outside of RAM.
    public init(image: ELFImage, memoryBase base: UInt32 = 0x8000_0000, size: UInt32) throws(LoadError) {
        for segment in image.segments {
            let inside =
                segment.address >= base && segment.memorySize <= size
                && segment.address - base <= size - segment.memorySize
            guard inside else {
                throw LoadError(address: segment.address, size: segment.memorySize, base: base, room: size)
            }
        }
        guard image.entry >= base, image.entry - base < size else {
            throw LoadError(address: image.entry, size: 0, base: base, room: size)
        }
        toHost = image.symbols["tohost"]
        fromHost = image.symbols["fromhost"]
        machine = Machine(
            memory: [.ram(at: base, size: size)], devices: CoreLocalInterruptor(), resetVector: image.entry)
        for segment in image.segments {
            unsafe machine.write(segment.bytes.span.bytes, at: segment.address)
        }
        machine.hart.csr.time = 0
        if let toHost { machine.watch(toHost) }
    }

    /// A piece of the image that RAM doesn't hold.
    public struct LoadError: Error, Sendable, Equatable {
        /// Its address.
        public let address: UInt32
        /// Its bytes in memory; 0 for the entry.
        public let size: UInt32
        /// First address of RAM.
        public let base: UInt32
        /// Bytes of RAM.
        public let room: UInt32
    }

    /// Runs to the end of the program or of the budget.
    /// - Parameters:
    ///   - maxInstructions: How many instructions may be attempted since reset.
    ///   - emit: Called with each character that the program writes.
    ///   - observe: If given, called after each instruction; every instruction then takes the slow path.
    /// - Returns: How it ended.
    public mutating func run(
        maxInstructions: UInt64, emit: (UInt8) -> Void, observe: ((TraceEntry) -> Void)? = nil
    ) -> Outcome {
        while machine.hart.attempted < maxInstructions {
            let stop = advance(by: min(sliceToTimer, maxInstructions - machine.hart.attempted), observe)
            payTicks()
            switch stop {
            case .budgetSpent, .stopped: break
            case .waitingForInterrupt:
                guard machine.hart.csr.mie & HartInputs.timer.rawValue != 0, machine.devices.timeCompare != .max
                else { return .asleep }
                machine.devices.time = max(machine.devices.time, machine.devices.timeCompare)
            case .watched:
                if let outcome = answer(maxInstructions, emit, observe) { return outcome }
            }
        }
        return .budgetSpent
    }

    /// Instructions until the clock has to be looked at.
    private var sliceToTimer: UInt64 {
        let (time, due) = (machine.devices.time, machine.devices.timeCompare)
        guard due > time, due - time < Self.slice / Self.instructionsPerTick else { return Self.slice }
        return (due - time) * Self.instructionsPerTick
    }

    private mutating func advance(
        by budget: UInt64, _ observe: ((TraceEntry) -> Void)?
    ) -> Machine<CoreLocalInterruptor>.StopReason {
        guard let observe else { return machine.run(maxInstructions: budget) }
        for _ in 0..<budget {
            if let stop = step(observe) { return stop }
        }
        return .budgetSpent
    }

    private mutating func step(
        _ observe: ((TraceEntry) -> Void)?
    ) -> Machine<CoreLocalInterruptor>.StopReason? {
        guard let observe else { return machine.step() }
        let (stop, entry) = machine.tracedStep()
        if let entry { observe(entry) }
        return stop
    }

    private mutating func payTicks() {
        let due = machine.hart.attempted / Self.instructionsPerTick
        machine.devices.time &+= due - ticksPaid
        machine.hart.csr.time = machine.devices.time
        ticksPaid = due
    }

    /// Waits for the other half of `tohost`, which programs write with two stores, and does what it asks.
    private mutating func answer(
        _ maxInstructions: UInt64, _ emit: (UInt8) -> Void, _ observe: ((TraceEntry) -> Void)?
    ) -> Outcome? {
        guard let toHost else { return nil }
        // Both words are cleared after each request: a high half that isn't zero was written first.
        if machine.word(at: toHost &+ 4) == 0 {
            for _ in 0..<Self.secondHalfLimit {
                guard machine.hart.attempted < maxInstructions else { return .budgetSpent }
                let isOther = machine.stores(to: toHost &+ 4)
                _ = step(observe)
                if isOther { break }
            }
            payTicks()
        }
        let low = machine.word(at: toHost) ?? 0
        let high = machine.word(at: toHost &+ 4) ?? 0
        setWords(toHost, low: 0, high: 0)
        switch (high, low) {
        case (0, 0): return nil
        case (0, 1): return .passed
        case (0, _) where low & 1 == 1: return .failed(test: low >> 1)
        case (0x0101_0000, _):
            emit(UInt8(truncatingIfNeeded: low))
            if let fromHost { setWords(fromHost, low: 1, high: 0x0101_0000) }
            return nil
        default: return .unknownRequest(UInt64(high) << 32 | UInt64(low))
        }
    }

    private mutating func setWords(_ address: UInt32, low: UInt32, high: UInt32) {
        let words: [UInt32] = [low.littleEndian, high.littleEndian]
        unsafe machine.write(words.span.bytes, at: address)
    }
}

extension Machine {
    /// Whether the next instruction stores to an address.
    func stores(to address: UInt32) -> Bool {
        guard let (_, next) = instruction(at: hart.pc) else { return false }
        switch next.operation {
        case .sb, .sh, .sw: return hart[next.rs1] &+ next.immediate == address
        default: return false
        }
    }
}
