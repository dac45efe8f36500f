extension Machine {
    /// Runs until the budget is spent or something asks for the host.
    ///
    /// At return the hart stands between two instructions, and `hart.retired` and `hart.attempted` are exact.
    /// - Parameter maxInstructions: How many instructions may be attempted: retired, or trapped.
    /// - Returns: Why the run ended.
    public mutating func run(maxInstructions: UInt64) -> StopReason {
        var remaining = Int(clamping: maxInstructions)
        refreshInputs()
        while remaining > 0 {
            guard attend() else { return .waitingForInterrupt }
            var steps = 1
            if let index = memory.region(holding: hart.pc) {
                switch runTranslated(in: index, &remaining) {
                case .slow(let pc): hart.pc = pc
                case .budget(let pc):
                    hart.pc = pc
                    steps = remaining
                case .jump(let pc):
                    hart.pc = pc
                    steps = 0
                case .resolve(let pc, let place):
                    hart.pc = pc
                    resolve(place, in: index)
                    steps = 0
                }
            }
            while steps > 0, remaining > 0 {
                guard attend() else { return .waitingForInterrupt }
                let stop = execute()
                steps -= 1
                remaining -= 1
                if let stop { return stop }
            }
        }
        return .budgetSpent
    }

    /// Executes one instruction, without the translated loop. Does what `run(maxInstructions: 1)` does.
    /// - Returns: Why a run would end here, or nil if it would go on.
    public mutating func step() -> StopReason? {
        refreshInputs()
        guard attend() else { return .waitingForInterrupt }
        return execute()
    }

    /// Executes these bits at `pc` in place of what memory holds there, as a fault on the way from memory would have it.
    /// - Parameter bits: A 32-bit instruction, or a 16-bit one in the low half; `pc` moves by the length of this one.
    /// - Returns: Why a run would end here, or nil if it would go on.
    public mutating func step(substituting bits: UInt32) -> StopReason? {
        refreshInputs()
        guard attend() else { return .waitingForInterrupt }
        return execute(substituting: bits)
    }

    mutating func refreshInputs() {
        hart.csr.mip = devices.inputs.intersection(.interrupts).rawValue
    }

    /// Wakes the hart, takes a pending interrupt. False if the hart goes on waiting.
    mutating func attend() -> Bool {
        if hart.isWaiting {
            guard hart.csr.pendingAndEnabled != 0 else { return false }
            hart.isWaiting = false
        }
        if let cause = hart.takeInterrupt() {
            devices.trapTaken(cause: cause)
            refreshInputs()
        }
        return true
    }

    /// Runs the translated loop from `hart.pc`, which the region holds, and counts what it executed.
    private mutating func runTranslated(in index: Int, _ remaining: inout Int) -> TranslatedLoop.Exit {
        let before = remaining
        let offset = unsafe hart.pc &- memory.regions[index].base
        let place = unsafe memory.regions[index].place(of: offset)
        let window = memory.mainRAM
        // Sound: the pointer is used while this closure runs, and nothing else touches the hart meanwhile.
        let exit = unsafe withUnsafeMutableBytes(of: &hart.slots) { slots in
            guard let base = slots.baseAddress else { return TranslatedLoop.Exit.slow(pc: 0) }
            let loop = unsafe TranslatedLoop(
                x: .init(base.assumingMemoryBound(to: UInt32.self)), code: .init(memory.regions[index]),
                ram: .init(memory.regions[window]), others: .init(memory))
            return loop.run(from: place, remaining: &remaining)
        }
        hart.attempted &+= UInt64(before - remaining)
        hart.retired &+= UInt64(before - remaining)
        return exit
    }

    /// Links the op at `place` to the one at `hart.pc`, if that is in the same region and still stands.
    private mutating func resolve(_ place: Int, in index: Int) {
        guard memory.region(holding: hart.pc) == index else { return }
        let generation = unsafe memory.regions[index].code.generation
        let target = unsafe memory.regions[index].place(of: hart.pc &- memory.regions[index].base)
        if unsafe memory.regions[index].code.generation == generation {
            unsafe memory.regions[index].code.link(place, to: target)
        }
    }
}
