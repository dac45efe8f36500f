import Attestation

/// A file that holds a licence, or the draft of one.
enum LicenceFile {
    /// Terms that nobody has signed.
    case draft(Licence.Terms)
    /// A signed licence.
    case licence(Licence)

    /// Reads either.
    static func read(_ path: String) throws(CommandFailure) -> LicenceFile {
        let bytes = try InputFile.content(of: path, limit: Licence.maximumByteCount)
        do {
            // Terms are a map of 8 to 12 members; a licence is tagged.
            if let first = bytes.first, (0xa8...0xac).contains(first) { return .draft(try Licence.Terms(bytes)) }
            return .licence(try Licence(bytes))
        } catch {
            throw CommandFailure(.unusable, "\(path): this is neither a licence nor a draft of one: \(error)")
        }
    }

    /// What it permits.
    var terms: Licence.Terms {
        switch self {
        case .draft(let terms): terms
        case .licence(let licence): licence.terms
        }
    }
}
