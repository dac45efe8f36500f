import Cryptography

extension Agreement {
    /// Why a trust directory is not one of this agreement.
    public enum Mismatch: Hashable, Sendable {
        /// It does not have a party with the key that the agreement names.
        case missing(String)
        /// It trusts somebody who is no party.
        case stranger(String)
    }

    /// Holds trusted parties to the keys that the agreement names; an agreement that names none takes any.
    ///
    /// - Parameter trusted: who is trusted, each with the SHA-384 of its raw public keys; nobody where there is no list.
    /// - Returns: the first mismatch, or nil.
    public func mismatch(with trusted: [(name: String, key: Digest384)]) -> Mismatch? {
        let named = signatories.filter { $0.key != nil }
        guard !trusted.isEmpty, !named.isEmpty else { return nil }
        if let missing = named.first(where: { signatory in
            !trusted.contains { $0.name == signatory.name && $0.key == signatory.key }
        }) {
            return .missing(missing.name)
        }
        return trusted.first { !parties.contains($0.name) }.map { .stranger($0.name) }
    }
}
