import Attestation

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
        checkUntraced(of: threshold, field)
        guard !threshold.isCarriedByChips else { return }
        var bound = agreement.trainingAllowance
        if threshold.scope == .chip, let limit = agreement.licenceLimits.training { bound = min(bound, limit) }
        guard threshold.isExceeded(by: bound) else { return }
        tell(
            .thresholdUnseen, "\(field).operations", Checker.blindness(of: threshold),
            mend: threshold.scope == .chip
                ? "make licences.training at most this" : "make allowances.training at most this")
    }

    /// A penalty that nothing applies, or that is none.
    private mutating func checkUntraced(of threshold: Agreement.Threshold, _ field: String) {
        guard let untraced = threshold.untraced else { return }
        guard threshold.isCarriedByChips else {
            tell(
                .untracedAgainstThreshold, "\(field).untraced",
                "chips add up all training of a run against a threshold that is prohibited to pass, and no other",
                mend: "take untraced out")
            return
        }
        if untraced > threshold.operations {
            tell(
                .untracedAgainstThreshold, "\(field).untraced", "it is above the threshold itself",
                mend: "take it out: weights without a ticket then may not be trained")
        }
        let others = agreement.thresholds.filter { $0.isCarriedByChips && $0.untraced == nil }
        if let other = others.first {
            tell(
                .untracedAgainstThreshold, "\(field).untraced",
                "\(other.name) does not say it, and so forbids to train such weights",
                mend: "say the same of both, or of none")
        }
    }

    /// Why no meter sees a threshold.
    private static func blindness(of threshold: Agreement.Threshold) -> String {
        let sum =
            switch threshold.scope {
            case .chip: "no licence is held to it"
            case .run: "chips add up all training of a run, and refuse it beyond a threshold that is prohibited to pass"
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
        guard let permitted = agreement.permittedData else {
            if !agreement.excludedData.isEmpty {
                tell(
                    .dataUnseen, "data.excluded",
                    "chips refuse what is in no permitted manifest, and none is permitted",
                    mend: "add data.permitted, or inspect what is trained on and accept the gap")
            }
            return
        }
        if permitted.count > Licence.Terms.DataLimit.capacity {
            tell(
                .dataUnseen, "data.permitted",
                "a licence names \(Licence.Terms.DataLimit.capacity) manifests, so that chips refuse the others",
                mend: "put several classes into one manifest")
        }
        for (index, data) in agreement.excludedData.enumerated() where data.number == nil {
            tell(
                .dataUnseen, "data.excluded[\(index)]",
                "chips know classes by number, and would take \(data.name) from a permitted manifest",
                mend: "add class, its number in manifests")
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
