extension Checker {
    /// Quorums that one party can fake or block, and acts that nothing carries.
    mutating func checkQuorums() {
        let quorum = agreement.quorum
        let acts: [(name: String, words: String, count: Int?)] = [
            ("licence", "issue a licence", quorum.licence), ("firmware", "sign firmware", quorum.firmware),
            ("renew", "renew a licence", document.field(at: "quorum").optional("renew").map { _ in quorum.renew }),
            ("revoke", "end a licence", quorum.revoke), ("phase", "go to another phase", quorum.phase),
            ("change", "change the agreement", quorum.change),
        ]
        for (name, words, count) in acts {
            guard let count else { continue }
            checkQuorum(
                count, of: Checker.votes(agreement.signatories), "quorum.\(name)", words, canBlock: name != "change")
        }
        if let change = quorum.change, let other = acts.last(where: { ($0.count ?? 0) > change }) {
            tell(
                .changeBelowOthers, "quorum.change",
                "\(change) can change the agreement, and with it the quorum of \(other.count ?? 0) who \(other.words)",
                mend: "make it at least \(acts.compactMap(\.count).max() ?? change)")
        }
        checkBeneficiaries()
        checkCarriers()
        checkKeys()
    }

    /// Votes by bloc: each party that names none is its own.
    static func votes(_ signatories: [Agreement.Signatory]) -> [(name: String, votes: Int)] {
        var votes: [(name: String, votes: Int)] = []
        for signatory in signatories {
            let name = signatory.bloc ?? signatory.name
            if let index = votes.firstIndex(where: { $0.name == name }) {
                votes[index].votes += 1
            } else {
                votes.append((name, 1))
            }
        }
        return votes
    }

    /// Tells where one of those who vote can reach a quorum, or keep the others from it.
    mutating func checkQuorum(
        _ count: Int, of voters: [(name: String, votes: Int)], _ field: String, _ words: String, canBlock: Bool = true
    ) {
        let all = voters.reduce(0) { $0 + $1.votes }
        if let alone = voters.first(where: { $0.votes >= count }) {
            tell(
                .quorumOfOne, field, "\(alone.name) alone can \(words): it has \(alone.votes) of \(all) votes",
                mend: all > alone.votes ? "ask for \(alone.votes + 1)" : "add a party")
        }
        if canBlock, all > 1, let blocker = voters.first(where: { all - $0.votes < count && $0.votes < count }) {
            tell(
                .quorumBlocked, field,
                "without \(blocker.name) nobody can \(words): the others have \(all - blocker.votes) of \(count) votes",
                mend: "ask for fewer, or add a party")
        }
    }

    private mutating func checkBeneficiaries() {
        let inside = agreement.signatories.filter { agreement.beneficiaries.contains($0.name) }
        guard !inside.isEmpty else { return }
        let names = inside.map(\.name).joined(separator: " and ")
        if inside.count >= agreement.quorum.licence {
            tell(
                .beneficiaryDecides, "quorum.licence", "\(names) can license themselves",
                mend: "ask for more than \(inside.count)")
        }
        if let revoke = agreement.quorum.revoke, agreement.signatories.count - inside.count < revoke {
            tell(
                .beneficiaryDecides, "quorum.revoke", "no licence of \(names) can be ended without them",
                mend: "ask for at most \(agreement.signatories.count - inside.count)")
        }
    }

    private mutating func checkCarriers() {
        let quorum = agreement.quorum
        if quorum.renew != quorum.licence {
            tell(
                .actNotCarried, "quorum.renew", "chips hold every licence to one quorum, of \(quorum.licence)",
                mend: "make both the same")
        }
        if quorum.revoke == nil {
            tell(.revokeUnsaid, "quorum", "a licence then ends by itself only", mend: "add revoke")
        } else {
            tell(
                .actNotCarried, "quorum.revoke",
                "the verifier's list of revoked licences bears no signatures, and chips don't read it",
                mend: "let licences be short, so that not to renew is enough")
        }
        if quorum.phase != nil {
            tell(
                .actNotCarried, "quorum.phase", "nothing that is signed says which phase it is",
                mend: "let licences be of one phase, so that their quorum decides")
        }
        if quorum.change == nil {
            tell(.changeUnsaid, "quorum", "whoever hands out the file can change it", mend: "add change")
        } else {
            tell(
                .actNotCarried, "quorum.change",
                "the file itself is not signed; licences carry its digest, so that their quorum decides",
                mend: "make change and licence the same")
        }
    }

    private mutating func checkKeys() {
        for (index, signatory) in agreement.signatories.enumerated() {
            guard let key = signatory.key else {
                tell(
                    .keyUnsaid, "parties[\(index)]", "whoever fills the trust directory says who \(signatory.name) is",
                    mend: "add its key")
                continue
            }
            if let other = agreement.signatories[..<index].first(where: { $0.key == key }) {
                tell(
                    .keyTwice, "parties[\(index)].key", "\(signatory.name) and \(other.name) have the same key",
                    mend: "give each its own")
            }
        }
    }
}
