import Agreement
import Appraisal
import Attestation
import Cryptography
import Ledger
import Licensing
import Transparency

/// Pages for people: what the other endpoints say, without a program.
extension VerifierService {
    func showStyle(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        return ServiceResponse(
            .ok, headers: DashboardPage.headers, type: "text/css; charset=utf-8", body: Array(DashboardPage.style.utf8))
    }

    func showScript(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        return ServiceResponse(
            .ok, headers: DashboardPage.headers, type: "text/javascript; charset=utf-8",
            body: Array(DashboardPage.script.utf8))
    }

    private func page(
        _ title: String, at place: Endpoint, _ request: ServiceRequest, _ content: HTML
    ) -> ServiceResponse {
        DashboardPage.response(title, at: place, for: request.peer, made: now().rfc3339, content)
    }

    func showFleet(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let (summary, runs, told) = try runs(limit: 10)
        let snapshot = try desk?.snapshot()
        let state = snapshot?.state
        let moment = snapshot?.time(now()) ?? now()
        let unsettled = state?.detections.filter { $0.clearedBy == nil } ?? []
        let open = state?.requests.count { $0.status(at: moment) == .open }
        let breaches = unsettled.count { $0.rule.severity == .breach }
        let cards: [(String, String)] = [
            ("Chips", "\(summary.chips)"), ("Pieces of evidence", "\(summary.entries)"),
            ("Breaches not cleared up", state == nil ? "not logged" : "\(breaches)"),
            ("Doubts not cleared up", state == nil ? "not logged" : "\(unsettled.count - breaches)"),
            ("Requests before the parties", open.map { "\($0)" } ?? "none are taken"),
            ("Licences", state.map { "\($0.licences.count)" } ?? "none are given"),
            ("Silent chips", silence.report.map { "\($0.count)" } ?? "not judged"),
        ]
        let boxes = cards.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
        let content: HTML = """
            <dl class="cards">\(boxes)</dl>
            <h2>Metered, against what the agreement allows</h2>
            \(HTML.bar("All operations", summary.usage.total, of: rules.policy?.totalAllowance))
            \(HTML.bar("Of which training", summary.usage.training, of: rules.policy?.trainingAllowance))
            \(thresholds(summary, greatest: runs.first?.operations, told: told))
            \(runsTable(runs))
            \(silentTable)
            \(findingsTable("Latest findings", Array(unsettled.suffix(10).reversed()), at: moment))
            """
        return page(desk?.rules.agreement.name ?? "Fleet", at: .showFleet, request, content)
    }

    /// Training against the agreement's thresholds. No run can have more training than all chips together; beyond that, tickets
    /// tell of what has left chips.
    private func thresholds(_ summary: FleetSummary, greatest: UInt128?, told: UInt128) -> HTML {
        guard let thresholds = desk?.rules.agreement.thresholds, !thresholds.isEmpty else { return .none }
        let training = summary.usage.training
        return HTML.table(
            "Training against thresholds",
            ["Threshold", "Adds up", "At most", "All chips together", "Standing", "Beyond it"],
            thresholds.map { threshold in
                let beyond: HTML = "<span class=\"tag bad\">beyond</span>"
                let unknown: HTML = "<span class=\"tag doubt\">not known</span>: all training together is beyond it"
                let untold = training - min(told, training)
                let standing: HTML =
                    if !threshold.isExceeded(by: training) { HTML.standing("within") } else {
                        switch (threshold.scope, greatest) {
                        case (.fleet, _): beyond
                        case (.run, let run?) where !threshold.isExceeded(by: run):
                            untold == 0
                                ? "\(HTML.standing("within")): by lineage, the greatest run has \(run)"
                                : """
                                \(HTML.standing("within")) of what left chips: by lineage, the greatest run has \(run); \
                                \(untold) operations are in no ticket
                                """
                        case (.run, let run?) where threshold.countsAll: "\(beyond): by lineage, a run has \(run)"
                        case (.run, _), (.chip, _), (.period, _): unknown
                        }
                    }
                return [
                    "\(threshold.name)", "\(threshold.scope.rawValue)", "\(threshold.operations)", "\(training)",
                    standing,
                    "\(threshold.beyond.rawValue)",
                ]
            })
    }

    /// The chips that are silent, where any are.
    private var silentTable: HTML {
        guard let report = silence.report, report.count > 0 else { return .none }
        let rows = report.chips.map { chip -> [HTML] in
            let name = chip.name ?? "\(chip.chip)"
            return [
                chip.received == nil ? "\(name)" : HTML.link("/dashboard/chips/\(chip.chip)", name),
                chip.received.map { HTML.time($0.rfc3339) } ?? "never",
            ]
        }
        return HTML.table(
            "Silent chips, the first \(report.chips.count) of \(report.count)", ["Chip", "Latest evidence came"], rows)
    }

    /// The greatest runs, by what made the weights.
    private func runsTable(_ runs: [LineageBook.Run]) -> HTML {
        let limit = rules.policy?.chipLimits.run?.threshold
        let rows = runs.map { run -> [HTML] in
            [
                HTML.digest(run.weights.description), HTML.bar("Training", run.operations, of: limit), "\(run.chips)",
                "\(run.outside)",
            ]
        }
        return HTML.table(
            "Runs by lineage, the greatest first",
            ["Weights", "Training, of the threshold", "Chips", "Bytes from outside"],
            rows)
    }

    func showChips(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["after"])
        let after = try parameters["after"].map { (text) throws(Problem) in try chip(text, field: "query.after") }
        let chips = try store.chips(after: after, limit: VerifierService.usualPage)
        let names = try names(of: Set(chips.map(\.chip)))
        let rows = chips.map { known -> [HTML] in
            [
                HTML.link("/dashboard/chips/\(known.chip)", names[known.chip] ?? "\(known.chip)"),
                "<code>\(known.chip.description)</code>", "\(known.head.count)", "\(known.usage.total)",
                "\(known.usage.training)", HTML.time(known.received.rfc3339),
            ]
        }
        let next: HTML =
            chips.count == VerifierService.usualPage
            ? "<p>\(HTML.link("/dashboard/chips?after=\(chips.last?.chip.description ?? "")", "Next chips"))</p>"
            : .none
        let table = HTML.table(
            "Chips of the ledger",
            ["Chip", "Identifier", "Evidence", "Operations", "Of which training", "Latest came"], rows)
        return page("Chips", at: .showChips, request, "\(table)\(next)")
    }

    private func names(of chips: Set<ChipID>) throws -> [ChipID: String] {
        let register = try trust.current().store.chips?.chips ?? []
        return register.reduce(into: [:]) { names, chip in if chips.contains(chip.id) { names[chip.id] = chip.name } }
    }

    func showChip(_ request: ServiceRequest, chip text: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        let report = try report(ofChip: text)
        let id = report.known.chip
        let name = try names(of: [id])[id] ?? "\(id)"
        let latest = report.appraisal.chips.first { $0.chip == id }
        let claims = latest?.latest
        let facts: [(String, HTML)] = [
            ("Verdict", HTML.standing(report.appraisal.verdict.rawValue)),
            ("Identifier", "<code>\(id.description)</code>"),
            ("Chip time, boots", "\(claims?.tick ?? 0), \(claims?.bootCount ?? 0)"),
            ("Firmware", "\(claims?.runtime.version ?? "not known")"),
            (
                "Openings, refusals",
                "\(claims?.interlock.openings ?? 0), \(claims?.interlock.refusals ?? 0)"
            ),
            ("Head of its chain", HTML.digest(report.known.head.value.description)),
        ]
        let boxes = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
        let licence: HTML =
            claims?.licence.map { state in
                """
                <h2>Licence \(state.sequence)</h2>
                \(HTML.bar("All operations", state.total.used, of: state.total.allowed))
                \(HTML.bar("Of which training", state.training.used, of: state.training.allowed))
                """
            } ?? "<h2>Licence</h2><p class=\"none\">None is installed.</p>"
        let found = report.appraisal.findings.map { finding -> [HTML] in
            [
                "\(finding.rule.id)", HTML.standing(finding.severity.rawValue), "\(finding.rule.title)",
                "\(finding.reason)", evidence(finding.evidence.map { ($0.exhibit, $0.field) }),
            ]
        }
        let checks =
            latest?.checks.map { check, outcome -> [HTML] in
                ["\(check.rawValue)", HTML.standing(outcome.word)]
            } ?? []
        let entries = try store.entries(
            of: id, from: report.known.head.count - min(report.known.head.count, 50), limit: 50)
        let receipts = entries.reversed().map { entry -> [HTML] in
            [
                "\(entry.receipt.sequence)", HTML.time(entry.receipt.received.rfc3339),
                HTML.link(
                    "/interlock/v1/evidence/\(entry.receipt.digest)", String("\(entry.receipt.digest)".prefix(16))),
                HTML.digest("\(entry.receipt.head)"),
            ]
        }
        let content: HTML = """
            <dl class="cards">\(boxes)</dl>\(licence)
            \(HTML.table("Findings on the latest evidence", ["Rule", "Weight", "What", "Why", "Evidence"], found))
            \(HTML.table("Checks", ["Check", "Outcome"], checks))
            \(HTML.table("Latest receipts", ["Number", "Came", "Evidence", "Head"], receipts))
            """
        return page(name, at: .showChips, request, content)
    }

    /// Links to what a finding rests on.
    private func evidence(_ pointers: [(file: String, field: String)]) -> HTML {
        let items = pointers.map { file, field -> HTML in
            let parts = file.split(separator: "/", maxSplits: 1)
            guard let kind = parts.first, ["evidence", "tickets"].contains(kind), parts.count == 2,
                let digest = Digest384(hex: parts[1])
            else { return "<li>\(file): \(field)</li>" }
            return "<li>\(HTML.link("/interlock/v1/\(kind)/\(digest)", String("\(digest)".prefix(16)))) \(field)</li>"
        }
        return "<ul class=\"plain\">\(items)</ul>"
    }

    func showFindings(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["before"])
        let before = try number(parameters, "before") ?? .max
        guard let desk else { return page("Findings", at: .showFindings, request, VerifierService.noDesk) }
        let snapshot = try desk.snapshot()
        let state = snapshot.state
        let all = state.detections.filter { UInt64($0.entry) < before }
        let shown = Array(all.suffix(VerifierService.usualPage).reversed())
        let next: HTML =
            all.count > shown.count
            ? "<p>\(HTML.link("/dashboard/findings?before=\(shown.last?.entry ?? 0)", "Earlier findings"))</p>" : .none
        let decisions = state.decisions.suffix(VerifierService.usualPage).reversed().map { decision -> [HTML] in
            [
                entryLink(decision.entry), HTML.standing(decision.terms.step.rawValue),
                entryLink(Int(clamping: decision.terms.finding)), "\(decision.signers.joined(separator: ", "))",
                HTML.time(decision.time.rfc3339),
            ]
        }
        let table = HTML.table("Decisions", ["Entry", "Step", "On the finding", "Signed by", "When"], decisions)
        return page(
            "Findings", at: .showFindings, request,
            "\(findingsTable("Findings, the latest first", shown, at: snapshot.time(now())))\(next)\(table)")
    }

    private func entryLink(_ entry: Int) -> HTML { HTML.link("/dashboard/log/\(entry)", "entry \(entry)") }

    private func findingsTable(_ caption: String, _ detections: [Detection], at moment: UTCSeconds) -> HTML {
        let rows = detections.map { detection -> [HTML] in
            let subject: HTML =
                detection.chip.map { HTML.link("/dashboard/chips/\($0)", detection.subject) } ?? "\(detection.subject)"
            let steps = desk.map { detection.steps(under: $0.rules.agreement) } ?? []
            let ladder = steps.map { step, due -> HTML in
                let isDue = detection.clearedBy == nil && due <= moment
                return "<li>\(step.rawValue) \(isDue ? HTML.standing("due") : "from \(HTML.time(due.rfc3339))")</li>"
            }
            let follows: HTML =
                detection.clearedBy.map { "cleared up by \(entryLink($0))" }
                ?? (ladder.isEmpty ? "nothing is said" : "<ul class=\"plain\">\(ladder)</ul>")
            return [
                entryLink(detection.entry), "<span class=\"whole\">\(detection.rule.id)</span>",
                HTML.standing(detection.rule.severity.rawValue),
                subject, "\(detection.reason)", evidence(detection.files.map { ($0, "") }), follows,
            ]
        }
        return HTML.table(caption, ["Entry", "Rule", "Weight", "About", "Why", "Evidence", "What follows"], rows)
    }

    private static let noDesk: HTML = """
        <p>This service keeps no transparency log and gives no licences: it was started without a log's key.</p>
        """

    func showLicences(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        guard let desk else { return page("Licences", at: .showLicences, request, VerifierService.noDesk) }
        let snapshot = try desk.snapshot()
        let (state, moment) = (snapshot.state, snapshot.time(now()))
        let requests = state.requests.suffix(VerifierService.usualPage).reversed().map { asked -> [HTML] in
            let missing = asked.signers.filter { name in !asked.signatures.contains { $0.party == name } }
            let signed = asked.signatures.map { "<li>\($0.party), \(HTML.time($0.time.rfc3339))</li>" as HTML }
            let notes = asked.notes.map { "<li>\($0)</li>" as HTML }
            let rest: HTML =
                asked.status(at: moment) == .open ? "<p>may sign: \(missing.joined(separator: ", "))</p>" : .none
            return [
                entryLink(asked.entry), HTML.standing(asked.status(at: moment).rawValue), "\(asked.title)",
                """
                <meter min="0" max="\(asked.needed)" value="\(min(asked.signatures.count, asked.needed))" \
                aria-label="signatures"></meter> \(asked.signatures.count) of \(asked.needed)\
                <ul class="plain">\(signed)</ul>\(rest)
                """,
                HTML.time(asked.expiry.rfc3339), "\(asked.asker)",
                "<details><summary>rests on</summary><ul>\(notes)</ul></details>",
            ]
        }
        let licences = state.licences.suffix(VerifierService.usualPage).reversed().map { issued -> [HTML] in
            let terms = issued.licence.terms
            return [
                "\(terms.sequence)",
                issued.revokedBy.map { "\(HTML.standing("revoked")) by \(entryLink($0))" } ?? HTML.standing("signed"),
                "\(terms.chipCount)", "\(terms.totalAllowance)", "\(terms.trainingAllowance)",
                "\(terms.firstTick) to \(terms.endTick)", entryLink(issued.entry),
            ]
        }
        let course = state.course(of: desk.rules.agreement)
        let escrow = desk.rules.agreement.escrow.map { held -> [HTML] in
            [
                "\(held.name)", HTML.standing(course.escrow(held.name, at: state.tick(of: moment))), "\(held.owner)",
                "\(held.holder)", "\(held.quorum) of \(held.deciders.joined(separator: ", "))",
            ]
        }
        let content: HTML = """
            <p>The agreement: \(HTML.standing(course.standing(at: state.tick(of: moment))))</p>
            \(HTML.table(
                "Requests, the latest first",
                ["Entry", "Standing", "What", "Signatures", "Until", "Asked by", "Basis"], requests))
            \(HTML.table(
                "Licences, the latest first",
                ["Sequence", "Standing", "Chips", "Operations a chip", "Of which training", "Ticks", "Entry"], licences))
            \(HTML.table("In escrow", ["What", "Standing", "Whose", "Held by", "Who decides"], escrow))
            """
        return page("Licences", at: .showLicences, request, content)
    }

    func showLog(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["before", "kind"])
        guard let desk else { return page("Log", at: .showLog, request, VerifierService.noDesk) }
        let kind = try parameters["kind"].flatMap { (text) throws(Problem) -> Entry.Kind? in
            guard !text.isEmpty else { return nil }
            guard let kind = Entry.Kind(rawValue: text) else {
                throw Problem(.badRequest, field: "query.kind", "it is none", mend: "choose one, or leave it out")
            }
            return kind
        }
        let size = UInt64(try desk.snapshot().tail.tree.count)
        let end = min(try number(parameters, "before") ?? size, size)
        let start = end - min(end, UInt64(VerifierService.maximumPage))
        let lines = try store.logLines(from: start, limit: Int(end - start))
        let entries = lines.compactMap { try? Entry($0) }.filter { kind == nil || $0.kind == kind }
        let shown = Array(entries.suffix(VerifierService.usualPage).reversed())
        let rows = shown.map { entry -> [HTML] in
            [
                entryLink(entry.index), HTML.time(entry.time.rfc3339), "\(entry.kind.rawValue)", "\(entry.subject)",
                "\(entry.statement)",
            ]
        }
        // What does not fit on the page is before its last row; what was not looked at is before `start`.
        let rest = entries.count > shown.count ? UInt64(shown.last?.index ?? 0) : start
        let options = ([nil] + Entry.Kind.allCases.map { $0 }).map { option -> HTML in
            let word = option?.rawValue ?? ""
            return option == kind
                ? "<option value=\"\(word)\" selected>\(option?.rawValue ?? "all")</option>"
                : "<option value=\"\(word)\">\(option?.rawValue ?? "all")</option>"
        }
        let next: HTML =
            rest > 0
            ? "<p>\(HTML.link("/dashboard/log?before=\(rest)&kind=\(kind?.rawValue ?? "")", "Earlier entries"))</p>"
            : .none
        let head = String(decoding: try store.logHead().checkpoint, as: UTF8.self)
        let content: HTML = """
            <form action="/dashboard/log" method="get"><label for="kind">Kind</label><select id="kind" name="kind">\
            \(options)</select><button type="submit">Show</button></form>
            \(HTML.table("Entries, the latest first", ["Entry", "Time", "Kind", "About", "What"], rows))\(next)
            <h2>Signed head</h2><pre tabindex="0">\(head)</pre>
            <p>Keep heads: they show when a log is written anew. <code>interlock log fetch</code> copies the log, \
            <code>interlock audit</code> checks the copy.</p>
            """
        return page("Log", at: .showLog, request, content)
    }

    func showEntry(_ request: ServiceRequest, entry text: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        _ = try licensing()
        guard let place = UInt64(text) else {
            throw Problem(.badRequest, field: "path.entry", "it is no number from 0", mend: "give one")
        }
        guard let line = try store.logLines(from: place, limit: 1).first, let entry = try? Entry(line) else {
            throw Problem(.notFound, field: "path.entry", "the log has no such entry", mend: "see /dashboard/log")
        }
        let document: HTML
        if let bytes = entry.document {
            let isText = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a }
            let pretty = (try? JSONValue(parsing: bytes))?.text
            let words = pretty ?? (isText ? String(validating: bytes, as: UTF8.self) : nil)
            document =
                words.map { "<pre tabindex=\"0\">\($0)</pre>" as HTML }
                ?? "<pre tabindex=\"0\">\(bytes.base64)</pre><p>\(bytes.count) bytes, in base 64.</p>"
        } else {
            document = "<p class=\"none\">The log has its digest alone.</p>"
        }
        let facts: [(String, HTML)] = [
            ("Time", HTML.time(entry.time.rfc3339)), ("Kind", "\(entry.kind.rawValue)"), ("About", "\(entry.subject)"),
            ("Leaf", HTML.digest("\(entry.leaf)")), ("Digest of the document", HTML.digest("\(entry.digest)")),
        ]
        let boxes = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
        return page(
            "Entry \(entry.index)", at: .showLog, request,
            "<p>\(entry.statement)</p><dl class=\"cards\">\(boxes)</dl><h2>Document</h2>\(document)")
    }
}
