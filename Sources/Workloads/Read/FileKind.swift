import Attestation

/// What a file is, by its first bytes: nobody has to say.
enum FileKind {
    /// How many bytes are looked at, where the file has so many.
    static let looked = 1 << 16

    /// Chakra's messages.
    case chakra
    /// One JSON document.
    case document
    /// JSON Lines, of which this is the first.
    case lines(JSONValue)
    /// Azure's requests.
    case requests
    /// Another table.
    case table

    /// The kind of the file that starts like this.
    ///
    /// Chakra's messages hold control characters, which neither JSON nor CSV may.
    init(_ bytes: [UInt8]) {
        let isText = bytes.allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        guard isText else {
            self = .chakra
            return
        }
        switch bytes.first(where: { $0 > 0x20 }) {
        case UInt8(ascii: "{"):
            // A whole value on the first line: JSON Lines, if it is a kind that comes so.
            let first = Array(bytes.prefix { $0 != 0x0a })
            if let value = try? JSONValue(parsing: first),
                MooncakeReader.isRequest(value) || value[WorkloadForm.mark] != nil
            {
                self = .lines(value)
            } else {
                self = .document
            }
        case UInt8(ascii: "["): self = .document
        default: self = bytes.starts(with: TraceParser.header.utf8) ? .requests : .table
        }
    }
}
