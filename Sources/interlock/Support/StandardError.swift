import Foundation

/// The stream for everything that is not the result.
enum StandardError {
    /// Whether a person sees it.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
