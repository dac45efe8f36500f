import Cryptography

/// What a class, an instance, a group or a measured element is called.
public enum CorimName: Hashable, Sendable {
    /// An object identifier, BER content octets (tag 111).
    case oid([UInt8])
    /// A UUID, 16 bytes (tag 37).
    case uuid([UInt8])
    /// Bytes whose meaning the profile gives (tag 560).
    case bytes([UInt8])
    /// A UEID, 7 to 33 bytes (tag 550; RFC 9711, section 4.2.1).
    case ueid([UInt8])
    /// A number.
    case number(UInt64)
    /// Text.
    case text(String)
    /// A key, or what stands for one.
    case key(CorimKey)
    /// Something tagged that the draft does not have: a profile's own.
    case other(UInt64, CBORItem)

    /// What may be called by which of them.
    enum Place {
        case kind, instance, group, element

        var permitted: String {
            switch self {
            case .kind: "an OID, a UUID or bytes"
            case .instance: "a UEID, a UUID, bytes or a key"
            case .group: "a UUID or bytes"
            case .element: "an OID, a UUID, a number or text"
            }
        }
    }

    init(_ field: CorimField, _ place: Place) throws(CorimError) {
        switch (field.tagged, field.item.content, place) {
        case ((111, let field)?, _, .kind), ((111, let field)?, _, .element): self = .oid(try field.bytes(1...64))
        case ((37, let field)?, _, _): self = .uuid(try field.bytes(16...16))
        case ((560, let field)?, _, .kind), ((560, let field)?, _, .instance), ((560, let field)?, _, .group):
            self = .bytes(try field.bytes())
        case ((550, let field)?, _, .instance): self = .ueid(try field.bytes(7...33))
        case (nil, .unsigned(let number), .element): self = .number(number)
        case (nil, .text, .element): self = .text(try field.text())
        case ((554...562, _)?, _, .instance): self = .key(try CorimKey(field))
        case ((111, _)?, _, _), ((550...564, _)?, _, _), (nil, _, _):
            throw field.error("it is no name for this", mend: "give \(place.permitted)")
        case (let (number, inner)?, _, _): self = .other(number, inner.item)
        }
    }

    var item: CBORItem {
        switch self {
        case .oid(let bytes): .tag(111, .bytes(bytes))
        case .uuid(let bytes): .tag(37, .bytes(bytes))
        case .bytes(let bytes): .tag(560, .bytes(bytes))
        case .ueid(let bytes): .tag(550, .bytes(bytes))
        case .number(let number): .unsigned(number)
        case .text(let text): .text(text)
        case .key(let key): key.item
        case .other(let number, let item): .tag(number, item)
        }
    }

    /// An object identifier's content octets in dots, or in hexadecimal where they are malformed.
    static func dotted(_ content: [UInt8]) -> String {
        var arcs: [UInt64] = []
        var value: UInt64 = 0
        for byte in content {
            guard value <= UInt64.max >> 7 else { return content.hex }
            value = value << 7 | UInt64(byte & 0x7f)
            guard byte & 0x80 == 0 else { continue }
            if arcs.isEmpty {
                let first = min(value / 40, 2)
                arcs = [first, value - first * 40]
            } else {
                arcs.append(value)
            }
            value = 0
        }
        guard !arcs.isEmpty, content.last.map({ $0 & 0x80 == 0 }) == true else { return content.hex }
        return arcs.map(String.init).joined(separator: ".")
    }
}

extension CorimName: CustomStringConvertible {
    /// The name as people write it.
    public var description: String {
        switch self {
        case .oid(let bytes): CorimName.dotted(bytes)
        case .uuid(let bytes): Corim.Identifier.uuid(bytes).description
        case .bytes(let bytes): "h'\(bytes.hex)'"
        case .ueid(let bytes): "ueid h'\(bytes.hex)'"
        case .number(let number): "\(number)"
        case .text(let text): text
        case .key(let key): key.description
        case .other(let number, let item): "\(number)(\(item.notation))"
        }
    }
}
