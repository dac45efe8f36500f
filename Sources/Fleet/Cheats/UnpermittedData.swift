import Accelerator
import Agreement
import Appraisal
import Attestation
import Silicon

/// Training on data that the agreement excludes, or that nobody proved to be permitted.
package struct UnpermittedData: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .trainedModel), CheatField("steps", .count(1...10_000, default: 4)),
    ]
    package let findings: [Rule]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let steps: UInt64
    private let limit: Licence.Terms.DataLimit?
    private let isForbidden: Bool
    /// Whether chips refuse the class of the last chunk.
    private let excludes: Bool
    private let data: DataPlan?

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        steps = try entry.count("steps")
        limit = entry.limits.data
        data = entry.data.first
        isForbidden = entry.limitsData
        excludes = limit.map { $0.excludedClasses & 1 << UInt32(DataPlan.strayClass) != 0 } ?? false
        switch kind {
        case .unprovedData: findings = limit == nil ? [] : [.unpermittedDataTried]
        case .excludedData: findings = data != nil && excludes ? [.unpermittedDataTried] : []
        default: findings = limit == nil || data == nil ? [] : [.unpermittedDataTried]
        }
    }

    package var attempt: String {
        switch kind {
        case .excludedData: "trained \(name) on a class of data that is excluded, from a manifest that is permitted"
        case .unprovedData: "trained \(name) on data that it showed to nobody"
        default: "trained \(name) on data that is excluded, and called it permitted"
        }
    }

    package func commit(with driver: inout ChipDriver) {
        guard let pass = driver.pass(model) else { return }
        let forward = driver.command(.forward(pass), model)
        let step = [
            ChipDriver.Piece(forward), ChipDriver.Piece(driver.command(.backward(pass, recompute: .none), model)),
        ]
        driver.provesData = false
        defer {
            driver.provesData = true
            driver.close()
            driver.loaded = nil
        }
        let answer = driver.load(model)
        guard answer == .done else { return driver.note(attempt, answer) }
        if kind != .unprovedData, limit != nil, let data, let shown = show(data, &driver) {
            driver.note("had the data admitted", shown)
            guard shown == .done else { return }
        }
        driver.labour(step, times: steps, with: model, for: .training, isForbidden: isForbidden, attempt)
    }

    /// Streams the last chunk, which is of the stray class, and shows its place, under its own class or another; nil where
    /// the agreement does not exclude it.
    private func show(_ data: DataPlan, _ driver: inout ChipDriver) -> Deed.Answer? {
        let last = DataPlan.chunkCount - 1
        guard kind == .relabelledData else { return excludes ? driver.admit(data, chunk: last) : nil }
        driver.chip.stream(data: data.manifest.chunks[last].digest, bytes: DataPlan.chunkLength)
        let first = data.manifest.admission(ofChunk: 0, manifest: data.place) ?? []
        return driver.send(.admitData, first)
    }
}
