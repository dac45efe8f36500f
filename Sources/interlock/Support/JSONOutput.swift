import Foundation

/// Prints values as JSON with sorted keys, so that the same value is always the same text.
enum JSONOutput {
    /// The JSON text of a value.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
