/// The files of a trust directory as bytes: whoever does the reading and writing passes them in and out.
public struct TrustFiles: Hashable, Sendable {
    /// One file.
    public struct File: Hashable, Sendable {
        /// Its path within the directory, with `/` between the parts.
        public let path: String
        /// What it holds.
        public let bytes: [UInt8]

        /// A file.
        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The files, in the order of their paths.
    public let files: [File]

    /// A directory of these files.
    public init(_ files: [File]) {
        self.files = files.sorted { $0.path < $1.path }
    }

    /// What the file at `path` holds, or nil where there is none.
    public subscript(_ path: String) -> [UInt8]? { files.first { $0.path == path }?.bytes }

    /// The certificates of the vendor's roots.
    public static let root = "root.pem"
    /// The ML-DSA-87 certificates of the vendor's roots.
    public static let latticeRoot = "root-ml-dsa.pem"
    /// Digests of approved firmware.
    public static let referenceValues = "reference-values.json"
    /// The parties' keys and quorums.
    public static let parties = "parties.json"
    /// The fixed set of chips.
    public static let chips = "chips.json"
    /// The nonces that were sent.
    public static let challenges = "challenges.json"
    /// What is no longer trusted.
    public static let revoked = "revoked.json"
    /// Time: the epoch, the interval of attestation, the grace.
    public static let policy = "policy.json"
    /// The CoRIMs that documents came from.
    public static let corims = "corims.json"
    /// The folder of documents on other hardware, which appraisal of chips does not look at.
    public static let hardware = "hardware/"
    /// The folder of licences.
    public static let licences = "licences/"
    /// The folder of the vendor's certificate revocation lists.
    public static let revocationLists = "crls/"
    /// The folders, each with how its files end.
    private static let folders = [(licences, ".cbor"), (revocationLists, ".crl")]

    /// The files that a trust directory may hold beside those in folders.
    public static let names = [root, latticeRoot, referenceValues, parties, chips, challenges, revoked, policy, corims]

    /// How documents may be called, for people.
    public static var spelling: String {
        let inFolders = folders.map { "\($0)…\($1)" } + HardwareDocument.allCases.map { "\($0.rawValue)…\($0.suffix)" }
        return (names + inFolders).joined(separator: ", ")
    }

    /// Whether a file of this name says what is trusted; others are notes.
    public static func isDocument(_ path: String) -> Bool {
        names.contains(path) || folders.contains { path.hasPrefix($0) && path.hasSuffix($1) }
            || HardwareDocument(path: path) != nil
    }

    /// Whether a document in a folder may be called this where others name it: 1 to 100 letters, digits, hyphens and
    /// underscores.
    public static func isPlain(_ stem: some StringProtocol) -> Bool {
        (1...100).contains(stem.utf8.count)
            && stem.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    /// Whether a file of this name is a note, that nobody could mean for a document.
    static func isNote(_ path: String) -> Bool {
        !folders.contains { path.hasPrefix($0.0) } && !path.hasPrefix(hardware)
            && ![".json", ".pem", ".cbor", ".crl"].contains { path.hasSuffix($0) }
    }
}
