public import ChipABI
import Quorum
public import Wire

/// The immutable first code: verify, measure, derive, hand over.
public enum BootROM {
    /// Boots from slot A, or from slot B where A does not hold.
    ///
    /// On return the image's code is in RAM, and the device secret, the ROM layer's identifier and the device identity
    /// key are locked until reset.
    ///
    /// - Throws: the fault of slot B where A is missing, else that of A.
    public static func boot<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) -> Handover {
        hardware.report(.started)
        hardware.close()
        let bootCount = hardware.counter(.boot) &+ 1
        guard bootCount != 0, hardware.raise(.boot, to: bootCount) else { throw .bootCounterFailed }
        let image = try image(&hardware)
        hardware.report(.imageVerified)
        let handover = try identity(image, bootCount: bootCount, &hardware)
        hardware.report(.identityDerived)
        return handover
    }

    private static func image<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) -> BootImage {
        do throws(Fault) {
            return try verified(MemoryMap.flash, &hardware)
        } catch {
            let first = error
            do throws(Fault) {
                return try verified(MemoryMap.flash + MemoryMap.slotSize, &hardware)
            } catch {
                throw first == .imageMissing ? error : first
            }
        }
    }

    /// Verifies the image twice: where it lies in flash, and again before and after its code is copied to RAM. Until the
    /// first has held, nothing is there that a core gone astray could run.
    private static func verified<H: Hardware & ~Copyable>(
        _ slot: UInt32, _ hardware: inout H
    ) throws(Fault) -> BootImage {
        #if UNHARDENED_ORDER
            try BootImage(slot: slot, &hardware).load(&hardware)
        #elseif !UNHARDENED_BOOT
            try BootImage(slot: slot, &hardware).verifyCode(&hardware)
        #endif
        let image = try BootImage(slot: slot, &hardware)
        try image.load(&hardware)
        return image
    }

    /// DICE (TCG Hardware Requirements for a Device Identifier Composition Engine): each layer's secret comes from the
    /// secret below and the measurement of the code that will hold it.
    private static func identity<H: Hardware & ~Copyable>(
        _ image: BootImage, bootCount: UInt64, _ hardware: inout H
    ) throws(Fault) -> Handover {
        let romDigest = hardware.romDigest()
        guard hardware.derive(.romIdentifier, from: .deviceSecret, context: romDigest),
            let device = hardware.makeKeyPair(.deviceIdentity, from: .deviceSecret),
            hardware.derive(.state, from: .romIdentifier, context: label("state", &hardware))
        else { throw .keyDerivationFailed }
        hardware.beginHash()
        hardware.write(image.manifest.codeDigest)
        hardware.write(image.manifest.keyTableDigest)
        hardware.bigEndian(UInt64(image.manifest.securityVersion), bytes: 4)
        hardware.bigEndian(UInt64(hardware.lifeCycle()), bytes: 4)
        let context = hardware.finishHash()
        guard hardware.derive(.runtimeIdentifier, from: .romIdentifier, context: context),
            let alias = hardware.makeKeyPair(.alias, from: .runtimeIdentifier)
        else { throw .keyDerivationFailed }
        let chip = hardware.chipIdentifier()
        var certificate = InlineArray<1024, UInt8>(repeating: 0)
        let length = try AliasCertificate.write(
            chip: chip, image: image, device: device, alias: alias, to: &certificate, &hardware)
        var latticeCertificate = InlineArray<8192, UInt8>(repeating: 0)
        var latticeLength = 0
        if image.keys.isHybrid {
            latticeLength = try AliasCertificate.writeLattice(
                chip: chip, image: image, to: &latticeCertificate, &hardware)
        }
        hardware.lock(.deviceSecret)
        hardware.lock(.romIdentifier)
        hardware.lock(.deviceIdentity)
        hardware.lock(.latticeIdentity)
        hardware.lock(.runtimeIdentifier)
        return Handover(
            bootCount: bootCount, chipIdentifier: chip, romDigest: romDigest, runtimeDigest: image.manifest.codeDigest,
            securityVersion: image.manifest.securityVersion, version: image.version,
            versionLength: image.manifest.version.count, keys: image.keys, certificate: certificate,
            certificateLength: length, latticeCertificate: latticeCertificate,
            latticeCertificateLength: latticeLength, entryAddress: image.manifest.entryAddress)
    }

    private static func label<H: Hardware & ~Copyable>(_ text: StaticString, _ hardware: inout H) -> Digest {
        hardware.beginHash()
        hardware.text(text)
        return hardware.finishHash()
    }
}
