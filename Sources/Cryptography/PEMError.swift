/// Why a text is no PEM block of the kind asked for.
public enum PEMError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no block at all.
    case missing(label: PEM.Label)
    /// A block is broken, encrypted, or bears another label; `offset` is where it was looked for, in UTF-8 bytes.
    case malformed(label: PEM.Label, offset: Int)
    /// Something follows the one block that was asked for; `offset` is in UTF-8 bytes.
    case trailing(label: PEM.Label, offset: Int)

    /// What is wrong and what would mend it.
    public var description: String {
        switch self {
        case .missing(let label):
            "There is no PEM block; give one that starts with -----BEGIN \(label.rawValue)-----."
        case .malformed(let label, let offset):
            "The PEM block after byte \(offset) is broken or is no unencrypted \(label.rawValue); export it again."
        case .trailing(let label, let offset):
            "Another PEM block follows the \(label.rawValue) at byte \(offset); give one block only."
        }
    }
}
