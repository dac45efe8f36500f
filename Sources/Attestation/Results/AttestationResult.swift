import Cryptography

/// What the verifier states about attesters, as an EAR claims set (draft-ietf-rats-ear-04), not signed.
public struct AttestationResult: Hashable, Sendable {
    /// The profile that the claims follow.
    public static let profile = "tag:ietf.org,2026:rats/ear#04"

    /// What is stated about one chip.
    public struct Submodule: Hashable, Sendable {
        /// The name by which the chip is known.
        public var name: String
        /// The trust vector.
        public var vector: TrustVector
        /// Whether anything was checked that speaks for the chip; without it nothing is affirmed.
        public var isVerified: Bool
        /// The most that the status may say, whatever the vector says.
        public var ceiling: TrustVector.Tier
        /// The nonce of the evidence, where it was fresh.
        public var nonce: [UInt8]?
        /// Identifiers of the rules that made a finding.
        public var rules: [String]

        /// A statement about the chip called `name`.
        public init(
            name: String, vector: TrustVector, isVerified: Bool, ceiling: TrustVector.Tier, nonce: [UInt8]?,
            rules: [String]
        ) {
            self.name = name
            self.vector = vector
            self.isVerified = isVerified
            self.ceiling = ceiling
            self.nonce = nonce
            self.rules = rules
        }

        /// Never better than the worst entry of the vector, nor than the ceiling; nothing verified is never affirmed.
        public var status: TrustVector.Tier {
            let worst = max(vector.status, ceiling)
            return worst == .affirming && !isVerified ? .none : worst
        }
    }

    /// When the appraisal was made.
    public var issuedAt: UTCSeconds
    /// Who made the verifier.
    public var developer: String
    /// Which version it is.
    public var build: String
    /// The chips.
    public var submodules: [Submodule]

    /// A result.
    public init(issuedAt: UTCSeconds, developer: String, build: String, submodules: [Submodule]) {
        self.issuedAt = issuedAt
        self.developer = developer
        self.build = build
        self.submodules = submodules
    }

    /// The worst status of any chip; none where there is no chip, or where one has none and the others affirm.
    public var status: TrustVector.Tier {
        let all = submodules.map(\.status)
        guard let worst = all.max() else { return .none }
        return worst == .affirming && all.contains(.none) ? .none : worst
    }

    /// The claims set in JSON.
    public var json: JSONValue {
        .object([
            "eat_profile": .string(AttestationResult.profile), "iat": .number(issuedAt.value),
            "ear_verifier_id": .object(["developer": .string(developer), "build": .string(build)]),
            "ear_status": .string(status.word),
            "submods": JSONValue(.object(submodules.map { JSONValue.Member($0.name, $0.json) })),
        ])
    }
}

extension AttestationResult.Submodule {
    fileprivate var json: JSONValue {
        var members = [JSONValue.Member("ear_status", .string(status.word))]
        let claims = TrustVector.Claim.allCases.filter { vector[$0] != 0 }
        if !claims.isEmpty {
            let entries = claims.map { claim in JSONValue.Member(claim.rawValue, .number(vector[claim])) }
            members.append(JSONValue.Member("ear_trustworthiness_vector", JSONValue(.object(entries))))
        }
        if let nonce { members.append(JSONValue.Member("eat_nonce", .string(nonce.base64URL))) }
        members.append(
            JSONValue.Member("ear_verifier_claims", .object(["rules": .array(rules.map { .string($0) })])))
        return JSONValue(.object(members))
    }
}
