import COpenSSL

/// An ASN.1 object identifier (X.660), such as `2.23.133.5.4.1` for the TCG's TCB information.
public struct OID: Hashable, Sendable, CustomStringConvertible {
    /// DER content octets, without tag and length.
    public let content: [UInt8]

    /// The identifier written in dotted decimals, or nil when the text is none.
    public init?(_ text: String) {
        // OpenSSL would also pass over spaces and read names.
        guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        // Sound: the string is terminated for the call; `takeBuffer` owns what comes back.
        guard let content = unsafe takeBuffer({ unsafe il_oid_from_text(text, $0) }) else { return nil }
        self.content = content
    }

    /// The identifier with these content octets, which a parser has accepted.
    init(content: [UInt8]) { self.content = content }

    /// Dotted decimals, or hexadecimal octets for an identifier over 127 octets long.
    public var description: String {
        // Sound: C reads `count` bytes; `takeBuffer` owns what comes back.
        guard let text = unsafe takeBuffer({ unsafe il_oid_to_text(content, content.count, $0) }) else {
            return "0x" + content.hex
        }
        return String(decoding: text, as: UTF8.self)
    }
}
