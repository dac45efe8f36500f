/// Why bytes are no revocation list, or no response on revocation, that this library goes by.
public enum RevocationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More bytes than are read.
    case tooLong(limit: Int)
    /// Not exactly one CertificateList (RFC 5280, section 5.1) or OCSPResponse (RFC 6960, section 4.2.1) in DER.
    case notDER
    /// A list of another version than 2.
    case version
    /// The signature algorithm is another than ecdsa-with-SHA384.
    case signatureAlgorithm
    /// A time is malformed.
    case time
    /// An extension is malformed or occurs twice.
    case extensions
    /// A critical extension that nobody here knows.
    case criticalExtension
    /// A list of changes to another list.
    case delta
    /// A list about certificates of other issuers.
    case indirect
    /// A list of some reasons only, or not of public-key certificates.
    case partial
    /// The responder did not answer: OCSPResponseStatus.
    case unsuccessful(status: Int)
    /// More answers in one response than are read.
    case tooMany(limit: Int)

    /// Whether the bytes are nothing at all; otherwise they are a list or a response that is not used.
    public var isUnreadable: Bool {
        switch self {
        case .tooLong, .notDER: true
        case .version, .signatureAlgorithm, .time, .extensions, .criticalExtension, .delta, .indirect, .partial,
            .unsuccessful, .tooMany:
            false
        }
    }

    /// What is wrong, as the end of a sentence that names the file.
    public var description: String {
        switch self {
        case .tooLong(let limit): "it has more than \(limit) bytes"
        case .notDER: "it is not exactly one list or response in DER"
        case .version: "it is no list of version 2"
        case .signatureAlgorithm: "it is signed with another algorithm than ecdsa-with-SHA384"
        case .time: "a time in it is malformed"
        case .extensions: "an extension in it is malformed or occurs twice"
        case .criticalExtension: "it has a critical extension that is not known here"
        case .delta: "it is a delta list: give the whole one"
        case .indirect: "it is an indirect list, about certificates of other issuers"
        case .partial: "it is about some reasons only, or not about certificates of keys"
        case .unsuccessful(let status): "the responder gave no answer (\(RevocationError.statusName(status)))"
        case .tooMany(let limit): "it has more than \(limit) answers"
        }
    }

    /// OCSPResponseStatus (RFC 6960, section 4.2.1).
    private static func statusName(_ status: Int) -> String {
        switch status {
        case 1: "malformedRequest"
        case 2: "internalError"
        case 3: "tryLater"
        case 5: "sigRequired"
        case 6: "unauthorized"
        default: "status \(status)"
        }
    }
}
