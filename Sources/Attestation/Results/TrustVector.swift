/// AR4SI trustworthiness claims (draft-ietf-rats-ar4si, section 2.3): one signed byte each.
public struct TrustVector: Hashable, Sendable {
    /// The claims that are made here, in the order of their keys in CBOR tokens.
    public enum Claim: String, Hashable, Sendable, CaseIterable {
        /// Is this the attester that it says it is?
        case instanceIdentity = "instance-identity"
        /// Is it configured as it must be?
        case configuration
        /// Does it run approved code?
        case executables
        /// Is the hardware genuine?
        case hardware
    }

    /// How far a value may be relied on (section 2.3.1).
    public enum Tier: Int, Hashable, Sendable, Comparable {
        /// No statement.
        case none
        /// Approved.
        case affirming
        /// Not approved, nor known to be bad.
        case warning
        /// Bad.
        case contraindicated

        /// Order: from none to contraindicated.
        public static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }

        /// The word that an EAR uses.
        public var word: String {
            switch self {
            case .none: "none"
            case .affirming: "affirming"
            case .warning: "warning"
            case .contraindicated: "contraindicated"
            }
        }
    }

    /// Where cryptographic validation failed, every claim has this value.
    public static let cryptographyFailed: Int8 = 99

    private var values: [Int8]

    /// No statement about anything.
    public init() {
        values = Claim.allCases.map { _ in 0 }
    }

    /// The value of a claim; 0 makes no statement.
    public subscript(_ claim: Claim) -> Int8 { values[TrustVector.position(claim)] }

    /// Takes in a value: the worse tier wins, and of one tier the lower, which is the standard, value.
    public mutating func worsen(_ claim: Claim, to value: Int8) {
        let position = TrustVector.position(claim)
        let (old, new) = (TrustVector.tier(of: values[position]), TrustVector.tier(of: value))
        if new > old || (new == old && value < values[position]) { values[position] = value }
    }

    /// The worst tier of any claim; none where no claim is made. An empty vector never affirms.
    public var status: Tier {
        values.map(TrustVector.tier).max() ?? .none
    }

    /// The tier of a value.
    public static func tier(of value: Int8) -> Tier {
        switch value {
        case -1...1: .none
        case 2...31, -32 ... -2: .affirming
        case 32...95, -96 ... -33: .warning
        default: .contraindicated
        }
    }

    private static func position(_ claim: Claim) -> Int {
        switch claim {
        case .instanceIdentity: 0
        case .configuration: 1
        case .executables: 2
        case .hardware: 3
        }
    }
}
