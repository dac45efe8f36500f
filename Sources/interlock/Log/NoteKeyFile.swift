import Transparency

/// Keys of logs and witnesses: a file that holds one, or the line itself.
enum NoteKeyFile {
    /// Reads a verifier key, or the public part of a secret one.
    static func verifier(_ argument: String, role: NoteVerifier.Role) throws(CommandFailure) -> NoteVerifier {
        let verifier: NoteVerifier
        if argument.contains("+"), let given = try? NoteVerifier(argument) {
            verifier = given
        } else {
            let text = try line(of: argument)
            do {
                verifier =
                    text.hasPrefix("PRIVATE+KEY+") ? try NoteSigner(text).verifier : try NoteVerifier(text)
            } catch { throw CommandFailure(.unusable, "\(argument): \(error)") }
        }
        guard verifier.role == role else {
            throw CommandFailure(
                .unusable,
                "\(argument): this is the key of a \(verifier.role.word); give that of a \(role.word) here")
        }
        return verifier
    }

    /// Reads a secret key.
    static func signer(_ path: String, role: NoteVerifier.Role) throws(CommandFailure) -> NoteSigner {
        let signer: NoteSigner
        let text = try line(of: path)
        do { signer = try NoteSigner(text) } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
        guard signer.verifier.role == role else {
            throw CommandFailure(
                .unusable,
                "\(path): this is the key of a \(signer.verifier.role.word); give that of a \(role.word) here")
        }
        return signer
    }

    private static func line(of path: String) throws(CommandFailure) -> Substring {
        let text = try InputFile.text(of: path)
        return text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    }
}

extension NoteVerifier.Role {
    fileprivate var word: String {
        switch self {
        case .log: "log"
        case .witness: "witness"
        }
    }
}
