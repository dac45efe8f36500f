import Attestation
import Cryptography

/// Keys in PEM files.
enum KeyFile {
    /// Reads a private key.
    static func privateKey(at path: String) throws(CommandFailure) -> SigningKey {
        let text = try InputFile.text(of: path)
        do { return try SigningKey(pem: text) } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }

    /// Reads a key that signs results.
    static func resultKey(at path: String) throws(CommandFailure) -> ResultKey {
        let text = try InputFile.text(of: path)
        do { return try ResultKey(pem: text) } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }

    /// Reads a public key, or the public part of a private one.
    static func publicKey(at path: String) throws(CommandFailure) -> VerifyingKey {
        let text = try InputFile.text(of: path)
        if text.contains("BEGIN PRIVATE KEY") { return try privateKey(at: path).publicKey }
        do { return try VerifyingKey(pem: text) } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }
}
