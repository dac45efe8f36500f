import Attestation
import Cryptography

/// What a reference integrity manifest is worth, before any report is looked at.
public struct ManifestExamination: Sendable {
    /// What came of reading it and verifying its signature.
    enum Content {
        case verified(SignedManifestFile, CertificatePath.Outcome)
        case failed(SignedManifestFile.Failure)
    }

    /// The manifest's file.
    public let name: String
    let content: Content
    /// What is known of the revocation of its signer's certificates; empty where they lead nowhere.
    public let standings: [CertificateStanding]

    init(_ exhibit: Exhibit, anchors: [Certificate], asking check: RevocationCheck) {
        name = exhibit.name
        do {
            let file = try SignedManifestFile(verifying: exhibit.bytes)
            let path = CertificatePath(certificates: file.certificates)
            let outcome = path.verify(anchors: anchors, at: check.moment)
            content = .verified(file, outcome)
            standings = check.standings(of: path, outcome, as: exhibit.name)
        } catch {
            content = .failed(error)
            standings = []
        }
    }

    /// The manifest, if its signature holds; whether its signer is trusted is another question.
    public var manifest: ReferenceManifest? {
        guard case .verified(let file, _) = content else { return nil }
        return file.manifest
    }

    /// Whether signature and certificates hold, up to an anchor, and nobody has taken a certificate back.
    public var isTrusted: Bool {
        guard case .verified(_, .anchored) = content else { return false }
        return !isRevoked
    }

    private var isRevoked: Bool { standings.contains(where: \.isRevoked) }

    /// What its signature and its signer are worth, in words.
    public var standing: (signature: String, signer: String) {
        switch content {
        case .verified where isRevoked: ("valid", "revoked")
        case .verified(_, .anchored(let root)): ("valid", "leads to the anchor “\(root.subjectCommonName ?? "-")”")
        case .verified(_, .ownRoot(let root)):
            ("valid", "own root “\(root.subjectCommonName ?? "-")”, anchor not verified")
        case .verified(_, .refused(let reason)): ("valid", reason)
        case .failed(.unreadable(let reason)): ("unreadable", reason)
        case .failed(.certificates(let reason)): ("not verified", reason)
        case .failed(.signature(let reason)): ("invalid", reason)
        }
    }

    /// Whether it could not be read.
    var isUnreadable: Bool {
        if case .failed(.unreadable) = content { true } else { false }
    }

    /// Whether it is of the version of a component that the report names, and of the device's product.
    func applies(to report: HardwareReport, of product: String?) -> Bool {
        guard let manifest else { return false }
        let reported = manifest.component == .vbios ? report.vbiosVersion : report.driverVersion
        return reported?.lowercased() == manifest.version.lowercased() && product == manifest.product
    }

    /// What makes it worth nothing, or less.
    func findings() -> [Finding] {
        let pointer = { (field: String) in [EvidencePointer(exhibit: name, field: field)] }
        switch content {
        case .verified(_, .anchored): return []
        case .verified(_, .ownRoot(let root)):
            let reason =
                "no anchor was given for manifests, and “\(root.subjectCommonName ?? "-")” is the manifest's own word"
            return [Finding(.manifestAnchorMissing, chip: nil, evidence: pointer("Signature.KeyInfo"), reason: reason)]
        case .verified(_, .refused(let reason)):
            return [Finding(.manifestChainRefused, chip: nil, evidence: pointer("Signature.KeyInfo"), reason: reason)]
        case .failed(.unreadable(let reason)):
            return [Finding(.manifestUnreadable, chip: nil, evidence: pointer("SoftwareIdentity"), reason: reason)]
        case .failed(.certificates(let reason)):
            return [Finding(.manifestChainRefused, chip: nil, evidence: pointer("Signature.KeyInfo"), reason: reason)]
        case .failed(.signature(let reason)):
            return [Finding(.manifestSignatureInvalid, chip: nil, evidence: pointer("Signature"), reason: reason)]
        }
    }
}
