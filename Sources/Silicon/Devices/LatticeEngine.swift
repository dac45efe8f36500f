import ChipABI
import Cryptography

/// ML-DSA-87 over a message from the digest engine, with keys that stay in the vault.
package struct LatticeEngine: Hashable, Sendable {
    private var source: UInt32 = 0
    private var destination: UInt32 = 0
    private var status = KeyStatus.refused
    /// The number that the writer gave the last command, in the high half.
    private var number: UInt32 = 0
    private var signature: [UInt8] = []
    private var publicKey: [UInt8] = []

    /// An engine out of reset.
    package init() {}

    /// The register at an offset in the block.
    package func load(_ offset: UInt32) -> UInt32 {
        let address = LatticeRegisters.base + offset
        return switch address {
        case LatticeRegisters.status: number | status.rawValue
        case LatticeEngine.signatureWindow: signature.word(at: Int(address - LatticeRegisters.signature))
        case LatticeEngine.publicKeyWindow: publicKey.word(at: Int(address - LatticeRegisters.publicKey))
        default: 0
        }
    }

    /// Writes the register at an offset; a command takes the digest engine's message.
    package mutating func store(
        _ value: UInt32, to offset: UInt32, vault: inout KeyVault, hash: inout HashEngine
    ) {
        let address = LatticeRegisters.base + offset
        switch address {
        case LatticeRegisters.source: source = value
        case LatticeRegisters.destination: destination = value
        case LatticeRegisters.command:
            number = value & ~0xffff
            status = run(LatticeCommand(rawValue: value & 0xffff), hash.takeMessage(), &vault)
        case LatticeEngine.signatureWindow:
            LatticeEngine.set(&signature, MLDSA87.signatureByteCount, value, at: address - LatticeRegisters.signature)
        case LatticeEngine.publicKeyWindow:
            LatticeEngine.set(&publicKey, MLDSA87.publicKeyByteCount, value, at: address - LatticeRegisters.publicKey)
        default: break
        }
    }

    private static let signatureWindow = LatticeRegisters.signature..<LatticeRegisters.signature + 4628
    private static let publicKeyWindow = LatticeRegisters.publicKey..<LatticeRegisters.publicKey + 2592

    // Made at first use: most devices of a fleet never verify.
    private static func set(_ bytes: inout [UInt8], _ count: Int, _ value: UInt32, at offset: UInt32) {
        if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: count) }
        bytes.setWord(value, at: Int(offset))
    }

    private mutating func run(
        _ command: LatticeCommand?, _ message: [UInt8]?, _ vault: inout KeyVault
    ) -> KeyStatus {
        switch command {
        case .makeKeyPair:
            guard let key = vault.makeLatticeKey(destination, from: source) else { return .refused }
            publicKey = key.raw
            return .good
        case .sign:
            guard let message, let key = vault.latticeKey(source) else { return .refused }
            signature = vault.cache.sign(message, with: key)
            return .good
        case .verify:
            guard let message, let key = vault.cache.latticeKey(publicKey) else { return .refused }
            return vault.cache.verify(signature, message: message, by: key) == .valid ? .good : .invalid
        case nil: return .refused
        }
    }
}
