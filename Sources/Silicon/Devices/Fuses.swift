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
        case FuseRegisters.bootedSecurityVersion: bootedSecurityVersion ?? 0
        default: 0
        }
    }

    /// Writes the register at an offset: firmware can raise the lowest security version, to what ROM named, and burn
    /// nothing else.
    mutating func store(_ value: UInt32, to offset: UInt32) {
        switch FuseRegisters.base + offset {
        case FuseRegisters.bootedSecurityVersion: bootedSecurityVersion = bootedSecurityVersion ?? value
        case FuseRegisters.raiseMinimum:
            minimumSecurityVersion = max(minimumSecurityVersion, bootedSecurityVersion ?? 0)
        default: break
        }
    }
}
