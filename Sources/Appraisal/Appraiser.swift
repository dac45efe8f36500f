import Attestation
import Cryptography

/// Appraises evidence (RFC 9334, section 8.5): a pure function of the evidence, what is trusted, and the question.
///
/// It has no clock, does no I/O and draws no random numbers; the same input gives the same findings in the same order.
public struct Appraiser: Sendable {
    /// What is trusted.
    public private(set) var trust: TrustStore
    /// What the agreement asks, where it is given.
    public let policy: AppraisalPolicy?
    /// What is asked.
    public private(set) var question: Question
    /// The licences of the trust directory, each with what it is worth.
    let licences: LicenceBook
    /// The challenges of the trust directory by nonce, each list in the order of the file; nil without the file.
    private(set) var challenges: [[UInt8]: [Challenge]]?
    /// The latest tick by which one of these challenges was to be answered; nil without any.
    private(set) var lastDue: UInt64?

    /// An appraiser; verifies the licences of the trust directory once.
    public init(trust: TrustStore, policy: AppraisalPolicy? = nil, question: Question = Question()) {
        self.trust = trust
        self.policy = policy
        self.question = question
        licences = LicenceBook(trust: trust, policy: policy, signatures: question.signatures)
        challenges = trust.challenges.map { Dictionary(grouping: $0, by: \.nonce) }
        lastDue = trust.challenges?.map(\.answerBy).max()
    }

    /// The same at another time, when these challenges had been sent. Licences are not verified again.
    package func asking(at tick: UInt64, challenges: [Challenge]) -> Appraiser {
        var other = self
        other.question.time = .tick(tick)
        other.trust.challenges = challenges
        other.challenges = Dictionary(grouping: challenges, by: \.nonce)
        other.lastDue = challenges.map(\.answerBy).max()
        return other
    }

    /// The same with another question about the same kind of signatures. Licences are not verified again.
    public func asking(_ question: Question) -> Appraiser {
        precondition(question.signatures == self.question.signatures, "Licences were judged for other signatures.")
        var other = self
        other.question = question
        return other
    }

    /// Appraises a set of evidence.
    public func appraise(_ exhibits: [Exhibit], given ledger: LedgerView = LedgerView()) -> Appraisal {
        var cache = ChainCache()
        return conclude(exhibits.map { examine($0, using: &cache) }, given: ledger)
    }

    /// The moment at which the certificates of some evidence must be valid, or nil where nothing tells the time.
    func certificateTime(of claims: Claims) -> UTCSeconds? {
        switch question.time {
        case .moment(let moment): moment
        case .tick(let tick): trust.timing?.moment(of: tick)
        case .ofTheEvidence: trust.timing?.moment(of: claims.tick)
        }
    }
}
