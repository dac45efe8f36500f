import Appraisal
import Attestation

/// What an agreement says, in plain language, and who carries each term out.
public struct AgreementExplanation: Hashable, Sendable {
    /// A heading with its sentences.
    public struct Section: Hashable, Sendable {
        /// The heading.
        public let title: String
        /// The sentences.
        public let sentences: [String]
    }

    /// The sections, in the order of the form; none without a sentence.
    public let sections: [Section]

    /// Explains an agreement.
    public init(_ agreement: Agreement) {
        let writer = Writer(agreement: agreement)
        sections = [
            ("Who", writer.who), ("What may be computed", writer.compute), ("With which models", writer.models),
            ("What may be learned from", writer.data), ("Licences", writer.licences), ("Who watches", writer.watch),
            ("Who sees what", writer.disclosure), ("What follows a finding", writer.consequences),
            ("Steps", writer.phases), ("How it ends", writer.ends), ("Known gaps", writer.accepted),
        ].filter { !$0.1.isEmpty }.map { Section(title: $0.0, sentences: $0.1) }
    }
}

private struct Writer {
    let agreement: Agreement

    var who: [String] {
        let quorum = agreement.quorum
        let all = agreement.signatories.count
        var lines = [
            "\(list(agreement.parties)) agree; \(list(agreement.beneficiaries)) may compute.",
            "It takes \(quorum.licence) of \(all) to issue a licence, and \(quorum.firmware) of \(all) to sign firmware, "
                + "beside its maker: chips and the verifier hold them to that.",
        ]
        if quorum.renew != quorum.licence { lines.append("It takes \(quorum.renew) to renew one.") }
        if let revoke = quorum.revoke { lines.append("It takes \(revoke) to end a licence before its time.") }
        if let phase = quorum.phase { lines.append("It takes \(phase) to go to another phase.") }
        if let change = quorum.change { lines.append("It takes \(change) to change the agreement.") }
        return lines
    }

    var compute: [String] {
        var lines = [
            "All chips together may execute \(operations(agreement.totalAllowance)), of which "
                + "\(operations(agreement.trainingAllowance)) may train. The verifier adds up the chips' meters."
        ]
        lines += agreement.thresholds.map(sentence)
        if let rate = agreement.operationsPerSecond {
            lines.append("A chip executes at most \(operations(rate)) a second.")
        }
        if let rate = agreement.tokensPerSecond { lines.append("A chip answers with at most \(rate) tokens a second.") }
        if agreement.burst > 1 {
            lines.append("What rates leave unused, a chip may save up for \(Duration(agreement.burst)).")
        }
        if let replicas = agreement.replicas { lines.append("At most \(replicas) copies of a model run at once.") }
        lines += agreement.fixedSets.map { set in
            "The \(set.chips) chips of \(set.name) may work together"
                + (set.bandwidthOutside.map { ", with at most \($0) bytes a second to chips outside." } ?? ".")
        }
        if let clusters = agreement.coveredClusters {
            lines.append(
                "It covers clusters above \(clusters.performance) of total processing performance or \(clusters.memory) "
                    + "bytes of memory: chips in one place, networked, or with more than \(clusters.bandwidth) bits a "
                    + "second between nodes.")
            lines += clusters.examples.map { "\($0.name) is \($0.isCovered ? "" : "not ")covered." }
        }
        return lines
    }

    private func sentence(_ threshold: Agreement.Threshold) -> String {
        let kind =
            switch threshold.training {
            case .any: "Training"
            case .pretraining: "Pre-training"
            case .posttraining: "Post-training"
            }
        let scope =
            switch threshold.scope {
            case .chip: "of one chip under one licence"
            case .run: "of one run, on whatever chips,"
            case .period: "of all chips in \(Duration(threshold.period ?? 0))"
            case .fleet: "of all chips"
            }
        let formats = threshold.formats.isEmpty ? "" : " in \(list(threshold.formats))"
        let data = threshold.data.isEmpty ? "" : " on \(list(threshold.data))"
        return "\(threshold.name): \(kind.lowercased())\(formats)\(data) \(scope) above "
            + "\(operations(threshold.operations)) is \(threshold.beyond.rawValue)"
            + (threshold.isCarriedByChips ? ": chips refuse it, by what made the weights" : "")
            + (threshold.untraced.map { "; weights without a ticket count for \(operations($0))" } ?? "") + "."
    }

    var models: [String] {
        var lines = agreement.models.map { model in
            var text = "\(model.name), for \(model.uses.contains(.training) ? "inference and training" : "inference")"
            if !model.uses.contains(.inference) { text = "\(model.name), for training" }
            if let kind = model.kind { text += ", \(kind.rawValue)" }
            if let generation = model.generation { text += ", generation \(generation)" }
            if model.filter != nil { text += ", behind its filter" }
            if !model.adapters.isEmpty {
                text += ", with one of \(model.adapters.count) adapter\(model.adapters.count == 1 ? "" : "s") or none"
            }
            if let tuning = model.fineTuning { text += tuning ? ", may be fine-tuned" : ", not to be fine-tuned" }
            return text + "."
        }
        lines.append(
            lines.isEmpty ? "No model may run." : "Chips hash the weights that they load, and run no others.")
        guard let rules = agreement.modelRules else { return lines }
        if let frontier = rules.frontier {
            lines.append("The newest generation is \(frontier); a model must be \(rules.behind ?? 0) older.")
        }
        if rules.kind == .narrow { lines.append("Every model must be narrow.") }
        if rules.filter { lines.append("Every model must have a filter.") }
        return lines
    }

    var data: [String] {
        var lines: [String] = []
        if let permitted = agreement.permittedData { lines.append("Only \(list(permitted.map(\.name))).") }
        if !agreement.excludedData.isEmpty { lines.append("Never \(list(agreement.excludedData.map(\.name))).") }
        let refused = agreement.excludedData.compactMap { data in data.number.map { "\(data.name) as class \($0)" } }
        if agreement.permittedData != nil, !refused.isEmpty {
            lines.append("Chips refuse \(list(refused)), whatever manifest holds it.")
        }
        return lines
    }

    var licences: [String] {
        let limits = agreement.licenceLimits
        var parts: [String] = []
        if let total = limits.total { parts.append("\(operations(total)) to each chip") }
        if let training = limits.training { parts.append("\(operations(training)) of training to each") }
        if let chips = limits.chips { parts.append("\(chips) chips") }
        if let validity = limits.validity { parts.append("\(Duration(validity))") }
        if let boots = limits.boots { parts.append("\(boots) boots") }
        if let quantum = limits.quantum { parts.append("\(operations(quantum)) an opening") }
        var lines = parts.isEmpty ? [] : ["One licence gives at most \(list(parts))."]
        if let outage = agreement.outage {
            lines.append(
                "Where no licence arrives, chips go on for \(Duration(outage.grace)), and then "
                    + (outage.then == .closed ? "compute nothing." : "go on at the lower rate."))
        }
        return lines
    }

    var watch: [String] {
        var line = "Every chip proves itself every \(Duration(agreement.attestationInterval)), and has "
        line += "\(Duration(agreement.grace)) to answer"
        if let level = agreement.level { line += "; monitoring is \(level.rawValue)" }
        var lines = [line + "."]
        if let age = agreement.revocationAge {
            lines.append(
                "Who verifies must know what was revoked \(Duration(age)) ago; otherwise nothing is held to be kept.")
        }
        if let detector = agreement.detector {
            lines.append(
                "A chip whose raw counters look like training in \(detector.windows) windows of 16 s in a row is suspected; "
                    + "so may honest work be: the threshold lets \(Agreement.percentage(detector.falseAlarms)) of windows of "
                    + "known inference be called training-consistent.")
        }
        if let detector = agreement.signedDetector {
            let rows = detector.intervals == 1 ? "an interval" : "\(detector.intervals) intervals in a row"
            lines.append(
                "A chip whose signed meter looks like training in \(rows) between two attestations, and tells of no such "
                    + "training, is suspected; so may honest work be: the threshold lets "
                    + "\(Agreement.percentage(detector.falseAlarms)) of intervals of known inference be called "
                    + "training-consistent. Whoever mixes training with other work is suspected less.")
        }
        if let inspections = agreement.inspections {
            lines.append(
                "Every \(Duration(inspections.every)), \(inspections.percentage) of the chips are inspected; "
                    + "\(inspections.words). A chip that cheats for a year is found with "
                    + "\(inspections.yearlyChance) probability, if an inspection finds what there is.")
        }
        return lines
    }

    var disclosure: [String] {
        agreement.disclosure.map { profile in
            var parts: [String] = []
            if !profile.exact.isEmpty { parts.append("reads \(list(profile.exact.map(\.rawValue)))") }
            if !profile.rounded.isEmpty {
                parts.append("reads \(list(profile.rounded.map(\.rawValue))) to \(profile.digits ?? 0) digits")
            }
            if !profile.proved.isEmpty { parts.append("learns that \(list(profile.proved.map(\.rawValue))) hold") }
            return "\(profile.reader) \(parts.isEmpty ? "sees nothing" : parts.joined(separator: "; "))."
        }
    }

    var consequences: [String] {
        agreement.consequences.map { consequence in
            let within = consequence.within.map { ", each within \(Duration($0))" } ?? ""
            let name =
                switch consequence.finding {
                case .severity(let severity): "Any \(severity.rawValue)"
                case .rule(let rule): "\(rule.id) (\(rule.title.lowercasedFirst))"
                }
            return "\(name): \(consequence.ladder.map(\.rawValue).joined(separator: ", then "))\(within)."
        }
            + agreement.escrow.map { escrow in
                "\(escrow.holder) holds \(escrow.name) of \(escrow.owner), and gives it back after "
                    + "\(Duration(escrow.returnedAfter)). It is lost on \(list(escrow.forfeitedOn.map(\.word))), if "
                    + "\(escrow.quorum) of \(list(escrow.deciders)) say so."
            }
    }

    var phases: [String] {
        agreement.phases.map { phase in
            var parts: [String] = []
            if let entry = phase.entry {
                if let after = entry.after { parts.append("starts after \(Duration(after)) in the one before") }
                if let kept = entry.kept { parts.append("needs \(Duration(kept)) without a breach") }
                if entry.inspected { parts.append("needs an inspection without a finding") }
                if let count = entry.signatures { parts.append("needs \(count) signatures") }
            }
            if let total = phase.totalAllowance, let training = phase.trainingAllowance {
                parts.append("allows \(operations(total)), \(operations(training)) of training")
            }
            if let models = phase.models { parts.append("runs \(list(models))") }
            if let interval = phase.interval { parts.append("asks for evidence every \(Duration(interval))") }
            if let most = phase.most { parts.append("lasts at most \(Duration(most))") }
            if let back = phase.back {
                var causes = back.findings.map(\.word)
                if let count = back.signatures { causes.append("the word of \(count) parties") }
                parts.append(
                    "goes back to \(back.phase) within \(Duration(back.within)) on \(causes.joined(separator: " or on "))"
                )
            }
            if phase.isFinal { parts.append("is the last") }
            return "\(phase.name)\(parts.isEmpty ? "" : " ")\(parts.joined(separator: "; "))."
        }
    }

    var ends: [String] {
        var lines: [String] = []
        if let sunset = agreement.sunset { lines.append("No licence is valid after \(sunset.rfc3339).") }
        if let exit = agreement.exit {
            let who = exit.signatures == 1 ? "Any party may leave" : "\(exit.signatures) parties together may leave"
            lines.append(
                "\(who) with \(Duration(exit.notice)) of notice; "
                    + (exit.then == .ends ? "then it ends." : "it goes on between the others."))
        }
        return lines
    }

    var accepted: [String] {
        agreement.accepted.map { accepted in
            "\(accepted.gap.title)\(accepted.field.map { " (\($0))" } ?? ""): \(accepted.because)"
        }
    }

    /// Names in a row: A, B and C.
    private func list(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "nothing" }
        return "\(names.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// A quantity, to three digits from a million on.
    private func operations(_ quantity: UInt128) -> String {
        let digits = "\(quantity)"
        guard digits.count > 6 else { return "\(quantity) operations" }
        var head = String(digits.prefix(3))
        while head.last == "0" { head.removeLast() }
        let isExact = digits.dropFirst(3).allSatisfy { $0 == "0" }
        let mantissa = head.count > 1 ? "\(head.prefix(1)).\(head.dropFirst())" : head
        return "\(isExact ? "" : "about ")\(mantissa)e\(digits.count - 1) operations"
    }
}

extension Agreement.Inspections {
    /// The share, in per cent.
    fileprivate var percentage: String { Agreement.percentage(share) }
}

extension Agreement {
    /// Parts per million, in per cent.
    static func percentage(_ share: UInt64) -> String {
        var decimals = String(String(10_000 + share % 10_000).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return "\(share / 10_000)\(decimals.isEmpty ? "" : ".\(decimals)") %"
    }
}

extension Agreement.Inspections {

    fileprivate var words: String {
        switch drawn {
        case .announced: "which and when is known beforehand"
        case .scheduled: "the times are known, the chips are drawn"
        case .random: "times and chips are drawn"
        }
    }

    /// 1 − (1 − share)^(inspections a year), in per cent, rounded down.
    fileprivate var yearlyChance: String {
        guard every > 0 else { return "100 %" }
        var missed = 1.0
        var base = 1 - Double(share) / 1_000_000
        var count = 365 * 86_400 / every
        while count > 0 {
            if count & 1 == 1 { missed *= base }
            base *= base
            count >>= 1
        }
        return "\(Int(100 * (1 - missed))) %"
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
