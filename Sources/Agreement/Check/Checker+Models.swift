extension Checker {
    /// Models against the rules for them, and what no meter sees of them.
    mutating func checkModels() {
        for (index, model) in agreement.models.enumerated() {
            let field = "models[\(index)]"
            if let rules = agreement.modelRules { check(model, by: rules, field) }
            if model.fineTuning == true, !model.uses.contains(.training) {
                tell(
                    .fineTuningWithoutTraining, "\(field).fineTuning", "its weights are locked under inference",
                    mend: "add training to its uses")
            }
            if model.fineTuning == false, model.uses.contains(.training) {
                tell(
                    .fineTuningUnseen, "\(field).fineTuning",
                    "a chip that may train \(model.name) may train on from its weights", mend: "take training out")
            }
        }
    }

    private mutating func check(_ model: Agreement.Model, by rules: Agreement.ModelRules, _ field: String) {
        if let frontier = rules.frontier, !rules.admits(generation: model.generation) {
            let (newest, isNone) = frontier.subtractingReportingOverflow(rules.behind ?? 0)
            tell(
                .modelAgainstRules, "\(field).generation",
                model.generation.map { "\(model.name) is of generation \($0)" }
                    ?? "it is not said of which generation \(model.name) is",
                mend: isNone ? "no generation is that old" : "list models up to generation \(newest)")
        }
        if let most = rules.kind, !rules.admits(kind: model.kind) {
            tell(
                .modelAgainstRules, "\(field).kind",
                model.kind == nil ? "it is not said how general \(model.name) is" : "\(model.name) is general",
                mend: "list models that are \(most.rawValue)")
        }
        if rules.filter, model.filter == nil {
            tell(.modelAgainstRules, "\(field).filter", "\(model.name) has no filter", mend: "add its filter")
        }
    }

    /// Copies and links, which chips count within the set of a licence alone; clusters.
    mutating func checkRates() {
        if let replicas = agreement.replicas, agreement.fixedSets.count != 1 {
            tell(
                .replicasUnseen, "throttle.replicas",
                "the first \(replicas) chips of each licence's set may hold a model, and there "
                    + (agreement.fixedSets.isEmpty ? "is no set" : "are \(agreement.fixedSets.count) sets"),
                mend: "agree on one fixed set, or accept the gap")
        }
        for (index, set) in agreement.fixedSets.enumerated() {
            guard let cap = set.bandwidthOutside else { continue }
            let other = agreement.fixedSets.first { $0.bandwidthOutside.map { $0 > cap } ?? true }
            guard let other else { continue }
            tell(
                .bandwidthUnseen, "fixedSets[\(index)].bandwidthOutside",
                "a licence does not say which set it is for, so that it may have the cap of \(other.name)",
                mend: "give all sets the same, or accept the gap")
        }
        for (index, example) in (agreement.coveredClusters?.examples ?? []).enumerated() {
            guard let rule = agreement.coveredClusters, rule.covers(example.cluster) != example.isCovered else {
                continue
            }
            tell(
                .exampleAgainstRule, "coveredClusters.examples[\(index)].covered",
                "by the rule, \(example.name) is \(example.isCovered ? "not " : "")covered",
                mend: "mend the example or the rule")
        }
        if agreement.coveredClusters != nil {
            tell(
                .clustersUnseen, "coveredClusters", "evidence does not say where a chip stands or what it is linked to",
                mend: "register clusters, and accept the gap")
        }
    }
}
