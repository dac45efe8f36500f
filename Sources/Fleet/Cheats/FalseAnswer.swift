import Agreement
import Appraisal

/// Hands the verifier something else than what the chip signed, or nothing any more.
package struct FalseAnswer: Cheat {
    package static let fields: [CheatField] = []
    private let kind: CheatKind

    package init(_ entry: CheatEntry) throws(AgreementError) { kind = entry.kind }

    package var attempt: String {
        switch kind {
        case .replayedEvidence: "answered the next challenge with the evidence of the one before"
        case .alteredEvidence: "turned a bit of the evidence that answers the next challenge"
        case .foreignEvidence: "had a chip that is none of the fleet answer the next challenge"
        default: "answered no challenge from then on, and computed all the while"
        }
    }
    package var findings: [Rule] {
        switch kind {
        case .replayedEvidence: [.late, .logGap, .presentedTwice]
        case .alteredEvidence: [.chainRefused, .late, .logGap]
        case .foreignEvidence: [.chipUnknown, .late, .logGap, .nonceMismatch]
        default: [.late]
        }
    }

    package func commit(with driver: inout ChipDriver) {
        switch kind {
        case .replayedEvidence: driver.handover = .replay
        case .alteredEvidence: driver.handover = .altered
        case .foreignEvidence:
            guard let spare = driver.world.spareChip(mode: driver.chip.mode, at: driver.now.tick) else { return }
            driver.handover = .other(spare)
        default: driver.handover = .nothing
        }
        driver.note(attempt, .done)
    }
}
