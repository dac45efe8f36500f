import Agreement
import Foundation
import Testing

@Suite("Contradictions and gaps")
struct ConcernTests {
    /// An agreement of the library with edits, and what must be told of it at which field.
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: String
        let field: String
        let file: String
        let edits: [(String, String)]

        init(_ kind: String, _ field: String, _ file: String, _ edits: (String, String)...) {
            self.kind = kind
            self.field = field
            self.file = file
            self.edits = edits
        }

        /// The text without what the parties accept.
        static let bare = ("accepted:", "")

        var testDescription: String { "\(kind) \(field) in \(file)" }

        func edited() throws -> String {
            var text = try Library.text("\(file).yaml")
            for edit in edits {
                let range = try #require(text.firstRange(of: edit.0), "\(file) has no \(edit.0)")
                text = edit == Case.bare ? String(text[..<range.lowerBound]) : text.replacing(edit.0, with: edit.1)
            }
            return text
        }
    }

    static let cases: [Case] = [
        Case("AG-CON-01", "quorum.change", "inference-only", ("change: 3", "change: 1")),
        Case("AG-CON-02", "models[1].generation", "generation-lag", ("generation: 4", "generation: 5")),
        Case("AG-CON-02", "models[1].generation", "generation-lag", ("    generation: 4\n", "")),
        Case("AG-CON-02", "models[0].generation", "generation-lag", ("behind: 2", "behind: 7")),
        Case(
            "AG-CON-02", "models[1].kind", "narrow-models",
            ("kind: narrow\n    fineTuning: no", "kind: general\n    fineTuning: no")),
        Case(
            "AG-CON-02", "models[1].kind", "narrow-models",
            ("    kind: narrow\n    fineTuning: no", "    fineTuning: no")),
        Case("AG-CON-02", "models[0].filter", "restricted-output", ("    filter: c198", "#")),
        Case("AG-CON-03", "models[1].fineTuning", "narrow-models", ("fineTuning: no", "fineTuning: yes")),
        Case("AG-CON-04", "data.excluded[1]", "sub-threshold-research", ("weapons design", "licensed texts")),
        Case("AG-CON-05", "thresholds[1]", "sub-threshold-research", ("period: 30d, ", "")),
        Case("AG-CON-05", "thresholds[3]", "sub-threshold-research", ("over: fleet", "over: period")),
        Case("AG-CON-05", "thresholds[0]", "draft-treaty", ("over: run", "period: 30d, over: run")),
        Case("AG-CON-06", "thresholds[3].data[0]", "sub-threshold-research", ("[public science]", "[public sciense]")),
        Case("AG-CON-06", "phases[1].models[0]", "phased-treaty", ("models: [assistant-8b]", "models: [assistent-8b]")),
        Case("AG-CON-06", "phases[1].back.to", "phased-treaty", ("to: halted", "to: halting")),
        Case("AG-CON-06", "escrow[0].owner", "phased-treaty", ("owner: Republic of Norland", "owner: Norland")),
        Case("AG-CON-06", "escrow[1].by[0]", "phased-treaty", ("by: [Republic of Norland", "by: [Norland")),
        Case("AG-CON-06", "disclosure[1].to", "inference-only", ("to: public", "to: publik")),
        Case("AG-CON-07", "monitoring.interval", "inference-only", ("interval: 10m", "interval: 601s")),
        Case("AG-CON-07", "monitoring.interval", "generation-lag", ("interval: 1h", "interval: 31d")),
        Case("AG-CON-08", "licences.validity", "inference-only", ("validity: 7d", "validity: 599s")),
        Case("AG-CON-09", "outage.grace", "inference-only", ("grace: 72h", "grace: 169h")),
        Case(
            "AG-CON-10", "phases[1].final", "phased-treaty", ("  - name: pilot\n", "  - name: pilot\n    final: yes\n")),
        Case("AG-CON-11", "phases[1].back.to", "phased-treaty", ("to: halted", "to: full")),
        Case("AG-CON-11", "phases[1].back.to", "phased-treaty", ("to: halted", "to: pilot")),
        Case(
            "AG-CON-12", "phases[1].allowances.total", "phased-treaty",
            ("{total: 1e23, training: 0}", "{total: 2e24, training: 0}")),
        Case(
            "AG-CON-12", "phases[1].allowances.training", "phased-treaty",
            ("{total: 1e23, training: 0}", "{total: 1e24, training: 2e23}")),
        Case("AG-CON-12", "phases[1].interval", "phased-treaty", ("interval: 10m", "interval: 3601s")),
        Case(
            "AG-CON-13", "consequences[0].ladder", "inference-only",
            ("[warn, suspend, revoke]", "[warn, revoke, suspend]")),
        Case(
            "AG-CON-14", "consequences[0].ladder", "inference-only", ("suspend, revoke]", "suspend, revoke, forfeit]")),
        Case("AG-CON-14", "escrow[0].forfeitedOn[0]", "phased-treaty", ("revoke, forfeit]", "revoke]")),
        Case(
            "AG-CON-14", "escrow[0].forfeitedOn[0]", "phased-treaty",
            ("forfeitedOn: [breach]", "forfeitedOn: [IL-COMP-22]")),
        Case("AG-CON-15", "outage.then", "inference-only", ("then: closed", "then: throttled")),
        Case("AG-CON-15", "consequences[0].ladder", "inference-only", ("[warn, suspend, revoke]", "[warn, throttle]")),
        Case("AG-CON-16", "coveredClusters.examples[4].covered", "draft-treaty", ("covered: no", "covered: yes")),
        Case(
            "AG-CON-16", "coveredClusters.examples[4].covered", "draft-treaty",
            ("performance: 253184", "performance: 253183")),
        Case("AG-CON-17", "models[0].uses", "inference-only", ("uses: [inference]", "uses: [inference, training]")),
        Case("AG-CON-17", "allowances.training", "inference-only", ("training: 0}", "training: 1}")),
        Case("AG-CON-18", "accepted[1]", "inference-only", ("AG-GAP-14", "AG-GAP-20")),
        Case("AG-CON-18", "accepted[1]", "inference-only", ("field: disclosure", "field: monitoring")),
        Case("AG-CON-19", "disclosure[1]", "inference-only", ("    digits: 2\n", "")),
        Case("AG-CON-19", "disclosure[1]", "inference-only", ("    rounded: [operations, training]\n", "")),
        Case("AG-CON-19", "disclosure[1]", "inference-only", ("digits: 2", "digits: 2\n    proved: [training]")),
        Case("AG-CON-20", "licences.quantum", "inference-only", ("quantum: 1e16", "quantum: 100000000000000000001")),
        Case("AG-CON-20", "licences.quantum", "inference-only", ("quantum: 1e16", "quantum: 0")),
        Case("AG-CON-20", "licences.training", "inference-only", ("training: 0, validity", "training: 2e20, validity")),
        Case("AG-CON-20", "licences.validity", "inference-only", ("validity: 7d", "validity: 0s")),
        Case("AG-CON-21", "phases[2].entry.signatures", "phased-treaty", ("signatures: 4", "signatures: 6")),
        Case("AG-CON-21", "escrow[0].quorum", "phased-treaty", ("Orrin]\n    quorum: 3", "Orrin]\n    quorum: 5")),
        Case("AG-CON-21", "exit.signatures", "inference-only", ("signatures: 1", "signatures: 4")),
        Case(
            "AG-CON-22", "parties[1].key", "inference-only",
            (
                "26aeb71efa30f154093cdc95d68dc459783c43a6929ad0aec5b15481bc0c0f2a94679d69629a6abf645726413f2b1073",
                "fb96ab474944d47929c6018388f127aff4fe719a8945ca9d9303774b2d996275cafb5d3ef4cf3f5729708f87eaaba157"
            )),
        Case(
            "AG-CON-23", "thresholds[1].untraced", "sub-threshold-research",
            ("period: 30d, operations", "period: 30d, untraced: 1, operations")),
        Case(
            "AG-CON-23", "thresholds[0].untraced", "sub-threshold-research",
            ("untraced: 5e22", "untraced: 100000000000000000000001")),
        Case(
            "AG-CON-23", "thresholds[1].untraced", "sub-threshold-research",
            ("  - {name: one run", "  - {name: other run, over: run, operations: 1e23}\n  - {name: one run")),

        Case("AG-GAP-01", "quorum.licence", "inference-only", ("licence: 2", "licence: 1")),
        Case("AG-GAP-01", "quorum.firmware", "inference-only", ("firmware: 2", "firmware: 1")),
        Case(
            "AG-GAP-01", "quorum.licence", "inference-only",
            ("- name: Republic of Norland", "- bloc: West\n    name: Republic of Norland"),
            ("- name: Vesta Union", "- bloc: West\n    name: Vesta Union")),
        Case(
            "AG-GAP-01", "phases[1].back.signatures", "phased-treaty",
            (
                "back: {to: halted, finding: [breach], signatures: 3",
                "back: {to: halted, finding: [breach], signatures: 1"
            )),
        Case("AG-GAP-01", "escrow[0].quorum", "phased-treaty", ("Orrin]\n    quorum: 3", "Orrin]\n    quorum: 1")),
        Case("AG-GAP-02", "quorum.licence", "inference-only", ("licence: 2", "licence: 3")),
        Case("AG-GAP-02", "quorum.revoke", "inference-only", ("revoke: 2", "revoke: 3")),
        Case("AG-GAP-02", "escrow[0].quorum", "phased-treaty", ("Orrin]\n    quorum: 3", "Orrin]\n    quorum: 4")),
        Case("AG-GAP-03", "quorum.licence", "phased-treaty", ("licence: 3", "licence: 2")),
        Case("AG-GAP-03", "quorum.revoke", "phased-treaty", ("revoke: 3", "revoke: 4")),
        Case(
            "AG-GAP-03", "escrow[0].holder", "phased-treaty",
            ("holder: Bank of the Straits", "holder: Republic of Norland")),
        Case("AG-GAP-04", "thresholds[1].operations", "sub-threshold-research", Case.bare),
        Case(
            "AG-GAP-04", "thresholds[2].operations", "draft-treaty",
            ("training: 1e22", "training: 10000000000000000000001")),
        Case(
            "AG-GAP-04", "thresholds[0].operations", "draft-treaty",
            ("over: run, operations: 1e24", "over: chip, operations: 1e20")),
        Case("AG-GAP-05", "data.excluded[0]", "sub-threshold-research", ("      class: 7\n", "")),
        Case("AG-GAP-05", "data.excluded", "narrow-models", ("  permitted:", "  excluded:")),
        Case("AG-GAP-07", "models[1].fineTuning", "narrow-models", ("[inference]", "[inference, training]")),
        Case(
            "AG-GAP-09", "throttle.replicas", "generation-lag",
            ("  - {name: institute, chips: 64}", "  - {name: institute, chips: 64}\n  - {name: annex, chips: 8}")),
        Case(
            "AG-GAP-09", "throttle.replicas", "generation-lag", ("fixedSets:\n  - {name: institute, chips: 64}\n", "")),
        Case(
            "AG-GAP-10", "fixedSets[0].bandwidthOutside", "sub-threshold-research",
            ("chips: 8, bandwidthOutside: 1e9", "chips: 8, bandwidthOutside: 1000000001")),
        Case(
            "AG-GAP-10", "fixedSets[0].bandwidthOutside", "sub-threshold-research",
            ("chips: 8, bandwidthOutside: 1e9", "chips: 8")),
        Case("AG-GAP-11", "consequences[0].within", "export-control-offline", ("validity: 90d", "validity: 91d")),
        Case("AG-GAP-11", "consequences[0].within", "inference-only", ("revoke], within: 7d", "revoke], within: 6d")),
        Case("AG-GAP-11", "consequences[0]", "inference-only", ("validity: 7d, ", "")),
        Case(
            "AG-GAP-11", "phases[1].back.within", "phased-treaty",
            ("signatures: 3, within: 7d", "signatures: 3, within: 1h")),
        Case("AG-GAP-12", "outage.then", "export-control-offline", Case.bare),
        Case("AG-GAP-13", "disclosure", "minimal-monitoring", Case.bare),
        Case(
            "AG-GAP-13", "disclosure", "inference-only", ("models, refusals, tampering, log]", "models, refusals, log]")
        ),
        Case("AG-GAP-14", "disclosure", "inference-only", Case.bare),
        Case(
            "AG-GAP-15", "consequences[1].ladder", "inference-only", ("outage: {grace: 72h, then: closed}", ""),
            ("ladder: [warn, suspend],", "ladder: [warn, suspend, revoke],")),
        Case(
            "AG-GAP-16", "phases[1]", "phased-treaty",
            ("    back: {to: halted, finding: [breach], signatures: 3, within: 7d}\n", "")),
        Case("AG-GAP-16", "phases[1].back", "phased-treaty", ("finding: [breach], signatures: 3, ", "")),
        Case(
            "AG-GAP-17", "phases[2]", "phased-treaty",
            ("    back: {to: pilot, finding: [breach], signatures: 3, within: 7d}\n", "")),
        Case(
            "AG-GAP-17", "phases[1].most", "phased-treaty", ("  - name: pilot\n", "  - name: pilot\n    most: 89d\n")),
        Case("AG-GAP-18", "phases", "phased-treaty", Case.bare),
        Case("AG-GAP-19", "escrow", "phased-treaty", Case.bare),
        Case("AG-GAP-20", "inspections", "draft-treaty", Case.bare),
        Case("AG-GAP-21", "coveredClusters", "draft-treaty", Case.bare),
        Case("AG-GAP-22", "licences.total", "inference-only", ("{total: 1e20", "{total: 156250000000000000001")),
        Case("AG-GAP-23", "phases[2].entry.kept", "phased-treaty", ("kept: 180d", "kept: 69m")),
        Case(
            "AG-GAP-23", "phases[2].entry.inspected", "phased-treaty",
            ("inspections: {share: 10 %, every: 30d, drawn: random}", "")),
        Case("AG-GAP-24", "quorum.revoke", "inference-only", Case.bare),
        Case("AG-GAP-24", "quorum.change", "inference-only", Case.bare),
        Case("AG-GAP-24", "quorum.phase", "phased-treaty", Case.bare),
        Case("AG-GAP-24", "quorum.renew", "inference-only", Case.bare, ("firmware: 2", "firmware: 2, renew: 3")),
        Case("AG-GAP-25", "monitoring.interval", "inference-only", ("interval: 10m", "interval: 0s")),
        Case("AG-GAP-26", "exit.notice", "inference-only", ("notice: 90d", "notice: 6d")),

        Case("AG-NOT-01", "quorum", "inference-only", (", change: 3", "")),
        Case("AG-NOT-02", "quorum", "inference-only", (", revoke: 2", "")),
        Case(
            "AG-NOT-03", "consequences", "inference-only",
            ("  - {finding: breach, ladder: [warn, suspend, revoke], within: 7d}\n", "")),
        Case("AG-NOT-04", "sunset", "inference-only", ("sunset: {at: 2031-03-01T00:00:00Z}", "")),
        Case("AG-NOT-05", "exit", "inference-only", ("exit: {notice: 90d, signatures: 1, then: continues}", "")),
        Case("AG-NOT-06", "outage", "inference-only", ("outage: {grace: 72h, then: closed}", "")),
        Case("AG-NOT-07", "licences", "inference-only", ("validity: 7d, ", "")),
        Case(
            "AG-NOT-08", "disclosure", "inference-only",
            (
                "disclosure:\n  - to: verifier\n    exact: [identity, firmware, boots, time, operations, training, formats, licence, models, refusals, tampering, log]\n  - to: public\n    rounded: [operations, training]\n    digits: 2\n",
                ""
            )),
        Case(
            "AG-NOT-09", "parties[1]", "inference-only",
            (
                "    key: 26aeb71efa30f154093cdc95d68dc459783c43a6929ad0aec5b15481bc0c0f2a94679d69629a6abf645726413f2b1073\n",
                ""
            )),
    ]

    @Test("each is told at its field, and was not before", arguments: cases)
    func told(wrong: Case) throws {
        let before = AgreementReview(Array(try Library.text("\(wrong.file).yaml").utf8), file: "a.yaml")
        let after = AgreementReview(Array(try wrong.edited().utf8), file: "a.yaml")
        #expect(after.problems.isEmpty, "\(after.problems)")
        let isIt = { (concern: Concern) in
            concern.kind.id == wrong.kind && concern.field == wrong.field && concern.acceptedBecause == nil
        }
        #expect(!before.concerns.contains(where: isIt))
        let concern = try #require(
            after.concerns.first(where: isIt), "\(after.concerns.map { "\($0.kind.id) \($0.field)" })")
        #expect(concern.line != nil && concern.column != nil && !concern.reason.isEmpty && !concern.mend.isEmpty)
        #expect(
            after.holds == (concern.kind.level == .unsaid)
                || after.concerns.contains { $0.kind != concern.kind && $0.stands })
        if concern.kind.level != .unsaid { #expect(!after.holds) }
    }

    @Test("there is a case for every one")
    func complete() {
        let tried = Set(ConcernTests.cases.map(\.kind))
        for kind in Concern.Kind.allCases { #expect(tried.contains(kind.id), "no case for \(kind.id)") }
    }

    @Test(
        "what is exactly at a bound is within it",
        arguments: [
            Case("", "", "inference-only", ("change: 3", "change: 2")),
            Case("", "", "inference-only", ("interval: 10m", "interval: 600s")),
            Case("", "", "generation-lag", ("interval: 1h", "interval: 7d")),
            Case("", "", "inference-only", ("grace: 72h", "grace: 7d")),
            Case("", "", "inference-only", ("{total: 1e20", "{total: 1.5625e20")),
            Case("", "", "inference-only", ("notice: 90d", "notice: 7d")),
            Case("", "", "inference-only", ("quantum: 1e16", "quantum: 1e20")),
            Case("", "", "phased-treaty", ("kept: 180d", "kept: 70m")),
            Case("", "", "phased-treaty", ("interval: 10m", "interval: 1h")),
            Case("", "", "phased-treaty", ("  - name: pilot\n", "  - name: pilot\n    most: 90d\n")),
            Case("", "", "draft-treaty", ("training: 1e22", "training: 9999999999999999999999")),
        ])
    func boundary(near: Case) throws {
        let review = AgreementReview(Array(try near.edited().utf8), file: "a.yaml")
        #expect(review.holds, "\(review.concerns.filter(\.stands).map { "\($0.kind.id) \($0.field) \($0.reason)" })")
    }

    @Test("no contradiction can be accepted")
    func contradictionsStand() throws {
        let text = try Library.text("inference-only.yaml").replacing("AG-GAP-14", with: "AG-CON-01")
        #expect(AgreementReview(Array(text.utf8), file: "a.yaml").agreement == nil)
        #expect(Concern.Kind.gaps.allSatisfy { $0.level == .gap } && Concern.Kind.gaps.count == 24)
    }
}
