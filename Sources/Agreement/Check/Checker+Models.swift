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
            if model.filter != nil {
                tell(
                    .filterUnseen, "\(field).filter", "evidence names the weights that ran, and no filter",
                    mend: "make the filter part of the weights, or accept the gap")
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

    /// Rates, copies and links: nothing that chips sign tells of them.
    mutating func checkRates() {
        if agreement.operationsPerSecond != nil {
            tell(
                .rateUnseen, "throttle.operationsPerSecond", "licences carry no rate, and no rule compares rates",
                mend: "bound licences.total and licences.validity instead")
        }
        if agreement.replicas != nil {
            tell(
                .replicasUnseen, "throttle.replicas",
                "each chip tells which models ran, not how many copies did at once",
                mend: "bound the fixed sets instead")
        }
        for (index, set) in agreement.fixedSets.enumerated() where set.bandwidthOutside != nil {
            tell(
                .bandwidthUnseen, "fixedSets[\(index)].bandwidthOutside", "evidence counts no bytes on links",
                mend: "cap the links, and accept the gap")
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
