import Cryptography

/// The key that signs results: with ES256 where it is of P-256, with ES384 where it is of P-384 (RFC 7518, section 3.4).
public enum ResultKey: Sendable {
    /// SHA-256 and P-256.
    case es256(P256.PrivateKey)
    /// SHA-384 and P-384.
    case es384(P384.PrivateKey)

    /// Why text is no key of either curve.
    public struct Unfit: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong and what would mend it.
        public let description: String
    }

    /// Reads PEM blocks labelled PRIVATE KEY: a key of P-256, or one of P-384, whose ML-DSA-87 half is not used.
    public init(pem: String) throws(Unfit) {
        let blocks: [[UInt8]]
        do { blocks = try PEM.decodeAll(pem, label: .privateKey) } catch {
            throw Unfit(description: error.description)
        }
        if blocks.count == 1, let key = P256.PrivateKey(pkcs8: blocks[0]) {
            self = .es256(key)
            return
        }
        do { self = .es384(try SigningKey(pem: pem).classical) } catch {
            throw Unfit(
                description:
                    "This is no key of P-256 or P-384; make one with `interlock keys new --classical-only`, or "
                    + "with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.")
        }
    }

    /// The signature of a message: r ‖ s.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        switch self {
        case .es256(let key): key.sign(digest: Digest256(hashing: message))
        case .es384(let key): key.sign(digest: Digest384(hashing: message)).bytes
        }
    }

    /// What JSON tokens call the algorithm.
    public var algorithm: String {
        switch self {
        case .es256: "ES256"
        case .es384: "ES384"
        }
    }

    /// What CBOR tokens call it (RFC 9053, section 2.1).
    public var number: Int64 {
        switch self {
        case .es256: -7
        case .es384: -35
        }
    }

    /// What tokens call the key: the first 16 bytes of SHA-384 of the raw point.
    public var identifier: [UInt8] { Array(Digest384(hashing: publicPoint).bytes.prefix(16)) }

    /// The key that verifies, as a JSON web key (RFC 7517).
    public var publicKey: JSONValue {
        let point = publicPoint
        return .object([
            "kty": .string("EC"), "crv": .string(curve), "x": .string(Array(point.prefix(point.count / 2)).base64URL),
            "y": .string(Array(point.suffix(point.count / 2)).base64URL), "alg": .string(algorithm),
            "use": .string("sig"), "kid": .string(identifier.base64URL),
        ])
    }

    private var curve: String {
        switch self {
        case .es256: "P-256"
        case .es384: "P-384"
        }
    }

    private var publicPoint: [UInt8] {
        switch self {
        case .es256(let key): key.publicPoint
        case .es384(let key): key.publicKey.raw
        }
    }
}
