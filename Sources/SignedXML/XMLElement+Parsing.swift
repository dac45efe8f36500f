import CXMLSecurity

extension XMLElement {
    /// How deep elements may be nested.
    public static let maximumDepth = 32
    /// The most bytes that a document may have.
    public static let maximumByteCount = 1 << 20

    /// The root element of a document in UTF-8; nil where it is not well-formed, has a document type, refers to an
    /// entity beside the five predefined ones, is nested deeper than 32, or is longer than 1 MiB.
    public init?(parsing document: [UInt8]) {
        guard document.count <= XMLElement.maximumByteCount,
            // Sound: C reads `count` bytes; `takeBuffer` owns what comes back.
            let record = unsafe takeBuffer({
                unsafe il_xml_read(document, document.count, XMLElement.maximumDepth, $0)
            }).content
        else { return nil }
        var reader = RecordReader(record)
        var open: [XMLElement] = []
        while let kind = reader.kind() {
            switch kind {
            case .start: open.append(XMLElement(namespace: reader.string(), name: reader.string()))
            case .attribute:
                guard !open.isEmpty else { return nil }
                let attribute = Attribute(namespace: reader.string(), name: reader.string(), value: reader.string())
                open[open.count - 1].attributes.append(attribute)
            case .text:
                guard !open.isEmpty else { return nil }
                open[open.count - 1].text += reader.string()
            case .end:
                guard let closed = open.popLast() else { return nil }
                guard !open.isEmpty else {
                    self = closed
                    return
                }
                open[open.count - 1].children.append(closed)
            }
        }
        return nil
    }
}

/// Reads the flat record of `CXMLSecurity.h`; a record that ends early reads as empty strings and then as its end.
private struct RecordReader {
    enum Kind: UInt8 {
        case start = 0x53
        case attribute = 0x41
        case text = 0x54
        case end = 0x45
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func kind() -> Kind? {
        guard offset < bytes.count else { return nil }
        offset += 1
        return Kind(rawValue: bytes[offset - 1])
    }

    mutating func string() -> String {
        guard bytes.count - offset >= 4 else { return "" }
        let count = (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        offset += 4
        let end = min(bytes.count, offset + count)
        defer { offset = end }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
}
