/// Builds DER (X.690): each function gives one whole element.
enum DERWriter {
    /// Tags in use.
    enum Tag: UInt8 {
        case boolean = 0x01
        case integer = 0x02
        case bitString = 0x03
        case octetString = 0x04
        case objectIdentifier = 0x06
        case enumerated = 0x0A
        case utf8String = 0x0C
        case printableString = 0x13
        case sequence = 0x30
        case set = 0x31
        /// Context-specific 0, primitive: keyIdentifier.
        case primitive0 = 0x80
        /// Context-specific 0, constructed: version.
        case constructed0 = 0xA0
        /// Context-specific 3, constructed: extensions.
        case constructed3 = 0xA3
    }

    static func element(_ tag: Tag, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        let header = content.count < 128 ? [UInt8(content.count)] : [0x80 | UInt8(length.count)] + length
        return [tag.rawValue] + header + content
    }

    static func sequence(_ elements: [UInt8]...) -> [UInt8] {
        element(.sequence, elements.flatMap { $0 })
    }

    /// A number that is not negative, from its big-endian magnitude.
    static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        let digits = Array(magnitude.drop { $0 == 0 })
        let needsZero = (digits.first ?? 0x80) >= 0x80
        return element(.integer, (needsZero ? [0] : []) + digits)
    }

    /// A bit string of whole octets.
    static func bitString(_ octets: [UInt8]) -> [UInt8] {
        element(.bitString, [0] + octets)
    }

    static func identifier(_ oid: OID) -> [UInt8] {
        element(.objectIdentifier, oid.content)
    }
}
