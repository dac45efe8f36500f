import ChipABI
import Silicon

/// The ML-DSA engine with a vault and a digest engine, driven register by register as any firmware could.
struct LatticeProbe {
    private var engine = LatticeEngine()
    private var hash = HashEngine()
    private var vault: KeyVault

    init(vault: KeyVault) { self.vault = vault }

    private mutating func store(_ value: UInt32, to address: UInt32) {
        engine.store(value, to: address - LatticeRegisters.base, vault: &vault, hash: &hash)
    }

    private var status: KeyStatus? { KeyStatus(rawValue: engine.load(LatticeRegisters.status - LatticeRegisters.base)) }

    /// Runs a command over a message, where there is one.
    mutating func run(
        _ command: LatticeCommand, source: KeySlot, destination: KeySlot = .latticeAlias, message: [UInt8]? = nil
    ) -> KeyStatus? {
        if let message {
            hash.beginMessage()
            for byte in message { hash.store(UInt32(byte), to: HashRegisters.byte - HashRegisters.base) }
        }
        store(source.rawValue, to: LatticeRegisters.source)
        store(destination.rawValue, to: LatticeRegisters.destination)
        store(command.rawValue, to: LatticeRegisters.command)
        return status
    }

    /// The status word after a command of a number, as it is read.
    mutating func word(afterVerifyingAs number: UInt32) -> UInt32 {
        store(number << 16 | LatticeCommand.verify.rawValue, to: LatticeRegisters.command)
        return engine.load(LatticeRegisters.status - LatticeRegisters.base)
    }

    mutating func lock(_ slot: KeySlot) {
        vault.store(slot.rawValue, to: KeyRegisters.source - KeyRegisters.base)
        vault.store(KeyCommand.lock.rawValue, to: KeyRegisters.command - KeyRegisters.base)
    }
}
