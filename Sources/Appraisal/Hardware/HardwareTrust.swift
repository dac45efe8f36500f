import Attestation
import Cryptography

/// What is trusted and known about hardware that nobody here made: the documents `hardware/…` of a trust directory.
public struct HardwareTrust: Sendable {
    /// The roots that may name devices.
    public var anchors: [Certificate] = []
    /// The reference manifests.
    public var manifests: [Exhibit] = []
    /// The roots that may sign manifests.
    public var manifestAnchors: [Certificate] = []
    /// What tells of revocation.
    public var revocation: [RevocationFile] = []

    /// Nothing.
    public init() {}

    /// Reads the documents of hardware among others.
    ///
    /// - Throws: the first that can't be used, in the order of their names.
    public init(_ files: TrustFiles) throws(TrustError) {
        for file in files.files {
            guard let kind = HardwareDocument(path: file.path) else { continue }
            try add(kind, file)
        }
    }

    private mutating func add(_ kind: HardwareDocument, _ file: TrustFiles.File) throws(TrustError) {
        let exhibit = Exhibit(name: file.path, bytes: file.bytes)
        switch kind {
        case .deviceAnchor: anchors += try HardwareTrust.certificates(file)
        case .manifestAnchor: manifestAnchors += try HardwareTrust.certificates(file)
        case .manifest:
            do { _ = try SignedManifestFile(verifying: file.bytes) } catch {
                throw HardwareTrust.error(file, error.text, mend: "give a signed reference manifest")
            }
            manifests.append(exhibit)
        case .list, .response:
            let read = RevocationFile(exhibit, kind: kind == .list ? .list : .response)
            if let failure = read.failure {
                throw HardwareTrust.error(
                    file, failure.description, mend: "get it again from where the certificates say")
            }
            revocation.append(read)
        }
    }

    private static func certificates(_ file: TrustFiles.File) throws(TrustError) -> [Certificate] {
        do { return try Certificate.all(inPEM: String(decoding: file.bytes, as: UTF8.self)) } catch {
            throw HardwareTrust.error(file, "\(error)", mend: "give root certificates in PEM")
        }
    }

    private static func error(_ file: TrustFiles.File, _ reason: String, mend: String) -> TrustError {
        TrustError(file: file.path, field: "", reason: reason, mend: mend)
    }
}

extension SignedManifestFile.Failure {
    fileprivate var text: String {
        switch self {
        case .unreadable(let reason), .certificates(let reason), .signature(let reason): reason
        }
    }
}
