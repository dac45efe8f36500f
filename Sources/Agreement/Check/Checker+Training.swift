extension Checker {
    /// Thresholds and data, against what meters see.
    mutating func checkTraining() {
        for (index, threshold) in agreement.thresholds.enumerated() {
            check(threshold, "thresholds[\(index)]")
        }
        let training = agreement.models.filter { $0.uses.contains(.training) }
        if agreement.trainingAllowance == 0, let model = training.first,
            let index = agreement.models.firstIndex(of: model)
        {
            tell(
                .trainingAgainstModels, "models[\(index)].uses",
                "\(model.name) may be trained, and the training allowance is 0", mend: "take training out")
        }
        if agreement.trainingAllowance > 0, training.isEmpty {
            tell(
                .trainingAgainstModels, "allowances.training", "no listed model may be trained",
                mend: "make it 0, or permit training of a model")
        }
        checkData()
    }

    private mutating func check(_ threshold: Agreement.Threshold, _ field: String) {
        if (threshold.scope == .period) != (threshold.period != nil) {
            tell(
                .periodAgainstScope, field,
                threshold.period == nil
                    ? "it adds up over a period that is not said" : "it does not add up over a period",
                mend: threshold.period == nil ? "add period" : "write over: period, or take period out")
        }
        let classes = agreement.dataClasses.map(\.name)
        for (index, name) in threshold.data.enumerated() where !classes.contains(name) {
            tellUnknown(name, "\(field).data[\(index)]", "no class of data", among: classes)
        }
        var bound = agreement.trainingAllowance
        if threshold.scope == .chip, let limit = agreement.licenceLimits.training { bound = min(bound, limit) }
        guard threshold.isExceeded(by: bound) else { return }
        tell(
            .thresholdUnseen, "\(field).operations", Checker.blindness(of: threshold),
            mend: threshold.scope == .chip
                ? "make licences.training at most this" : "make allowances.training at most this")
    }

    /// Why no meter sees a threshold.
    private static func blindness(of threshold: Agreement.Threshold) -> String {
        let sum =
            switch threshold.scope {
            case .chip: "no licence is held to it"
            case .run: "evidence does not say which run it belongs to, so that a run over several chips does not add up"
            case .period: "no rule takes the difference of two meter readings over a period"
            case .fleet: "the verifier knows one sum of all chips, the training allowance"
            }
        if !threshold.data.isEmpty { return "\(sum); nor does it name the data" }
        if !threshold.formats.isEmpty { return "\(sum); nor does it count training by number format" }
        return threshold.training == .any
            ? sum : "\(sum); nor does it tell \(threshold.training.rawValue) from other training"
    }

    private mutating func checkData() {
        for (index, data) in agreement.excludedData.enumerated() {
            let other = (agreement.permittedData ?? []).first {
                $0.name == data.name || $0.manifest == data.manifest
            }
            if let other {
                tell(
                    .dataBothWays, "data.excluded[\(index)]", "\(data.name) is the permitted \(other.name)",
                    mend: "take one of them out")
            }
        }
        if agreement.permittedData != nil || !agreement.excludedData.isEmpty {
            tell(
                .dataUnseen, "data", "evidence names no data that was trained on",
                mend: "inspect what is trained on, and accept the gap")
        }
    }

    /// Tells of a name that nothing has.
    mutating func tellUnknown(_ name: String, _ field: String, _ what: String, among names: [String]) {
        tell(
            .nameUnknown, field, "\(what) is called \(name)",
            mend: Nearest.match(name, among: names).map { "did you mean \($0)?" }
                ?? (names.isEmpty ? "there is none; add it" : "use one of \(names.joined(separator: ", "))"))
    }
}
