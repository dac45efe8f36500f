/// A PCI data object (PCIe 6.1, section 6.31): vendor, type, length in words, content padded to words.
package struct DataObject: Hashable, Sendable {
    /// What a data object is, for the vendor PCI-SIG.
    package enum Kind: UInt8, CaseIterable, Sendable {
        /// Asks which kinds there are.
        case discovery = 0
        /// An SPDM message in the clear.
        case spdm = 1
        /// An SPDM record.
        case secured = 2
    }

    private static let vendor: UInt32 = 0x0001
    private static let headerLength = 8

    /// What it is.
    package let kind: Kind
    /// Its content; padding cannot be told from it.
    package let content: [UInt8]

    /// An object with the given content.
    package init(kind: Kind, content: [UInt8]) {
        self.kind = kind
        self.content = content
    }

    /// Reads an object; nil where it is malformed or of a kind that the port does not have.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= DataObject.headerLength, bytes.word(at: 0) & 0xffff == DataObject.vendor,
            let kind = Kind(rawValue: bytes[2])
        else { return nil }
        let length = Int(bytes.word(at: 4) & 0x3ffff) * 4
        guard length >= DataObject.headerLength, length <= bytes.count else { return nil }
        self.kind = kind
        content = Array(bytes[DataObject.headerLength..<length])
    }

    /// The object as it is sent.
    package func encoded() -> [UInt8] {
        let padded = (content.count + 3) & ~3
        var bytes = [UInt8](repeating: 0, count: DataObject.headerLength)
        bytes.setWord(DataObject.vendor | UInt32(kind.rawValue) << 16, at: 0)
        bytes.setWord(UInt32((DataObject.headerLength + padded) / 4), at: 4)
        return bytes + content + [UInt8](repeating: 0, count: padded - content.count)
    }

    /// The answer to a discovery: the kind at the index, and the next index, 0 after the last.
    package var discovered: DataObject? {
        guard kind == .discovery, let index = content.first.map(Int.init) else { return nil }
        let kinds = Kind.allCases
        var answer: [UInt8] = [0xff, 0xff, 0, 0]
        if index < kinds.count {
            answer = [1, 0, kinds[index].rawValue, index + 1 < kinds.count ? UInt8(index + 1) : 0]
        }
        return DataObject(kind: .discovery, content: answer)
    }
}
