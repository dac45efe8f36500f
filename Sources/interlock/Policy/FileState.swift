import Foundation

/// When a file was last changed, by what the file system says.
struct FileState: Equatable {
    /// The file.
    let path: String
    /// The moment; nil where the file is not there.
    private let changed: Date?

    init(of path: String) {
        self.path = path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        changed = attributes?[.modificationDate] as? Date
    }

    /// Whether the file is as it was.
    var isCurrent: Bool { FileState(of: path) == self }
}
