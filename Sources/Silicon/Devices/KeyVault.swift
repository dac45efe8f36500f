import ChipABI
import Cryptography

/// Keys that firmware uses and never sees, and ECDSA over P-384.
///
/// Keys vanish at reset; the device secret comes back from the fuses. Each slot's key serves one purpose: firmware sees
/// what the digest engine makes with a key that authenticates, so nothing may be derived from such a key, and what is
/// derived depends on the slot that it goes to.
package struct KeyVault: Sendable {
    fileprivate enum Content: Equatable {
        case empty
        case secret([UInt8])
        case privateKey(P384.PrivateKey)
        case lattice(MLDSA87.PrivateKey)
    }

    private var slots: [Content] = Array(repeating: .empty, count: 16)
    private var locked: Set<UInt32> = []
    private var source: UInt32 = 0
    private var destination: UInt32 = 0
    private var status = KeyStatus.refused
    /// The number that the writer gave the last command, in the high half.
    private var number: UInt32 = 0
    private var digest = [UInt8](repeating: 0, count: 48)
    private var signature = [UInt8](repeating: 0, count: 96)
    private var publicKey = [UInt8](repeating: 0, count: 96)
    private let ownerEpoch: UInt64
    private let localContext: [UInt8]
    let cache: PublicKeyCache

    /// A vault out of reset, of a chip whose owner counter reads `ownerEpoch`.
    package init(fuses: Fuses, ownerEpoch: UInt64, cache: PublicKeyCache) {
        self.cache = cache
        self.ownerEpoch = ownerEpoch
        let epoch = (0..<8).map { UInt8(truncatingIfNeeded: ownerEpoch >> UInt64(56 - 8 * $0)) }
        localContext = fuses.fieldEntropy.flatMap { $0 } + (ownerEpoch > 0 ? epoch : [])
        if !fuses.isUnlocked { slots[Int(KeySlot.deviceSecret.rawValue)] = .secret(fuses.deviceSecret) }
    }

    /// Forgets everything, and starts anew from fuses that were wiped.
    mutating func wipe(_ fuses: Fuses) { self = KeyVault(fuses: fuses, ownerEpoch: ownerEpoch, cache: cache) }

    /// The public key of the device identity that ROM will derive from a device secret: what the vendor certifies.
    package static func deviceIdentity(of deviceSecret: [UInt8]) -> P384.PublicKey {
        privateKey(from: deviceSecret, for: KeySlot.deviceIdentity.rawValue).publicKey
    }

    private static func privateKey(from secret: [UInt8], for slot: UInt32) -> P384.PrivateKey {
        P384.PrivateKey(derivedFrom: secret, purpose: "interlock key vault slot \(slot)")
    }

    /// The ML-DSA-87 public key of the device identity that ROM will derive from a device secret.
    package static func latticeIdentity(of deviceSecret: [UInt8]) -> MLDSA87.PublicKey {
        latticeKey(from: deviceSecret, for: KeySlot.latticeIdentity.rawValue).publicKey
    }

    private static func latticeKey(from secret: [UInt8], for slot: UInt32) -> MLDSA87.PrivateKey {
        MLDSA87.PrivateKey(derivedFrom: secret, purpose: "interlock key vault slot \(slot) ML-DSA-87")
    }

    /// Makes an ML-DSA-87 key pair from a secret; nil where the vault refuses.
    mutating func makeLatticeKey(_ destination: UInt32, from source: UInt32) -> MLDSA87.PublicKey? {
        guard let secret = secret(source), isFree(destination) else { return nil }
        let key = KeyVault.latticeKey(from: secret, for: destination)
        slots[Int(destination)] = .lattice(key)
        return key.publicKey
    }

    /// The ML-DSA-87 key with which a signature is made, or nil where the vault refuses.
    func latticeKey(_ slot: UInt32) -> MLDSA87.PrivateKey? {
        guard slot < slots.count, !locked.contains(slot), case .lattice(let key) = slots[Int(slot)] else { return nil }
        return key
    }

    /// What the slots hold, by slot, as a probe on the die would see it.
    package var exposedSecrets: [UInt32: [UInt8]] {
        var secrets: [UInt32: [UInt8]] = [:]
        for (slot, content) in slots.enumerated() {
            switch content {
            case .empty: break
            case .secret(let bytes): secrets[UInt32(slot)] = bytes
            case .privateKey(let key): secrets[UInt32(slot)] = key.exposedScalar
            case .lattice(let key): secrets[UInt32(slot)] = key.exposedSeed
            }
        }
        return secrets
    }

    /// The slots whose keys authenticate what firmware reads, and do nothing else.
    private static let authenticating: Set<UInt32> = [KeySlot.state.rawValue, KeySlot.runtimeStorage.rawValue]

    /// The secret with which an HMAC of the digest engine runs, or nil where the vault refuses.
    func authenticationKey(_ slot: UInt32) -> [UInt8]? {
        KeyVault.authenticating.contains(slot) ? content(slot) : nil
    }

    /// The secret from which others are made, or nil where the vault refuses.
    private func secret(_ slot: UInt32) -> [UInt8]? {
        KeyVault.authenticating.contains(slot) ? nil : content(slot)
    }

    private func content(_ slot: UInt32) -> [UInt8]? {
        guard slot < slots.count, !locked.contains(slot), case .secret(let bytes) = slots[Int(slot)] else { return nil }
        return bytes
    }

    func load(_ offset: UInt32) -> UInt32 {
        switch KeyRegisters.base + offset {
        case KeyRegisters.status: number | status.rawValue
        case KeyRegisters.signature..<KeyRegisters.signature + 96:
            signature.word(at: Int(KeyRegisters.base + offset - KeyRegisters.signature))
        case KeyRegisters.publicKey..<KeyRegisters.publicKey + 96:
            publicKey.word(at: Int(KeyRegisters.base + offset - KeyRegisters.publicKey))
        default: 0
        }
    }

    /// Writes the register at an offset in the block.
    package mutating func store(_ value: UInt32, to offset: UInt32) {
        switch KeyRegisters.base + offset {
        case KeyRegisters.source: source = value
        case KeyRegisters.destination: destination = value
        case KeyRegisters.command:
            number = value & ~0xffff
            status = run(KeyCommand(rawValue: value & 0xffff))
        case KeyRegisters.digest..<KeyRegisters.digest + 48:
            digest.setWord(value, at: Int(KeyRegisters.base + offset - KeyRegisters.digest))
        case KeyRegisters.signature..<KeyRegisters.signature + 96:
            signature.setWord(value, at: Int(KeyRegisters.base + offset - KeyRegisters.signature))
        case KeyRegisters.publicKey..<KeyRegisters.publicKey + 96:
            publicKey.setWord(value, at: Int(KeyRegisters.base + offset - KeyRegisters.publicKey))
        default: break
        }
    }

    private mutating func run(_ command: KeyCommand?) -> KeyStatus {
        switch command {
        case .derive:
            guard let secret = secret(source), isFree(destination) else { return .refused }
            slots[Int(destination)] = .secret(KeyVault.derive(destination, from: secret, context: digest))
            return .good
        case .deriveLocal:
            guard let secret = secret(source), isFree(destination) else { return .refused }
            slots[Int(destination)] = .secret(KeyVault.derive(destination, from: secret, context: localContext))
            return .good
        case .makeKeyPair:
            guard let secret = secret(source), isFree(destination) else { return .refused }
            let key = KeyVault.privateKey(from: secret, for: destination)
            publicKey = key.publicKey.raw
            slots[Int(destination)] = .privateKey(key)
            return .good
        case .sign:
            guard source < slots.count, !locked.contains(source), case .privateKey(let key) = slots[Int(source)],
                let digest = Digest384(digest)
            else { return .refused }
            signature = cache.sign(digest, with: key).bytes
            return .good
        case .verify: return verify()
        case .lock:
            locked.insert(source)
            // Locked for good: what nobody can use any more needs no room.
            if source < slots.count { slots[Int(source)] = .empty }
            return .good
        case nil: return .refused
        }
    }

    /// HMAC-SHA-384 under the secret of the slot's number, a byte, and the context.
    private static func derive(_ slot: UInt32, from secret: [UInt8], context: [UInt8]) -> [UInt8] {
        HMACSHA384.authenticate(key: secret, message: [UInt8(truncatingIfNeeded: slot)] + context)
    }

    private func isFree(_ slot: UInt32) -> Bool {
        slot < slots.count && slot != KeySlot.deviceSecret.rawValue && !locked.contains(slot)
    }

    private func verify() -> KeyStatus {
        guard let digest = Digest384(digest) else { return .refused }
        return switch cache.verify(signature, digest: digest, by: publicKey) {
        case .valid: .good
        case .invalid: .invalid
        case .malformed: .outOfRange
        case .notOnCurve: .notOnCurve
        }
    }
}

extension KeyVault: Equatable {
    /// Whether nothing that firmware does can tell the two apart; the cache is only a matter of speed.
    package static func == (left: KeyVault, right: KeyVault) -> Bool { left.isAlike(right, registers: .max) }
}

// MARK: Data registers

extension KeyVault {
    private static let digestBits: UInt64 = 1 << 12 - 1
    private static let signatureBits: UInt64 = (1 << 24 - 1) << 12
    private static let publicKeyBits: UInt64 = (1 << 24 - 1) << 36

    /// The bit that stands for the data register at an offset in the block; 0 where there is none.
    static func bit(of offset: UInt32) -> UInt64 {
        switch KeyRegisters.base + offset {
        case KeyRegisters.digest..<KeyRegisters.digest + 48:
            1 << UInt64((KeyRegisters.base + offset - KeyRegisters.digest) / 4)
        case KeyRegisters.signature..<KeyRegisters.signature + 96:
            1 << UInt64(12 + (KeyRegisters.base + offset - KeyRegisters.signature) / 4)
        case KeyRegisters.publicKey..<KeyRegisters.publicKey + 96:
            1 << UInt64(36 + (KeyRegisters.base + offset - KeyRegisters.publicKey) / 4)
        default: 0
        }
    }

    /// The data registers that a command reads, by bit.
    static func registersRead(by command: KeyCommand?) -> UInt64 {
        switch command {
        case .derive, .sign: digestBits
        case .verify: digestBits | signatureBits | publicKeyBits
        case .deriveLocal, .makeKeyPair, .lock, nil: 0
        }
    }

    /// The data registers that the last command, which was this one, has written whole, by bit.
    func registersWritten(by command: KeyCommand?) -> UInt64 {
        guard status == .good else { return 0 }
        return switch command {
        case .sign: KeyVault.signatureBits
        case .makeKeyPair: KeyVault.publicKeyBits
        case .derive, .deriveLocal, .verify, .lock, nil: 0
        }
    }

    /// Whether all is the same but for data registers whose bits are not set.
    func isAlike(_ other: KeyVault, registers bits: UInt64) -> Bool {
        slots == other.slots && locked == other.locked && source == other.source && destination == other.destination
            && status == other.status && number == other.number && ownerEpoch == other.ownerEpoch
            && localContext == other.localContext
            && KeyVault.isAlike(digest, other.digest, bits & KeyVault.digestBits)
            && KeyVault.isAlike(signature, other.signature, (bits & KeyVault.signatureBits) >> 12)
            && KeyVault.isAlike(publicKey, other.publicKey, (bits & KeyVault.publicKeyBits) >> 36)
    }

    private static func isAlike(_ left: [UInt8], _ right: [UInt8], _ bits: UInt64) -> Bool {
        left == right || left.indices.allSatisfy { bits >> UInt64($0 / 4) & 1 == 0 || left[$0] == right[$0] }
    }
}

extension KeyVault.Content {
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.empty, .empty): true
        case (.secret(let left), .secret(let right)): left == right
        // A private key is determined by its public key.
        case (.privateKey(let left), .privateKey(let right)): left.publicKey == right.publicKey
        case (.lattice(let left), .lattice(let right)): left.publicKey == right.publicKey
        case (.empty, _), (.secret, _), (.privateKey, _), (.lattice, _): false
        }
    }
}
