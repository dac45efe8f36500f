import Appraisal

extension Checker {
    /// Ladders and escrow: whether they rise, fit, and can be carried out.
    mutating func checkConsequences() {
        if !agreement.consequences.contains(where: { $0.finding.rules.contains { $0.severity == .breach } }) {
            tell(.consequencesUnsaid, "consequences", "a breach then has none", mend: "add one for breach")
        }
        for (index, consequence) in agreement.consequences.enumerated() {
            check(consequence, "consequences[\(index)]")
        }
        for (index, escrow) in agreement.escrow.enumerated() { check(escrow, "escrow[\(index)]") }
        if !agreement.escrow.isEmpty {
            tell(
                .escrowUnseen, "escrow",
                "the appraisal names the findings; holding, returning and forfeiting is up to people",
                mend: "name a holder that all trust, and accept the gap")
        }
    }

    private mutating func check(_ consequence: Agreement.Consequence, _ field: String) {
        let ladder = consequence.ladder
        if zip(ladder, ladder.dropFirst()).contains(where: { $0 >= $1 }) {
            tell(
                .ladderDisordered, "\(field).ladder", "a step is not harder than the one before",
                mend: "write them in this order: \(Rung.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if ladder.contains(.throttle) {
            tellRate("\(field).ladder")
            checkEnd(of: "throttle: ", within: consequence.within, field)
        }
        if ladder.contains(.suspend) || ladder.contains(.revoke) {
            let rung = ladder.contains(.revoke) ? Rung.revoke : .suspend
            checkEnd(of: "\(rung.rawValue): ", within: consequence.within, field)
        }
        let forfeited = agreement.escrow.flatMap(\.forfeitedOn).flatMap(\.rules)
        if ladder.contains(.forfeit), !consequence.finding.rules.contains(where: forfeited.contains) {
            tell(
                .forfeitAgainstEscrow, "\(field).ladder", "nothing in escrow is lost by \(consequence.finding.word)",
                mend: "add it to an escrow's forfeitedOn, or take forfeit out")
        }
        let punished = ladder.contains(.revoke) || ladder.contains(.forfeit)
        if punished, agreement.outage == nil, consequence.finding.rules.contains(where: { $0.severity == .doubt }) {
            tell(
                .doubtPunished, "\(field).ladder",
                "\(consequence.finding.word) may be an accident, and no outage has any grace", mend: "add outage")
        }
    }

    /// Tells where chips may compute on for longer than a term says: they stop when their licence ends, not before.
    mutating func checkEnd(of what: String, within: UInt64?, _ field: String) {
        guard let validity = agreement.licenceLimits.validity else {
            tell(
                .consequenceNotCarried, field, "\(what)chips go on until their licence ends, and that may be never",
                mend: "add licences.validity")
            return
        }
        guard let within, validity > within else { return }
        tell(
            .consequenceNotCarried, "\(field).within",
            "\(what)chips go on until their licence ends, up to \(Duration(validity)) later",
            mend: "make licences.validity at most \(Duration(within)), or within longer")
    }

    private mutating func check(_ escrow: Agreement.Escrow, _ field: String) {
        let names = agreement.parties + agreement.beneficiaries
        if !names.contains(escrow.owner) { tellUnknown(escrow.owner, "\(field).owner", "nobody", among: names) }
        for (index, name) in escrow.deciders.enumerated() where !names.contains(name) {
            tellUnknown(name, "\(field).by[\(index)]", "nobody", among: names)
        }
        if escrow.quorum > escrow.deciders.count {
            tell(
                .moreThanThereAre, "\(field).quorum", "\(escrow.deciders.count) decide",
                mend: "make it at most \(escrow.deciders.count)")
        } else {
            let voters = escrow.deciders.map { name in
                agreement.signatories.first { $0.name == name } ?? .init(name: name, key: nil, bloc: nil)
            }
            checkQuorum(escrow.quorum, of: Checker.votes(voters), "\(field).quorum", "take \(escrow.name)")
        }
        if escrow.holder == escrow.owner {
            tell(
                .beneficiaryDecides, "\(field).holder", "\(escrow.owner) holds what it would lose",
                mend: "let somebody else hold it")
        }
        let ladders = agreement.consequences.filter { $0.ladder.contains(.forfeit) }.flatMap(\.finding.rules)
        for (index, finding) in escrow.forfeitedOn.enumerated() where !finding.rules.contains(where: ladders.contains) {
            tell(
                .forfeitAgainstEscrow, "\(field).forfeitedOn[\(index)]",
                "no ladder for \(finding.word) ends in forfeit",
                mend: "add forfeit to its ladder, or take it out")
        }
    }
}
