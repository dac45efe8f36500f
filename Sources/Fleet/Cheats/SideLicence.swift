import Agreement
import Attestation
import Cryptography

/// A licence that parties sign beside those of a scenario, because a cheat got them to; the verifier knows it.
struct SideLicence: Sendable {
    /// What the cheat wants it for.
    enum Purpose: Hashable, Sendable {
        /// A set in which the chip comes after so many that may hold a model.
        case crowd(copies: UInt64)
        /// A model that is newer than this generation.
        case newer(than: UInt64)
        /// A set with a second chip.
        case pair

        /// What a cheat wants one for; nil where the agreement does not limit what it is after.
        init?(_ kind: CheatKind, under agreement: Agreement) {
            let most = agreement.licenceLimits.chips ?? .max
            switch kind {
            case .extraReplica:
                guard let replicas = agreement.replicas, replicas < min(most, 64) else { return nil }
                self = .crowd(copies: replicas)
            case .newerModel:
                guard let newest = agreement.chipLimits(of: nil).newestGeneration else { return nil }
                self = .newer(than: newest)
            case .staleProgress:
                guard agreement.chipLimits(of: nil).run != nil, most > 1 else { return nil }
                self = .pair
            default: return nil
            }
        }
    }

    /// The licence.
    let licence: Licence
    /// Its set of chips.
    let set: ChipSet
    /// The chip that it is for, by number.
    let chip: Int
    /// What it is for.
    let purpose: Purpose
    /// The weights that it lists beside; nil for none.
    let weights: Digest384?

    /// What it gives, in words.
    var words: String {
        switch purpose {
        case .crowd(let copies): "\(copies + 1) chips, \(copies) of which may hold a model"
        case .newer(let generation): "a model newer than generation \(generation)"
        case .pair: "two chips"
        }
    }

    /// What the host hands to the chip.
    var installation: [UInt8] {
        LicenceInstallation(licence, chip: set.chips[set.chips.count - 1], in: set)?.encoded() ?? []
    }

    /// The licences that a scenario's cheats want: each after the one that its chip has.
    static func all(
        _ scenario: Scenario, _ licences: [Licence], chips: [ChipID], keys: [SigningKey], seed: Seed
    ) -> [SideLicence] {
        scenario.cheats.enumerated().compactMap { place, cheat -> SideLicence? in
            guard let purpose = Purpose(cheat.kind, under: scenario.agreement),
                let own = scenario.licences.lastIndex(where: { $0.chips.contains(cheat.chip) })
            else { return nil }
            var terms = licences[own].terms
            terms.sequence = 1_000_000 + UInt64(place)
            let strangers: UInt64 =
                switch purpose {
                case .crowd(let copies): copies
                case .newer: 0
                case .pair: 1
                }
            var stream = seed.stream("side licence/\(place)")
            let set = ChipSet(
                (0..<strangers).compactMap { _ in ChipID(stream.bytes(ChipID.byteCount)) } + [chips[cheat.chip]])
            (terms.chipCount, terms.chipRoot) = (UInt64(set.chips.count), set.root)
            var newer: Digest384?
            if case .newer(let generation) = purpose {
                let weights = Digest384(hashing: Array("interlock newer model\n".utf8))
                let (next, overflow) = generation.addingReportingOverflow(1)
                guard !overflow else { return nil }
                terms.models.append(.init(weights: weights, uses: .inference, generation: next))
                newer = weights
            }
            let signers = scenario.licences[own].signers.map { keys[$0] }
            return SideLicence(
                licence: Licence(signing: terms, with: signers), set: set, chip: cheat.chip, purpose: purpose,
                weights: newer)
        }
    }
}

extension ChipDriver {
    /// Installs one of them.
    mutating func take(_ side: SideLicence) {
        take(side.installation, "a licence for \(side.words)")
        let place = world.sideLicences.firstIndex { $0.licence == side.licence }
        if history.deeds.last?.answer == .done { licence = place.map { scenario.licences.count + $0 } }
    }

    /// The licence that parties signed for this chip for a purpose.
    func sideLicence(_ purpose: SideLicence.Purpose) -> SideLicence? {
        world.sideLicences.first { $0.chip == number && $0.purpose == purpose }
    }
}
