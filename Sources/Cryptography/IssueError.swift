/// Why a certificate was not issued.
public enum IssueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The serial number is zero or its DER would be over 20 octets (RFC 5280, section 4.1.2.2).
    case serialNumber
    /// A moment is outside the years 1950 to 9999, or the end precedes the start.
    case validity
    /// The path length is negative, over 255, or given for a key that is no authority.
    case pathLength
    /// An extension occurs twice, or is one that the authority writes itself.
    case repeatedExtension(OID)

    /// What is wrong and what would mend it.
    public var description: String {
        switch self {
        case .serialNumber: "The serial number must be positive and below 2^159; choose another."
        case .validity: "Validity must start no later than it ends, between the years 1950 and 9999."
        case .pathLength: "A path length is 0 to 255, and only an authority has one."
        case .repeatedExtension(let oid): "The extension \(oid) would occur twice; leave it out."
        }
    }
}
