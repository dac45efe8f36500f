import Attestation
import Cryptography

/// CoRIMs in files.
enum CorimFile {
    /// Reads one, whoever signed it.
    static func read(_ path: String) throws(CommandFailure) -> CorimDocument {
        let bytes = try InputFile.content(of: path, limit: CorimDocument.maximumByteCount)
        do { return try CorimDocument(bytes) } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }

    /// The moment that an option gives; nil where it is not given.
    static func moment(_ text: String?, _ option: String) throws(CommandFailure) -> UTCSeconds? {
        guard let text else { return nil }
        return try given(text, option)
    }

    /// The moment that an option gives.
    static func given(_ text: String, _ option: String) throws(CommandFailure) -> UTCSeconds {
        guard let moment = UTCSeconds(rfc3339: text) else {
            throw CommandFailure(.unusable, "\(option) \(text): this is no moment; write it as 2026-01-01T00:00:00Z")
        }
        return moment
    }
}
