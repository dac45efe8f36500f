/// One attempted instruction, for a trace.
public struct TraceEntry: Sendable, Equatable {
    /// Its address.
    public let pc: UInt32
    /// Its bits; the high half is zero for a compressed instruction.
    public let bits: UInt32
    /// What it decodes to.
    public let instruction: Instruction
    /// The destination register and what it then held; nil for x0, or if the instruction has none.
    public let written: Written?
    /// `mcause` if a trap was taken instead.
    public let trap: UInt32?

    /// A register and its new value.
    public struct Written: Sendable, Equatable {
        /// 1 to 31.
        public let register: UInt8
        /// The new value.
        public let value: UInt32
    }
}

extension TraceEntry: CustomStringConvertible {
    /// Address, bits, disassembly, effect.
    public var description: String {
        var line = "\(hexadecimal(pc, digits: 8)) "
        line += instruction.length == 2 ? "    \(hexadecimal(bits, digits: 4)) " : "\(hexadecimal(bits, digits: 8)) "
        let text = instruction.description(at: pc)
        line += text
        let effect: String? =
            if let trap {
                "trap, mcause \(hexadecimal(trap, digits: 8))"
            } else if let written {
                "x\(written.register) = \(hexadecimal(written.value, digits: 8))"
            } else {
                nil
            }
        guard let effect else { return line }
        return line + String(repeating: " ", count: max(1, 28 - text.count)) + "# " + effect
    }
}

extension Machine {
    /// Executes one instruction and says what it did; the entry is nil if the hart waits, or takes an interrupt first
    /// to an address that can't be fetched.
    /// - Returns: Why a run would end here, if it would; and what was executed.
    public mutating func tracedStep() -> (stop: StopReason?, entry: TraceEntry?) {
        refreshInputs()
        guard attend() else { return (.waitingForInterrupt, nil) }
        let pc = hart.pc
        let retired = hart.retired
        let fetched = instruction(at: pc)
        let stop = execute()
        guard let (bits, instruction) = fetched else { return (stop, nil) }
        let didRetire = hart.retired != retired
        let written: TraceEntry.Written? =
            didRetire && instruction.rd != 0
            ? TraceEntry.Written(register: instruction.rd, value: hart[Int(instruction.rd)]) : nil
        let entry = TraceEntry(
            pc: pc, bits: bits, instruction: instruction, written: written, trap: didRetire ? nil : hart.csr.mcause)
        return (stop, entry)
    }
}

/// Digits without a prefix, padded with zeroes.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
