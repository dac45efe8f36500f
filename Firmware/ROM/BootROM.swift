public import ChipABI
import Quorum
public import Wire

/// The immutable first code: verify, measure, derive, hand over.
public enum BootROM {
    /// Boots from the slot that the selector names, on trial where an update is pending; from the other slot where that
    /// one does not hold.
    ///
    /// On return the image's code is in RAM, and every secret and key that only ROM uses is locked until reset.
    ///
    /// - Throws: the fault of the other slot where the named one is empty, else that of the named one.
    public static func boot<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) -> Handover {
        hardware.report(.started)
        hardware.close()
        let bootCount = hardware.counter(.boot) &+ 1
        guard bootCount != 0, hardware.raise(.boot, to: bootCount) else { throw .bootCounterFailed }
        let image = try image(&hardware)
        hardware.setBooted(securityVersion: image.manifest.securityVersion)
        hardware.report(.imageVerified)
        let handover = try identity(image, bootCount: bootCount, &hardware)
        hardware.report(.identityDerived)
        return handover
    }

    private static func image<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) -> BootImage {
        let selector = BootSelector(&hardware)
        switch selector.phase {
        case .pending:
            // Before it is entered: whatever becomes of this boot, the next does not try it again.
            guard selector.move(to: .trying, slot: selector.slot, &hardware) else { throw .bootCounterFailed }
            if let image = try? loaded(selector.trialSlot, &hardware) { return image }
            try rollBack(&hardware)
        case .trying: try rollBack(&hardware)
        case .settled, .confirmed, .rolledBack: break
        }
        do throws(Fault) {
            return try loaded(selector.slot, &hardware)
        } catch {
            let first = error
            do throws(Fault) {
                return try loaded(selector.trialSlot, &hardware)
            } catch {
                throw first == .imageMissing ? error : first
            }
        }
    }

    /// Verifies the image in a slot as boot does, where it lies, for an update; and the keys that it brings, since a
    /// party whose key is damaged could sign no licence any more.
    public static func verifiedManifest<H: Hardware & ~Copyable>(
        inSlot slot: UInt32, _ hardware: inout H
    ) throws(Fault) -> ImageManifest {
        let image = try BootImage(inSlot: slot, &hardware)
        try image.verifyCode(&hardware)
        guard image.keys.hasEveryLatticeKey(&hardware) else { throw .keyTableMismatch }
        return image.manifest
    }

    /// Verifies the image in a slot twice: where it lies in flash, and again before and after its code is copied to RAM.
    /// Until the first has held, nothing is there that a core gone astray could run.
    private static func loaded<H: Hardware & ~Copyable>(
        _ slot: UInt32, _ hardware: inout H
    ) throws(Fault) -> BootImage {
        #if UNHARDENED_BOOT
            // Once is all.
        #elseif UNHARDENED_ORDER
            _ = try BootImage.loaded(inSlot: slot, &hardware).value()
        #else
            if let fault = BootImage.refusal(inSlot: slot, &hardware) { throw fault }
        #endif
        return try BootImage.loaded(inSlot: slot, &hardware).value()
    }

    private static func rollBack<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        let selector = BootSelector(&hardware)
        guard selector.move(to: .rolledBack, slot: selector.slot, &hardware) else { throw .bootCounterFailed }
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
        guard hardware.deriveLocal(.localIdentifier, from: .romIdentifier),
            let local = hardware.makeKeyPair(.localIdentity, from: .localIdentifier),
            hardware.derive(.runtimeIdentifier, from: .localIdentifier, context: context),
            hardware.derive(.runtimeStorage, from: .runtimeIdentifier, context: label("storage", &hardware)),
            let alias = hardware.makeKeyPair(.alias, from: .runtimeIdentifier)
        else { throw .keyDerivationFailed }
        let chip = hardware.chipIdentifier()
        var certificate = InlineArray<1024, UInt8>(repeating: 0)
        let length = try AliasCertificate.write(
            chip: chip, image: image, issuer: local, alias: alias, to: &certificate, &hardware)
        var localCertificate = InlineArray<1024, UInt8>(repeating: 0)
        let localLength = try LocalCertificate.write(
            chip: chip, image: image, device: device, local: local, romDigest: romDigest,
            isDebuggable: hardware.isDebuggable(), to: &localCertificate, &hardware)
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
        hardware.lock(.localIdentifier)
        hardware.lock(.localIdentity)
        hardware.lock(.runtimeIdentifier)
        return Handover(
            bootCount: bootCount, chipIdentifier: chip, romDigest: romDigest, runtimeDigest: image.manifest.codeDigest,
            securityVersion: image.manifest.securityVersion, version: image.version,
            versionLength: image.manifest.version.count, keys: image.keys, certificate: certificate,
            certificateLength: length, localCertificate: localCertificate, localCertificateLength: localLength,
            latticeCertificate: latticeCertificate, latticeCertificateLength: latticeLength,
            entryAddress: image.manifest.entryAddress, slot: image.slot)
    }

    private static func label<H: Hardware & ~Copyable>(_ text: StaticString, _ hardware: inout H) -> Digest {
        hardware.beginHash()
        hardware.text(text)
        return hardware.finishHash()
    }
}
