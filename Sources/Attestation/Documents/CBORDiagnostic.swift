import Cryptography

/// CBOR in diagnostic notation (RFC 8949, section 8), for bytes that are none of our documents.
///
/// It takes every well-formed encoding, deterministic or not, in bounded depth, and throws for all else.
public enum CBORDiagnostic {
    /// How deeply items may nest.
    public static let maximumDepth = 64

    /// The notation of the items that fill `bytes`: one, or a sequence (RFC 8742). Bytes longer than `abbreviation` are
    /// cut; nil cuts none.
    public static func notation(of bytes: [UInt8], abbreviation: Int?) throws(DocumentError) -> [String] {
        var printer = Printer(bytes: bytes, abbreviation: abbreviation)
        var items: [String] = []
        while printer.offset < bytes.count { items.append(try printer.item(depth: 0)) }
        return items
    }

    private struct Printer {
        let bytes: [UInt8]
        let abbreviation: Int?
        var offset = 0

        mutating func item(depth: Int) throws(DocumentError) -> String {
            guard depth < CBORDiagnostic.maximumDepth else { throw error(.tooLong) }
            let (major, argument) = try head()
            switch major {
            case 0: return "\(argument ?? 0)"
            case 1: return "-\(UInt128(argument ?? 0) + 1)"
            case 2:
                let abbreviation = abbreviation
                return try string(argument, major: 2) { Printer.hex($0, abbreviation) }
            case 3: return try string(argument, major: 3) { "\"\(String(decoding: $0, as: UTF8.self))\"" }
            case 4: return "[" + (try items(argument, depth: depth)).joined(separator: ", ") + "]"
            case 5:
                let items = try items(argument.map { $0 <= UInt64.max / 2 ? $0 * 2 : UInt64.max }, depth: depth)
                guard items.count.isMultiple(of: 2) else { throw error(.unexpectedItem) }
                let pairs = stride(from: 0, to: items.count, by: 2).map { "\(items[$0]): \(items[$0 + 1])" }
                return "{" + pairs.joined(separator: ", ") + "}"
            case 6: return "\(argument ?? 0)(\(try item(depth: depth + 1)))"
            default: return try simple(argument)
            }
        }

        /// The argument, or nil for an indefinite length.
        private mutating func head() throws(DocumentError) -> (major: UInt8, argument: UInt64?) {
            guard offset < bytes.count else { throw error(.truncated) }
            let initial = bytes[offset]
            let (major, information) = (initial >> 5, initial & 31)
            guard major != 7 else { return (7, nil) }
            if information == 31, (2...5).contains(major) {
                offset += 1
                return (major, nil)
            }
            guard information < 28 else { throw error(.notDeterministic) }
            let length = information < 24 ? 0 : 1 << Int(information - 24)
            guard bytes.count - offset > length else { throw error(.truncated) }
            let argument = bytes[(offset + 1)..<(offset + 1 + length)].reduce(0) { $0 << 8 | UInt64($1) }
            offset += 1 + length
            return (major, information < 24 ? UInt64(information) : argument)
        }

        private mutating func string(
            _ length: UInt64?, major: UInt8, _ show: (ArraySlice<UInt8>) -> String
        ) throws(DocumentError) -> String {
            guard let length else {
                var chunks: [String] = []
                while try !takeBreak() {
                    let (chunkMajor, chunkLength) = try head()
                    guard chunkMajor == major, let chunkLength else { throw error(.unexpectedType) }
                    chunks.append(show(try take(chunkLength)))
                }
                return "(_ " + chunks.joined(separator: ", ") + ")"
            }
            return show(try take(length))
        }

        private mutating func take(_ length: UInt64) throws(DocumentError) -> ArraySlice<UInt8> {
            guard length <= UInt64(bytes.count - offset) else { throw error(.truncated) }
            defer { offset += Int(length) }
            return bytes[offset..<(offset + Int(length))]
        }

        private mutating func items(_ count: UInt64?, depth: Int) throws(DocumentError) -> [String] {
            var items: [String] = []
            if let count {
                guard count <= UInt64(bytes.count - offset) else { throw error(.truncated) }
                for _ in 0..<count { items.append(try item(depth: depth + 1)) }
            } else {
                while try !takeBreak() { items.append(try item(depth: depth + 1)) }
            }
            return items
        }

        private mutating func takeBreak() throws(DocumentError) -> Bool {
            guard offset < bytes.count else { throw error(.truncated) }
            guard bytes[offset] == 0xff else { return false }
            offset += 1
            return true
        }

        private mutating func simple(_ argument: UInt64?) throws(DocumentError) -> String {
            let information = bytes[offset] & 31
            let length = information < 24 ? 0 : 1 << Int(information &- 24)
            guard information < 28 else { throw error(.unexpectedItem) }
            guard bytes.count - offset > length else { throw error(.truncated) }
            let bits = bytes[(offset + 1)..<(offset + 1 + length)].reduce(0) { $0 << 8 | UInt64($1) }
            offset += 1 + length
            switch information {
            case 20: return "false"
            case 21: return "true"
            case 22: return "null"
            case 23: return "undefined"
            case 26: return "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))_2"
            case 27: return "\(Double(bitPattern: bits))_3"
            case 25: return "float16(0x\(String(bits, radix: 16)))"
            case 24: return "simple(\(bits))"
            default: return "simple(\(information))"
            }
        }

        private static func hex(_ bytes: ArraySlice<UInt8>, _ abbreviation: Int?) -> String {
            guard let abbreviation, bytes.count > abbreviation else { return "h'\(Array(bytes).hex)'" }
            return "h'\(Array(bytes.prefix(abbreviation)).hex)…' (\(bytes.count) bytes)"
        }

        private func error(_ code: DocumentError.Code) -> DocumentError {
            DocumentError(code, at: offset, field: "cbor")
        }
    }
}
