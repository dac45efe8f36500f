import Attestation

extension JSONValue {
    /// The value on one line, without spaces, as bytes.
    var compact: [UInt8] {
        var bytes: [UInt8] = []
        writeCompact(to: &bytes)
        return bytes
    }

    private func writeCompact(to bytes: inout [UInt8]) {
        switch content {
        case .null, .boolean, .number, .string:
            // The indented form of a value without members is one line.
            bytes += text.utf8.dropLast()
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.writeCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONValue.string(member.name).writeCompact(to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.writeCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
