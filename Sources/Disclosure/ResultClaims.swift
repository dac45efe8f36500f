import Agreement
import Appraisal
import Attestation

/// The claims of a result that can be shown one by one (`Specs/Disclosure.md`).
public struct ResultClaims: Sendable {
    /// About all chips together.
    public let fleet: [ResultClaim]
    /// About each chip, in the order of the appraisal.
    public let chips: [[ResultClaim]]

    /// The claims of an appraisal under an agreement.
    public init(_ appraisal: Appraisal, under agreement: Agreement) {
        let digits = Set(agreement.disclosure.compactMap(\.digits)).sorted()
        chips = appraisal.chips.map(ResultClaims.claims)
        fleet = ResultClaims.claims(of: appraisal, under: agreement, digits: digits)
    }

    private static func claims(of chip: ChipAppraisal) -> [ResultClaim] {
        var claims = [ResultClaim(Claim.identity.rawValue, .text("\(chip.name) \(chip.chip)"))]
        guard let latest = chip.latest else { return claims }
        let runtime = latest.runtime
        claims += [
            ResultClaim(
                Claim.firmware.rawValue, .text("\(runtime.version) \(runtime.securityVersion) \(runtime.digest)")),
            ResultClaim(Claim.boots.rawValue, .text("\(latest.bootCount)")),
            ResultClaim(Claim.time.rawValue, .text("\(latest.tick)")),
            ResultClaim(Claim.licence.rawValue, .text(latest.licence.map { "\($0.sequence) \($0.digest)" } ?? "none")),
            ResultClaim(Claim.models.rawValue, .text(latest.workload.weights?.description ?? "none")),
            ResultClaim(Claim.refusals.rawValue, .text("\(latest.interlock.refusals)")),
        ]
        return claims + quantities(latest.meter.total, latest.meter.training, digits: [])
    }

    private static func quantities(_ total: UInt128, _ training: UInt128, digits: [UInt64]) -> [ResultClaim] {
        [(Claim.operations, total), (Claim.training, training)].flatMap { claim, value in
            [ResultClaim(claim.rawValue, .text("\(value)"))]
                + digits.map { ResultClaim(rounded(claim, $0), .text(RoundedQuantity(value, digits: $0).text)) }
        }
    }

    /// Sums and what can be said without them. What can't be shown is left out: nobody can tell that from withholding it.
    private static func claims(
        of appraisal: Appraisal, under agreement: Agreement, digits: [UInt64]
    ) -> [ResultClaim] {
        var claims: [ResultClaim] = []
        if isKnown(appraisal, and: [.use, .licence]) { claims.append(ResultClaim(modelsPermitted, .flag(true))) }
        if isKnown(appraisal, and: [.firmware]) { claims.append(ResultClaim(firmwareApproved, .flag(true))) }
        guard isKnown(appraisal, and: []), let sums = sums(of: appraisal) else { return claims }
        claims += quantities(sums.total, sums.training, digits: digits)
        if sums.total <= agreement.totalAllowance { claims.append(ResultClaim(operationsWithin, .flag(true))) }
        if sums.training <= agreement.trainingAllowance { claims.append(ResultClaim(trainingWithin, .flag(true))) }
        // No run is larger than all training together, whatever the threshold counts.
        for threshold in agreement.thresholds where !threshold.isExceeded(by: sums.training) {
            claims.append(ResultClaim(runsWithin(threshold), .flag(true)))
        }
        return claims
    }

    /// Rules whose findings leave the meters of all chips as they are: an attempt that a chip refused changes none, and
    /// what is beyond the agreement was metered.
    private static let harmless: Set<Rule> = [
        .trainingBeyondAllowanceTried, .unlistedModelTried, .unpermittedUseTried, .replayedLicenceTried,
        .forgedLicenceTried, .otherChipsLicenceTried, .forgedImageTried, .agreementAllowanceExceeded,
        .agreementTrainingExceeded, .runBeyondAgreement,
    ]

    /// What must have been checked and hold of every chip, before anything is said about all of them: that these are all
    /// chips and all of their evidence, up to now, and that their meters are right.
    private static let foundations: [Check] = [
        .form, .chain, .signature, .identity, .freshness, .membership, .continuity, .completeness, .meter,
    ]

    /// Whether the meters of all chips are known and beyond doubt, and further checks hold.
    private static func isKnown(_ appraisal: Appraisal, and further: [Check]) -> Bool {
        let rules = Set(appraisal.findings.filter { $0.severity != .note }.map(\.rule))
        return rules.isSubset(of: harmless) && !appraisal.chips.isEmpty && appraisal.unreadableCount == 0
            && appraisal.chips.allSatisfy { chip in
                chip.latest != nil
                    && (foundations + further).allSatisfy { check in
                        chip.checks.contains { $0.check == check && $0.outcome == .held }
                    }
            }
    }

    private static func sums(of appraisal: Appraisal) -> (total: UInt128, training: UInt128)? {
        var (total, training) = (UInt128(0), UInt128(0))
        for chip in appraisal.chips {
            guard let meter = chip.latest?.meter else { return nil }
            let sums = (
                total.addingReportingOverflow(meter.total), training.addingReportingOverflow(meter.training)
            )
            guard !sums.0.overflow, !sums.1.overflow else { return nil }
            (total, training) = (sums.0.partialValue, sums.1.partialValue)
        }
        return (total, training)
    }

    // MARK: Names

    static let modelsPermitted = "onlyPermittedModels"
    static let firmwareApproved = "onlyApprovedFirmware"
    static let operationsWithin = "operationsWithinAllowance"
    static let trainingWithin = "trainingWithinAllowance"

    static func rounded(_ claim: Claim, _ digits: UInt64) -> String { "\(claim.rawValue)Rounded\(digits)" }

    static func runsWithin(_ threshold: Agreement.Threshold) -> String { "everyRunWithin:\(threshold.name)" }
}

/// A quantity rounded to so many digits, half up.
struct RoundedQuantity {
    let text: String

    init(_ value: UInt128, digits: UInt64) {
        let all = Array(String(value).utf8).map { UInt128($0 - 0x30) }
        let kept = Int(clamping: max(1, digits))
        guard all.count > kept else {
            text = String(value)
            return
        }
        var head = all.prefix(kept).reduce(UInt128(0)) { $0 * 10 + $1 }
        var exponent = all.count - kept
        if all[kept] >= 5 { head += 1 }
        // A carry into one digit more, such as 99 to 100, keeps the number of digits.
        if String(head).utf8.count > kept {
            head /= 10
            exponent += 1
        }
        text = "\(head)e\(exponent)"
    }
}
