import Attestation

extension JSONValue {
    /// The bytes that a string spells in base 64 for URLs without padding: each has one spelling (RFC 7515, section 2).
    static func bytes(of text: some StringProtocol) -> [UInt8]? {
        text.hasSuffix("=") ? nil : [UInt8](base64URL: text)
    }
}
