import Cryptography

/// Who may change what a verifier trusts by a CoRIM, and when: the same for the service and for files.
public struct CorimProvision: Sendable {
    /// It bears a signature, and none that is trusted.
    public struct Untrusted: Error, Hashable, Sendable, CustomStringConvertible {
        /// How it is signed.
        public let algorithm: CorimSignature.Algorithm

        /// What is wrong, and the mend.
        public var description: String {
            "field signature: it is signed (\(algorithm)), by no key that is trusted for it; "
                + "name the signer's key, or have the vendor's key sign reference values"
        }
    }

    /// What comes of it.
    public struct Outcome: Hashable, Sendable {
        /// The documents as they are to be.
        public let files: TrustFiles
        /// Those of them that are other than before.
        public let changed: [String]
        /// Whose signature it bears: the vendor's, an anchor's, or nobody's.
        public let signer: Signer
    }

    /// Whose signature a CoRIM bears.
    public enum Signer: String, Hashable, Sendable, CaseIterable {
        /// That of the key of `parties.json`.
        case vendor
        /// That of a key named for it.
        case anchor
        /// Nobody's: it is taken on the word of whoever brings it.
        case none
    }

    /// Keys that are trusted to say anything.
    public let anchors: [VerifyingKey]
    /// Now.
    public let moment: UTCSeconds

    /// Rules.
    public init(anchors: [VerifyingKey], moment: UTCSeconds) {
        self.anchors = anchors
        self.moment = moment
    }

    /// What a CoRIM makes of documents: all that it says, or nothing.
    ///
    /// - Parameters:
    ///   - document: the CoRIM.
    ///   - files: the documents as they are.
    /// - Returns: what comes of it.
    /// - Throws: `Untrusted`; `CorimError` where it does not hold now, is of another profile, says what has no place, is
    ///   older than what was taken, or goes beyond what its signer may say; `TrustError` where the documents can't be used.
    public func provision(_ document: CorimDocument, into files: TrustFiles) throws -> Outcome {
        let content = try CorimTrust(document.corim)
        let signer = try signer(of: document, files)
        try document.check(at: moment)
        let result = try content.applied(
            to: files, digest: document.digest, by: signer == .vendor ? .vendor : .full)
        return Outcome(
            files: result, changed: result.files.filter { files[$0.path] != $0.bytes }.map(\.path), signer: signer)
    }

    private func signer(of document: CorimDocument, _ files: TrustFiles) throws -> Signer {
        guard let signature = document.signature else { return .none }
        if document.signer(among: anchors) != nil { return .anchor }
        let vendor = try files.vendorKey()
        guard document.signer(among: vendor.map { [$0] } ?? []) != nil else {
            throw Untrusted(algorithm: signature.algorithm)
        }
        return .vendor
    }
}
