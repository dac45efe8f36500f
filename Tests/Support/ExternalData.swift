import Foundation

/// Real inputs that are not part of the package: below $INTERLOCK_DATA, else in `../shared/data` beside the package.
public enum ExternalData {
    private static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["INTERLOCK_DATA"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
    }()

    /// A file, or nil where it is absent.
    public static func url(_ path: String) -> URL? {
        let file = root.appendingPathComponent(path)
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }

    /// The bytes of a file, or nil where it is absent.
    public static func bytes(_ path: String) -> [UInt8]? {
        url(path).flatMap { try? Data(contentsOf: $0) }.map { Array($0) }
    }

    /// A genuine H100's report; what tests of it need beside lies with it.
    public static let report = "nvidia-h100/hopperAttestationReport.txt"
    /// Whether the genuine report is there.
    public static let hasReport = url(report) != nil
}
