import Attestation
import Cryptography

/// A claim with the salt that hides it: a Disclosure of RFC 9901, section 4.2.1.
public struct SaltedClaim: Hashable, Sendable {
    /// Bytes in a salt.
    static let saltByteCount = 16

    /// The claim.
    public let claim: ResultClaim
    /// The text that is handed on: base64url of the JSON array of salt, name and value.
    public let text: String
    /// What the token holds of it: base64url of SHA-384 of the text.
    let digest: String

    /// A claim under a salt.
    init(_ claim: ResultClaim, salt: [UInt8]) {
        self.claim = claim
        let array = JSONValue.array([.string(salt.base64URL), .string(claim.name), claim.value.json])
        text = Array(array.compact.utf8).base64URL
        digest = Digest384(hashing: Array(text.utf8)).bytes.base64URL
    }

    /// Reads the text that was handed on.
    init(_ text: some StringProtocol) throws(SealError) {
        guard let bytes = JSONValue.bytes(of: text), let json = try? JSONValue(parsing: bytes),
            case .array(let items) = json.content, items.count == 3,
            let salt = items[0].string.flatMap({ JSONValue.bytes(of: $0) }), salt.count == SaltedClaim.saltByteCount,
            let name = items[1].string, let value = ResultClaim.Value(items[2])
        else { throw SealError("a disclosure is no array of salt, name and value") }
        guard !["_sd", "..."].contains(name) else { throw SealError("a disclosure has the name \(name)") }
        self.init(ResultClaim(name, value), salt: salt)
        guard self.text.utf8.elementsEqual(text.utf8) else {
            throw SealError("a disclosure is not in the form that it is written in")
        }
    }
}

/// A name and what it stands for, in a result.
public struct ResultClaim: Hashable, Sendable {
    /// What a claim says.
    public enum Value: Hashable, Sendable {
        /// Words, or a quantity in decimal digits.
        case text(String)
        /// Whether something holds.
        case flag(Bool)

        init?(_ json: JSONValue) {
            switch json.content {
            case .string(let text): self = .text(text)
            case .boolean(let flag): self = .flag(flag)
            case .null, .number, .array, .object: return nil
            }
        }

        /// The value in JSON.
        public var json: JSONValue {
            switch self {
            case .text(let text): .string(text)
            case .flag(let flag): .boolean(flag)
            }
        }
    }

    /// What it is called.
    public let name: String
    /// What it says.
    public let value: Value

    /// A claim.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

/// Why text is no sealed result, or does not hold.
public struct SealError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What is wrong.
    public var description: String { reason }
}
