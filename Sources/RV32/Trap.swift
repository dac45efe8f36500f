/// Why an instruction could not complete, and what `mtval` shall read (Privileged specification 20211203, table 3.6).
public struct Trap: Error, Sendable, Equatable {
    /// The exception code for `mcause`.
    public let cause: Cause
    /// The faulting address, the bits of an illegal instruction, or zero (section 3.1.16).
    public let value: UInt32

    /// An exception that a hart with compressed instructions and machine mode alone can raise.
    public enum Cause: UInt32, Sendable {
        /// An instruction could not be fetched.
        case instructionAccessFault = 1
        /// The bits are no instruction of this hart.
        case illegalInstruction = 2
        /// `ebreak`.
        case breakpoint = 3
        /// A load from an address that isn't a multiple of its width.
        case loadAddressMisaligned = 4
        /// A load that nothing answers.
        case loadAccessFault = 5
        /// A store to an address that isn't a multiple of its width.
        case storeAddressMisaligned = 6
        /// A store that nothing takes, ROM included.
        case storeAccessFault = 7
        /// `ecall`.
        case machineEnvironmentCall = 11
    }

    init(_ cause: Cause, _ value: UInt32) {
        self.cause = cause
        self.value = value
    }
}

extension Hart {
    /// Enters the handler of an exception (sections 3.1.6.1 and 3.1.7).
    mutating func enter(_ trap: Trap) {
        enter(cause: trap.cause.rawValue, value: trap.value, handler: csr.mtvec & ~3)
    }

    /// Takes the pending interrupt of highest priority, if interrupts are enabled (section 3.1.9).
    /// - Returns: What `mcause` now reads, or nil if no interrupt was taken.
    mutating func takeInterrupt() -> UInt32? {
        let pending = csr.pendingAndEnabled
        guard csr.interruptsEnabled, pending != 0 else { return nil }
        // External before software before timer.
        let code: UInt32 = pending & 1 << 11 != 0 ? 11 : pending & 1 << 3 != 0 ? 3 : 7
        let base = csr.mtvec & ~3
        enter(cause: 1 << 31 | code, value: 0, handler: csr.mtvec & 1 == 1 ? base &+ 4 &* code : base)
        return csr.mcause
    }

    /// Leaves a handler: `mret` (section 3.3.2).
    mutating func returnFromTrap() {
        csr.interruptsEnabled = csr.previousInterruptsEnabled
        csr.previousInterruptsEnabled = true
    }

    private mutating func enter(cause: UInt32, value: UInt32, handler: UInt32) {
        csr.mepc = pc
        csr.mcause = cause
        csr.mtval = value
        csr.previousInterruptsEnabled = csr.interruptsEnabled
        csr.interruptsEnabled = false
        pc = handler
    }
}
