/// Whose requests are counted together.
public enum Client: Hashable, Sendable {
    /// Who showed a certificate: a role and a name, however many certificates and addresses they have.
    case named(Peer)
    /// Whoever asks from an address: the 4 bytes of IPv4, or the first 8 of IPv6, which is what one subscriber has; none for a
    /// socket of this machine.
    case address([UInt8])

    /// Who asks from an IP address, as text (RFC 5952); nil for a socket of this machine.
    public init(address text: String?) {
        let text = (text ?? "").prefix { $0 != "%" }
        // IPv4, also where a socket of IPv6 took it: ::ffff:192.0.2.1.
        if text.contains(".") {
            let last = text.split(separator: ":").last ?? text
            self = .address(last.split(separator: ".").compactMap { UInt8($0) })
            return
        }
        let groups = { (part: Substring) in part.split(separator: ":").compactMap { UInt16($0, radix: 16) } }
        var all = groups(text)
        // "::" stands for as many zeros as are missing.
        if let gap = text.indices.first(where: { text[$0...].hasPrefix("::") }) {
            let (before, after) = (groups(text[..<gap]), groups(text[gap...]))
            all = before + [UInt16](repeating: 0, count: max(0, 8 - before.count - after.count)) + after
        }
        self = .address(all.prefix(4).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
    }
}
