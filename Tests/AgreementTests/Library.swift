import Foundation

/// The agreements of `Specs/Agreements`.
enum Library {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let folder = root.appendingPathComponent("Specs/Agreements")

    /// Their file names, sorted.
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
        $0.hasSuffix(".yaml")
    }.sorted()

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    static func bytes(_ name: String) throws -> [UInt8] { Array(try text(name).utf8) }

    static func page(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent("Specs/\(path)"), encoding: .utf8)
    }
}
