import Attestation
import Cryptography

/// The examination of one piece of evidence in progress.
struct Examiner {
    let appraiser: Appraiser
    let exhibit: String
    let evidence: Evidence
    var findings: [Finding] = []
    var gaps: [Gap] = []

    init(appraiser: Appraiser, exhibit: String, evidence: Evidence) {
        self.appraiser = appraiser
        self.exhibit = exhibit
        self.evidence = evidence
    }

    /// Makes every check, and returns whether the evidence is the chip's own word.
    mutating func authenticate(using cache: inout some ChainKeeper) -> Bool {
        let chain: ChainCache.Chain
        do { chain = try verifiedChain(using: &cache) } catch {
            disown(
                .chainRefused, "unprotected.x5chain",
                "the certificates do not lead to a trusted root, so that anybody can have made this evidence, which "
                    + "calls itself chip \(evidence.claims.chip): \(error.sentence)")
            return false
        }
        let outcome = chain.key.verify(evidence.signature, digest: evidence.signedDigest)
        guard outcome == .valid else {
            disown(
                .signatureInvalid, "signature",
                "the alias key did not sign these claims (the signature is \(outcome)), so that anybody can have made "
                    + "or altered this evidence, which calls itself chip \(evidence.claims.chip)")
            return false
        }
        guard isSignedTwice(by: chain) else { return false }
        if evidence.claims.profile != Claims.profileIdentifier {
            find(
                .profileUnknown, "claims.eat_profile",
                "the profile \(evidence.claims.profile.hex) is not the one that this verifier knows, "
                    + Claims.profileIdentifier.hex)
        }
        compareIdentity(with: chain)
        compareFirmware()
        lookForRevocation(of: chain)
        return findings.allSatisfy { $0.rule != .certificateContradicted || !contradictsIdentity(chain) }
    }

    /// Whether the ML-DSA-87 alias key signed the claims too, or need not.
    private mutating func isSignedTwice(by chain: ChainCache.Chain) -> Bool {
        guard let lattice = evidence.lattice, let half = chain.lattice else {
            guard appraiser.question.signatures == .hybrid else { return true }
            disown(
                .signatureInvalid, "signatures",
                "there is no ML-DSA-87 signature beside the P-384 one, so that whoever can forge the one can have made "
                    + "this evidence, which calls itself chip \(evidence.claims.chip)")
            return false
        }
        let outcome = half.key.verify(lattice.signature, message: evidence.latticeSignedBytes())
        guard outcome == .valid else {
            disown(
                .signatureInvalid, "signatures",
                "the ML-DSA-87 alias key did not sign these claims (the signature is \(outcome)), so that anybody can "
                    + "have made or altered this evidence, which calls itself chip \(evidence.claims.chip)")
            return false
        }
        return true
    }

    /// Why a chain is not trusted.
    struct ChainRefusal: Error {
        let reason: String

        /// The reason without a full stop: sentences go on after it.
        var sentence: Substring { reason.hasSuffix(".") ? reason.dropLast() : reason[...] }
    }

    private mutating func verifiedChain(
        using cache: inout some ChainKeeper
    ) throws(ChainRefusal) -> ChainCache.Chain {
        let roots = ChainCache.Roots(classical: appraiser.trust.roots, lattice: appraiser.trust.latticeRoots)
        let key = ChainCache.Key(
            alias: evidence.aliasCertificate, local: evidence.localCertificate, device: evidence.deviceCertificate,
            latticeAlias: evidence.lattice?.aliasCertificate ?? [],
            latticeDevice: evidence.lattice?.deviceCertificate ?? [])
        let known = appraiser.certificateTime(of: evidence.claims)
        if known == nil {
            gaps.append(
                Gap(
                    check: .chain,
                    reason: "validity periods of certificates were not judged: without policy.json, time is not known"))
        }
        if let known, let chain = cache.chain(key, under: roots, at: known) { return chain }
        let alias, device: DICECertificate
        do { alias = try DICECertificate(der: evidence.aliasCertificate) } catch {
            throw ChainRefusal(reason: "the alias certificate: \(error)")
        }
        let local: DICECertificate?
        do { local = try evidence.localCertificate.map { try DICECertificate(der: $0) } } catch {
            throw ChainRefusal(reason: "the local identity's certificate: \(error)")
        }
        do { device = try DICECertificate(der: evidence.deviceCertificate) } catch {
            throw ChainRefusal(reason: "the device certificate: \(error)")
        }
        let time =
            known
            ?? max(
                alias.certificate.notBefore, device.certificate.notBefore,
                local?.certificate.notBefore ?? device.certificate.notBefore)
        if known == nil, let chain = cache.chain(key, under: roots, at: time) { return chain }
        var validity = try appraiser.verify(
            alias.certificate, local?.certificate, device.certificate, at: time, using: &cache)
        var half: ChainCache.Lattice?
        if let lattice = evidence.lattice {
            let second = try appraiser.verify(
                lattice, beside: (alias.certificate, device.certificate), at: time)
            half = second.half
            validity = validity.clamped(to: second.validity)
        }
        let chain = ChainCache.Chain(
            alias: alias, local: local, device: device, key: alias.certificate.publicKey, lattice: half,
            validity: validity)
        cache.keep(chain, for: key, under: roots)
        return chain
    }

    /// The chip and the measurements in the certificates against those in the claims.
    private mutating func compareIdentity(with chain: ChainCache.Chain) {
        let claims = evidence.claims
        if let chip = chain.device.chip {
            if chip != claims.chip {
                find(
                    .certificateContradicted, "claims.ueid", chip: chip,
                    "the claims are of chip \(claims.chip), but the device certificate is of chip \(chip)")
            }
        } else {
            find(.certificateSilent, "unprotected.x5chain.device", "the device certificate names no chip")
        }
        compareLocalIdentity(with: chain)
        guard let runtime = chain.alias.tcbInfo, !runtime.firmwareDigests.isEmpty else {
            find(
                .certificateSilent, "unprotected.x5chain.alias",
                "the alias certificate has no TCB information with a SHA-384 digest of the runtime")
            return
        }
        if !runtime.firmwareDigests.contains(claims.runtime.digest) {
            find(
                .certificateContradicted, "claims.measurements.runtime.digests",
                "the claims name the runtime \(claims.runtime.digest.brief), but the ROM certified the alias key of "
                    + "\(runtime.firmwareDigests.map(\.brief).joined(separator: ", "))")
        }
        if let version = runtime.securityVersion, version != claims.runtime.securityVersion {
            find(
                .certificateContradicted, "claims.measurements.runtime.security-version",
                "the claims name security version \(claims.runtime.securityVersion), the alias certificate \(version)")
        }
        if let version = runtime.version, version != claims.runtime.version {
            find(
                .certificateContradicted, "claims.measurements.runtime.version",
                "the claims name version \(claims.runtime.version), the alias certificate \(version)")
        }
        if let rom = chain.device.tcbInfo, !rom.firmwareDigests.isEmpty, !rom.firmwareDigests.contains(claims.rom) {
            find(
                .certificateContradicted, "claims.measurements.rom.digests",
                "the claims name the ROM \(claims.rom.brief), but the vendor certified "
                    + rom.firmwareDigests.map(\.brief).joined(separator: ", "))
        }
    }

    /// What ROM says of itself and of the chip in the local identity's certificate, which no runtime can alter.
    private mutating func compareLocalIdentity(with chain: ChainCache.Chain) {
        guard let local = chain.local else { return }
        if local.chip != chain.device.chip {
            find(
                .certificateContradicted, "unprotected.x5chain.local",
                "the local identity's certificate and the device certificate are of different chips")
        }
        guard let rom = local.tcbInfo, !rom.firmwareDigests.isEmpty else {
            find(
                .certificateSilent, "unprotected.x5chain.local",
                "the local identity's certificate has no TCB information with a SHA-384 digest of the ROM")
            return
        }
        if !rom.firmwareDigests.contains(evidence.claims.rom) {
            find(
                .certificateContradicted, "claims.measurements.rom.digests",
                "the claims name the ROM \(evidence.claims.rom.brief), but the local identity was certified by "
                    + rom.firmwareDigests.map(\.brief).joined(separator: ", "))
        }
        if rom.isDebuggable {
            find(
                .debugEnabled, "unprotected.x5chain.local",
                "the ROM certified that debugging is enabled, whatever the runtime claims")
        }
    }

    /// Whether the claims speak for a chip that the certificates are not of: then they are not that chip's word.
    private func contradictsIdentity(_ chain: ChainCache.Chain) -> Bool {
        chain.device.chip.map { $0 != evidence.claims.chip } ?? false
    }

    private mutating func compareFirmware() {
        let claims = evidence.claims
        switch claims.debugStatus {
        case .enabled:
            find(.debugEnabled, "claims.dbgstat", "debugging is enabled, so that nothing in the chip is safe")
        case .disabled:
            find(.debugPossible, "claims.dbgstat", "debugging is disabled now, but may have been enabled since boot")
        case .disabledSinceBoot, .disabledPermanently, .disabledFullyAndPermanently: break
        }
        guard let reference = appraiser.trust.referenceValues else {
            gaps.append(Gap(check: .firmware, reason: "the trust directory has no \(TrustFiles.referenceValues)"))
            return
        }
        if !reference.rom.contains(claims.rom) {
            find(
                .romUnknown, "claims.measurements.rom.digests",
                "the ROM \(claims.rom.brief) is none of the \(reference.rom.count) approved")
        }
        if let approved = reference.runtime.first(where: { $0.digest == claims.runtime.digest }) {
            if approved.securityVersion != claims.runtime.securityVersion || approved.version != claims.runtime.version
            {
                find(
                    .certificateContradicted, "claims.measurements.runtime",
                    "the runtime \(claims.runtime.digest.brief) is version \(approved.version) (security version "
                        + "\(approved.securityVersion)), but calls itself \(claims.runtime.version) (security version "
                        + "\(claims.runtime.securityVersion))")
            }
        } else {
            find(
                .runtimeUnknown, "claims.measurements.runtime.digests",
                "the runtime \(claims.runtime.version) with digest \(claims.runtime.digest.brief) is none of the "
                    + "\(reference.runtime.count) approved")
        }
        if claims.runtime.securityVersion < reference.minimumSecurityVersion {
            find(
                .versionBelowMinimum, "claims.measurements.runtime.security-version",
                "security version \(claims.runtime.securityVersion) is below the minimum of "
                    + "\(reference.minimumSecurityVersion)")
        }
    }

    private mutating func lookForRevocation(of chain: ChainCache.Chain) {
        let signed = appraiser.trust.timing?.moment(of: evidence.claims.tick)
        if let reason = appraiser.trust.revocation(of: chain.device.certificate, signed: signed) {
            find(
                .identityRevoked, "unprotected.x5chain.device",
                "the device certificate with serial \(chain.device.certificate.serial.hex) \(reason)")
        }
        guard let revocations = appraiser.trust.revocations else {
            let rest =
                appraiser.trust.revocationLists.isEmpty ? "" : ", so that revoked firmware and licences are not known"
            gaps.append(Gap(check: .revocation, reason: "the trust directory has no \(TrustFiles.revoked)\(rest)"))
            return
        }
        let certificates =
            [(chain.alias, "alias"), (chain.device, "device")] + (chain.local.map { [($0, "local")] } ?? [])
        for (certificate, field) in certificates
        where revocations.certificates.contains(certificate.certificate.serial) {
            find(
                .identityRevoked, "unprotected.x5chain.\(field)",
                "the \(field) certificate with serial \(certificate.certificate.serial.hex) is revoked")
        }
        for (serial, field) in [(chain.lattice?.aliasSerial, "alias"), (chain.lattice?.deviceSerial, "device")] {
            guard let serial, revocations.certificates.contains(serial) else { continue }
            find(
                .identityRevoked, "signatures.x5chain.\(field)",
                "the ML-DSA-87 \(field) certificate with serial \(serial.hex) is revoked")
        }
        if revocations.chips.contains(evidence.claims.chip) {
            find(.identityRevoked, "claims.ueid", "the chip is revoked")
        }
        if revocations.runtimes.contains(evidence.claims.runtime.digest) {
            find(
                .runtimeRevoked, "claims.measurements.runtime.digests",
                "the runtime \(evidence.claims.runtime.version) is revoked")
        }
    }

    /// A finding about nobody: evidence that is not authentic says nothing about the chip that it names.
    private mutating func disown(_ rule: Rule, _ field: String, _ reason: String) {
        findings.append(
            Finding(rule, chip: nil, evidence: [EvidencePointer(exhibit: exhibit, field: field)], reason: reason))
    }

    private mutating func find(_ rule: Rule, _ field: String, chip: ChipID? = nil, _ reason: String) {
        findings.append(
            Finding(
                rule, chip: chip ?? evidence.claims.chip,
                evidence: [EvidencePointer(exhibit: exhibit, field: field)], reason: reason))
    }
}
