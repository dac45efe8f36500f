import Attestation
import Cryptography

/// Something that parties are asked to sign.
public struct SigningRequest: Hashable, Sendable {
    /// What it is.
    public enum Subject: Hashable, Sendable {
        /// A licence.
        case licence(Licence.Terms)
        /// A step on a finding.
        case decision(Decision.Terms)

        /// Reads the bytes to sign.
        public init(_ payload: [UInt8], of kind: Kind) throws(DocumentError) {
            switch kind {
            case .licence: self = .licence(try Licence.Terms(payload))
            case .decision: self = .decision(try Decision.Terms(payload))
            }
        }

        /// What it is, in a word.
        public var kind: Kind {
            switch self {
            case .licence: .licence
            case .decision: .decision
            }
        }
    }

    /// What it is, in a word.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A licence.
        case licence
        /// A step on a finding.
        case decision
    }

    /// How it stands.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Signatures are missing, and there is time.
        case open
        /// Enough parties signed.
        case complete
        /// Time is over.
        case expired
        /// The agreement that it is under has changed.
        case void
    }

    /// A party's word.
    public struct Signature: Hashable, Sendable {
        /// The party.
        public let party: String
        /// The licence or decision with this party's signatures alone.
        public let document: [UInt8]
        /// When it came.
        public let time: UTCSeconds
    }

    /// What it is.
    public let subject: Subject
    /// SHA-384 of the bytes to sign: what the request is called.
    public let digest: Digest384
    /// The bytes to sign.
    public let payload: [UInt8]
    /// Its entry in the log.
    public let entry: Int
    /// Who asked.
    public let asker: String
    /// When.
    public let made: UTCSeconds
    /// The last second in which it may be signed.
    public let expiry: UTCSeconds
    /// How many parties must sign.
    public let needed: Int
    /// The parties that may.
    public let signers: [String]
    /// Whether it renews an earlier licence.
    public let isRenewal: Bool
    /// What it rests on and why it is narrower than what was asked: sentences.
    public let notes: [String]
    /// Who signed.
    public internal(set) var signatures: [Signature] = []
    /// When enough had, and the whole document.
    public internal(set) var completed: UTCSeconds?
    /// The whole document; nil before it is complete.
    public internal(set) var document: [UInt8]?
    /// Whether the agreement has changed since.
    var isVoid = false
    /// Whether the log tells that its time is over.
    var isTold = false

    /// How it stands at a moment.
    public func status(at now: UTCSeconds) -> Status {
        if completed != nil { return .complete }
        if isVoid { return .void }
        return now > expiry ? .expired : .open
    }

    /// The licence's or the decision's sentence.
    public var title: String {
        switch subject {
        case .licence(let terms):
            "licence \(terms.sequence): \(terms.totalAllowance) operations a chip, \(terms.trainingAllowance) of them for "
                + "training, for \(terms.chipCount) chip\(terms.chipCount == 1 ? "" : "s"), ticks \(terms.firstTick) to "
                + "\(terms.endTick)"
        case .decision(let terms): terms.title
        }
    }
}

extension Decision.Terms {
    /// What is decided, in words.
    public var title: String {
        let what =
            switch step {
            case .warn: "warn"
            case .suspend: "suspend: no licence is renewed"
            case .revoke: "revoke \(licences.count) licence\(licences.count == 1 ? "" : "s")"
            case .forfeit: "forfeit \(escrow)"
            case .clear: "clear up"
            }
        return "\(what), on the finding of entry \(finding)"
    }
}
