import Attestation
import Cryptography

/// Signs results with ES384, as JSON web tokens (RFC 7515, RFC 7518 section 3.4) and as CBOR web tokens (RFC 8392).
public struct ResultSigner: Sendable {
    private let key: P384.PrivateKey
    private let header: String

    /// A signer with a key.
    public init(_ key: P384.PrivateKey) {
        self.key = key
        let header = JSONValue.object([
            "alg": .string("ES384"), "typ": .string("JWT"), "kid": .string(ResultSigner.identifier(of: key.publicKey)),
        ])
        self.header = Array(header.compact.utf8).base64URL
    }

    /// The compact serialisation of signed claims.
    func sign(_ claims: JSONValue) -> String {
        let input = header + "." + Array(claims.compact.utf8).base64URL
        return input + "." + key.sign(digest: Digest384(hashing: Array(input.utf8))).bytes.base64URL
    }

    /// The CBOR web token with the claims of a JSON web token that was signed here; nil where it is none.
    func binary(_ token: String) -> [UInt8]? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = [UInt8](base64URL: parts[1]),
            let claims = try? JSONValue(parsing: payload)
        else { return nil }
        return ResultToken.signed(claims, by: key)
    }

    /// The key that verifies results, as a JSON web key (RFC 7517).
    var publicKey: JSONValue {
        let raw = key.publicKey.raw
        return .object([
            "kty": .string("EC"), "crv": .string("P-384"), "x": .string(Array(raw.prefix(48)).base64URL),
            "y": .string(Array(raw.suffix(48)).base64URL), "alg": .string("ES384"), "use": .string("sig"),
            "kid": .string(ResultSigner.identifier(of: key.publicKey)),
        ])
    }

    private static func identifier(of key: P384.PublicKey) -> String { ResultToken.identifier(of: key).base64URL }
}
