import Cryptography

extension JSONValue {
    /// The text, indented by two spaces a level, ending in a line feed.
    public var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: 0)
        bytes.append(0x0a)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text without spaces or line feeds between tokens.
    public var compact: String { String(decoding: compactBytes, as: UTF8.self) }

    /// The same in UTF-8.
    public var compactBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        writeCompact(to: &bytes)
        return bytes
    }

    private func writeCompact(to bytes: inout [UInt8]) {
        switch content {
        case .null, .boolean, .number, .string: write(to: &bytes, indentation: 0)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                item.writeCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONValue.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.writeCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private func write(to bytes: inout [UInt8], indentation: Int) {
        switch content {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): JSONValue.write(text, to: &bytes)
        case .array(let items):
            JSONValue.write("[", items, "]", to: &bytes, indentation: indentation) { item, bytes in
                item.write(to: &bytes, indentation: indentation + 1)
            }
        case .object(let members):
            JSONValue.write("{", members, "}", to: &bytes, indentation: indentation) { member, bytes in
                JSONValue.write(member.name, to: &bytes)
                bytes += ": ".utf8
                member.value.write(to: &bytes, indentation: indentation + 1)
            }
        }
    }

    private static func write<Item>(
        _ open: String, _ items: [Item], _ close: String, to bytes: inout [UInt8], indentation: Int,
        _ writeItem: (Item, inout [UInt8]) -> Void
    ) {
        bytes += open.utf8
        for (position, item) in items.enumerated() {
            bytes += (position == 0 ? "\n" : ",\n").utf8
            bytes += repeatElement(0x20, count: 2 * (indentation + 1))
            writeItem(item, &bytes)
        }
        if !items.isEmpty {
            bytes.append(0x0a)
            bytes += repeatElement(0x20, count: 2 * indentation)
        }
        bytes += close.utf8
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        // Most text needs no escape, and is copied whole.
        let span = text.utf8.span
        guard span.indices.contains(where: { needsEscape(span[$0]) }) else {
            bytes += text.utf8
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0a: bytes += "\\n".utf8
            case ..<0x20, 0x7f: bytes += ("\\u00" + [byte].hex).utf8
            default: bytes.append(byte)
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7f
    }
}
