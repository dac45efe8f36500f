extension Checker {
    /// Steps: whether each can be reached, seen, left and taken back.
    mutating func checkPhases() {
        let names = agreement.phases.map(\.name)
        for (index, phase) in agreement.phases.enumerated() {
            let field = "phases[\(index)]"
            checkBounds(of: phase, field)
            checkEntry(of: phase, field)
            checkBack(of: phase, at: index, names, field)
            let isLast = index == agreement.phases.count - 1
            if phase.isFinal, !isLast {
                tell(
                    .finalNotLast, "\(field).final", "\(agreement.phases[index + 1].name) comes after it",
                    mend: "take final out, or move the phase to the end")
            }
            if isLast, !phase.isFinal, phase.back == nil, phase.most == nil {
                tell(
                    .phaseWithoutEnd, field, "nothing comes after \(phase.name), and nothing takes it back",
                    mend: "add back or most, or write final: yes")
            }
            if !isLast, let most = phase.most, let after = agreement.phases[index + 1].entry?.after, after > most {
                tell(
                    .phaseWithoutEnd, "\(field).most",
                    "\(phase.name) is over after \(Duration(most)), and \(names[index + 1]) starts after \(Duration(after))",
                    mend: "make most at least \(Duration(after))")
            }
        }
        if !agreement.phases.isEmpty {
            tell(
                .phasesUnseen, "phases", "nothing that is signed says which phase it is",
                mend: "tell the verifier with --phase, and accept the gap")
        }
    }

    private mutating func checkBounds(of phase: Agreement.Phase, _ field: String) {
        for (name, quantity, bound) in [
            ("total", phase.totalAllowance, agreement.totalAllowance),
            ("training", phase.trainingAllowance, agreement.trainingAllowance),
        ] {
            if let quantity, quantity > bound {
                tell(
                    .phaseBeyondAgreement, "\(field).allowances.\(name)", "the agreement allows \(bound)",
                    mend: "make it at most that, or the agreement's larger")
            }
        }
        if let interval = phase.interval, interval > agreement.attestationInterval {
            tell(
                .phaseBeyondAgreement, "\(field).interval",
                "the agreement asks for \(Duration(agreement.attestationInterval))", mend: "make it at most that")
        }
        let models = agreement.models.map(\.name)
        for (index, name) in (phase.models ?? []).enumerated() where !models.contains(name) {
            tellUnknown(name, "\(field).models[\(index)]", "no model", among: models)
        }
    }

    private mutating func checkEntry(of phase: Agreement.Phase, _ field: String) {
        guard let entry = phase.entry else { return }
        let seen = agreement.attestationInterval.addingReportingOverflow(agreement.grace).partialValue
        if let kept = entry.kept, kept < seen {
            tell(
                .conditionUnseen, "\(field).entry.kept",
                "a chip may be silent for \(Duration(seen)), interval and grace, before anybody notices",
                mend: "make it at least that")
        }
        if entry.inspected, agreement.inspections == nil {
            tell(.conditionUnseen, "\(field).entry.inspected", "no inspections are agreed", mend: "add inspections")
        }
        checkSignatures(entry.signatures, "\(field).entry.signatures", "start \(phase.name)")
    }

    private mutating func checkBack(
        of phase: Agreement.Phase, at index: Int, _ names: [String], _ field: String
    ) {
        guard let back = phase.back else {
            if index > 0 {
                tell(
                    .stepOneWay, field, "nothing takes \(phase.name) back, whatever is found", mend: "add back")
            }
            return
        }
        if let earlier = names.firstIndex(of: back.phase) {
            if earlier >= index {
                tell(
                    .backNotEarlier, "\(field).back.to", "\(back.phase) is not before \(phase.name)",
                    mend: "name an earlier phase")
            }
        } else {
            tellUnknown(back.phase, "\(field).back.to", "no phase", among: names)
        }
        if back.findings.isEmpty, back.signatures == nil {
            tell(.stepOneWay, "\(field).back", "nothing sets it off", mend: "add finding or signatures")
        }
        checkSignatures(back.signatures, "\(field).back.signatures", "take \(phase.name) back")
        checkEnd(of: "taken back: ", within: back.within, "\(field).back")
    }

    private mutating func checkSignatures(_ count: Int?, _ field: String, _ words: String) {
        guard let count else { return }
        guard count <= agreement.signatories.count else {
            tell(
                .moreThanThereAre, field, "there are \(agreement.signatories.count) parties",
                mend: "make it at most \(agreement.signatories.count)")
            return
        }
        checkQuorum(count, of: Checker.votes(agreement.signatories), field, words)
    }

    /// Inspections, sunset and exit.
    mutating func checkEnds() {
        if let inspections = agreement.inspections {
            tell(
                .inspectionsUnseen, "inspections",
                "the verifier keeps no record of inspections"
                    + (inspections.drawn == .announced ? ", and announced ones find who forgets" : ""),
                mend: "keep one apart, and accept the gap")
        }
        if agreement.sunset == nil {
            tell(.sunsetUnsaid, "sunset", "it binds for ever, or until somebody leaves", mend: "add sunset")
        }
        guard let exit = agreement.exit else {
            tell(.exitUnsaid, "exit", "a party can then only break it", mend: "add exit")
            return
        }
        if exit.signatures > agreement.signatories.count {
            tell(
                .moreThanThereAre, "exit.signatures", "there are \(agreement.signatories.count) parties",
                mend: "make it at most \(agreement.signatories.count)")
        }
        if agreement.licenceLimits.validity.map({ $0 > exit.notice }) ?? true {
            tell(
                .exitNotCarried, "exit.notice", "licences may be valid for longer than that",
                mend: "make licences.validity at most \(Duration(exit.notice))")
        }
    }
}
