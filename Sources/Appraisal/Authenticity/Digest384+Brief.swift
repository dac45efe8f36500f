import Cryptography

extension Digest384 {
    /// The first 12 digits: enough to tell digests apart in a sentence.
    var brief: String { description.prefix(12) + "…" }
}
