import Agreement
import Appraisal
import Attestation
import Cryptography

/// What licences are given under.
public struct LicensingRules: Sendable {
    /// What was agreed.
    public let agreement: Agreement
    /// The agreement's file.
    public let file: [UInt8]
    /// The phase that it is in; nil where it has none.
    public let phase: Agreement.Phase?
    /// How long parties have to sign a request, in seconds.
    public let requestSeconds: Int64
    /// Whether signatures by P-384 alone are taken.
    public let isClassical: Bool

    /// Rules.
    ///
    /// - Throws: `Unfit` where parties could sign nothing under this agreement.
    public init(
        agreement: Agreement, file: [UInt8], phase: Agreement.Phase?, requestSeconds: Int64, isClassical: Bool
    ) throws(Unfit) {
        if let nameless = agreement.signatories.first(where: { $0.key == nil }) {
            throw Unfit(
                reason: "the agreement names no key of \(nameless.name), so that nobody can tell its signatures; "
                    + "add parties[].key, which `interlock keys show` prints")
        }
        self.agreement = agreement
        self.file = file
        self.phase = phase
        self.requestSeconds = requestSeconds
        self.isClassical = isClassical
    }

    /// Why parties can sign nothing under an agreement.
    public struct Unfit: Error, Hashable, Sendable {
        /// What is wrong, and the mend.
        public let reason: String
    }

    /// What the agreement asks, in its phase.
    public var policy: AppraisalPolicy { phase.map(agreement.appraisalPolicy(in:)) ?? agreement.appraisalPolicy }

    /// The parties of the agreement whose keys are known here, in its order: a key counts only where it is the one that
    /// the agreement names.
    public func parties(among trusted: TrustedParties?) -> [Party] {
        agreement.signatories.compactMap { signatory in
            trusted?.parties.first { party in
                party.name == signatory.name && party.key.digest == signatory.key
                    && (isClassical || party.key.postQuantum != nil)
            }
        }
    }
}

/// Why something is not done, and what would mend it.
public struct Refusal: Error, Hashable, Sendable {
    /// What kind of reason.
    public enum Kind: Hashable, Sendable {
        /// It is asked in a way that can never be granted.
        case malformed
        /// There is no such thing.
        case unknown
        /// Not as things stand.
        case standing
        /// A step of the ladder forbids it: the log tells of that.
        case consequence(finding: Int, step: String)
    }

    /// What kind of reason.
    public let kind: Kind
    /// The field that is to blame.
    public let field: String
    /// What is wrong.
    public let reason: String
    /// What would mend it.
    public let mend: String

    /// A refusal.
    public init(_ kind: Kind, field: String, _ reason: String, mend: String) {
        self.kind = kind
        self.field = field
        self.reason = reason
        self.mend = mend
    }
}
