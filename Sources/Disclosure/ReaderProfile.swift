import Agreement

/// What an agreement lets a reader see of a result: names of claims.
public struct ReaderProfile: Hashable, Sendable {
    /// Of claims about all chips together.
    public let fleet: Set<String>
    /// Of claims about a chip.
    public let chips: Set<String>

    /// The profile of a reader; nil where the agreement has none.
    public init?(of reader: String, under agreement: Agreement) {
        let profiles = agreement.disclosure.filter { $0.reader == reader }
        guard !profiles.isEmpty else { return nil }
        var (fleet, chips): (Set<String>, Set<String>) = ([], [])
        for profile in profiles {
            let exact = profile.exact.map(\.rawValue)
            let rounded =
                profile.digits.map { digits in
                    profile.rounded.map { ResultClaims.rounded($0, digits) }
                } ?? []
            // Rounded chips would add up to more digits than rounded sums have.
            chips.formUnion(exact)
            fleet.formUnion(exact + rounded)
            for claim in profile.proved { fleet.formUnion(ReaderProfile.proofs(of: claim, under: agreement)) }
        }
        self.fleet = fleet
        self.chips = chips
    }

    /// What can be said of a claim without saying it.
    private static func proofs(of claim: Claim, under agreement: Agreement) -> [String] {
        switch claim {
        case .operations: [ResultClaims.operationsWithin]
        case .training: [ResultClaims.trainingWithin] + agreement.thresholds.map(ResultClaims.runsWithin)
        case .models: [ResultClaims.modelsPermitted]
        case .firmware: [ResultClaims.firmwareApproved]
        case .identity, .boots, .time, .formats, .licence, .refusals, .tampering, .log: []
        }
    }
}
