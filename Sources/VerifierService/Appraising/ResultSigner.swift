import Attestation

/// Signs results as JSON web tokens (RFC 7515) and as CBOR web tokens (RFC 8392).
public struct ResultSigner: Sendable {
    private let key: ResultKey
    private let header: String
    /// The key that verifies results, as a JSON web key (RFC 7517).
    let publicKey: JSONValue

    /// A signer with a key.
    public init(_ key: ResultKey) {
        self.key = key
        publicKey = key.publicKey
        let header = JSONValue.object([
            "alg": .string(key.algorithm), "typ": .string("JWT"), "kid": .string(key.identifier.base64URL),
        ])
        self.header = Array(header.compact.utf8).base64URL
    }

    /// The compact serialisation of signed claims.
    func sign(_ claims: JSONValue) -> String {
        let input = header + "." + claims.compactBytes.base64URL
        return input + "." + key.sign(Array(input.utf8)).base64URL
    }

    /// The CBOR web token with the claims of a JSON web token that was signed here; nil where it is none.
    func binary(_ token: String) -> [UInt8]? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = [UInt8](base64URL: parts[1]),
            let claims = try? JSONValue(parsing: payload)
        else { return nil }
        return ResultToken.signed(claims, by: key)
    }
}
