import ChipABI
import Cryptography

/// What is burnt into a chip at manufacture, once.
package struct Fuses: Hashable, Sendable {
    /// Names the chip: 16 bytes.
    package var chipIdentifier: [UInt8]
    /// The unique device secret, 48 bytes: goes to the key vault, and nowhere else.
    package var deviceSecret: [UInt8]
    /// SHA-384 of the key table.
    package var keyTableDigest: Digest384
    /// The life cycle.
    package var lifeCycle: LifeCycle
    /// The lowest security version that boots.
    package var minimumSecurityVersion: UInt32

    /// Slots of field entropy that are burnt, 32 bytes each.
    package internal(set) var fieldEntropy: [[UInt8]] = []
    /// Whether the debug port was unlocked in production. The device secret and the field entropy are zeros then.
    package internal(set) var isUnlocked = false

    /// Fuses with the given content.
    package init(
        chipIdentifier: [UInt8], deviceSecret: [UInt8], keyTableDigest: Digest384, lifeCycle: LifeCycle,
        minimumSecurityVersion: UInt32
    ) {
        precondition(chipIdentifier.count == 16, "A chip identifier has 16 bytes.")
        precondition(deviceSecret.count == 48, "A device secret has 48 bytes.")
        self.chipIdentifier = chipIdentifier
        self.deviceSecret = deviceSecret
        self.keyTableDigest = keyTableDigest
        self.lifeCycle = lifeCycle
        self.minimumSecurityVersion = minimumSecurityVersion
    }

    /// The security version that ROM named since reset; not burnt.
    private var bootedSecurityVersion: UInt32?

    /// Forgets what was named since reset.
    mutating func reset() { bootedSecurityVersion = nil }

    /// The register at an offset in the block.
    func load(_ offset: UInt32) -> UInt32 {
        switch FuseRegisters.base + offset {
        case FuseRegisters.chipIdentifier..<FuseRegisters.chipIdentifier + 16: chipIdentifier.word(at: Int(offset))
        case FuseRegisters.keyTableDigest..<FuseRegisters.keyTableDigest + 48:
            keyTableDigest.bytes.word(at: Int(FuseRegisters.base + offset - FuseRegisters.keyTableDigest))
        case FuseRegisters.lifeCycle: lifeCycle.rawValue
        case FuseRegisters.minimumSecurityVersion: minimumSecurityVersion
        case FuseRegisters.entropyCount: UInt32(fieldEntropy.count)
        case FuseRegisters.isDebuggable: isDebuggable ? 1 : 0
        case FuseRegisters.bootedSecurityVersion: bootedSecurityVersion ?? 0
        default: 0
        }
    }

    /// Whether the debug port is open.
    package var isDebuggable: Bool { isUnlocked || lifeCycle.isDebuggable }

    /// Burns a life cycle that is further on, and no other. Its row has a check word: one that was not burnt whole reads as
    /// the row before it, so that a torn burn is none.
    mutating func advance(to word: UInt32) {
        guard let next = LifeCycle(rawValue: word), next.stage > lifeCycle.stage else { return }
        lifeCycle = next
    }

    /// Burns the next slot of field entropy, where one is left. Where power goes in the middle, each bit may be burnt or
    /// not: a coin made of the bytes tells. The slot is used up all the same.
    mutating func burnEntropy(_ bytes: [UInt8], whole: Bool) {
        precondition(bytes.count == 32, "A slot of field entropy has 32 bytes.")
        guard fieldEntropy.count < FuseRegisters.entropySlots else { return }
        let coins = Digest384(hashing: bytes).bytes
        fieldEntropy.append(whole ? bytes : zip(bytes, coins).map { $0 & $1 })
    }

    /// Wipes what is secret, for good, and opens the debug port.
    mutating func unlock() {
        deviceSecret = Array(repeating: 0, count: deviceSecret.count)
        fieldEntropy = fieldEntropy.map { _ in Array(repeating: 0, count: 32) }
        isUnlocked = true
    }

    /// Writes the register at an address, where that burns nothing.
    mutating func store(_ value: UInt32, to address: UInt32) {
        switch address {
        case FuseRegisters.bootedSecurityVersion: bootedSecurityVersion = bootedSecurityVersion ?? value
        default: break
        }
    }

    /// Raises the lowest security version to what ROM named. It is a number of burnt bits: where power goes in the
    /// middle, some of the new ones are.
    mutating func raiseMinimum(whole: Bool) {
        let wanted = max(minimumSecurityVersion, bootedSecurityVersion ?? 0)
        minimumSecurityVersion = whole ? wanted : minimumSecurityVersion + (wanted - minimumSecurityVersion) / 2
    }
}
