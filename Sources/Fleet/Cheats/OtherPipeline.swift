import Agreement
import Appraisal
import Attestation
import Cryptography

/// A model that is run with other parts than its licence says, on more chips, or of a newer generation.
package struct OtherPipeline: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .permittedModel)]
    package let findings: [Rule]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let hasFilter: Bool
    private let sideLicence: SideLicence.Purpose?

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        hasFilter = entry.filter(ofModel: model) != nil
        let purpose = SideLicence.Purpose(kind, under: entry.agreement)
        sideLicence = purpose
        switch kind {
        case .stackedAdapter: findings = [.unlistedModelTried]
        case .leftOutFilter: findings = hasFilter ? [.unlistedModelTried] : []
        case .swappedFilter: findings = hasFilter ? [.faultUnexplained] : []
        case .newerModel: findings = purpose == nil ? [] : [.licenceBeyondAgreement, .unpermittedUseTried]
        default: findings = purpose == nil ? [] : [.unpermittedUseTried]
        }
    }

    package var attempt: String {
        switch kind {
        case .stackedAdapter: "added an adapter to \(name) that its licence does not list"
        case .leftOutFilter: "loaded \(name) without its filter"
        case .swappedFilter: "had \(name) measured with its filter, and took the filter out"
        case .newerModel: "got a licence that lists a model newer than the agreement's generation, and loaded it"
        default: "got a licence for more chips than may hold \(name), and loaded it on the last of them"
        }
    }

    package func commit(with driver: inout ChipDriver) {
        driver.close()
        defer { driver.loaded = nil }
        let other = Digest384(hashing: Array("interlock part of nobody\n".utf8))
        switch kind {
        case .stackedAdapter:
            driver.write(model)
            driver.chip.load(adapter: other)
            driver.note(attempt, driver.send(.measureModel))
            driver.chip.load(adapter: nil)
        case .leftOutFilter:
            driver.write(model)
            guard hasFilter else { return driver.note("found that \(name) has no filter", .done) }
            driver.chip.load(filter: nil)
            driver.note(attempt, driver.send(.measureModel))
        case .swappedFilter:
            let answer = driver.load(model)
            guard hasFilter, answer == .done else { return driver.note("found that \(name) has no filter", answer) }
            driver.chip.load(filter: nil)
            driver.note(attempt, driver.open(.inference))
        default:
            guard let purpose = sideLicence, let side = driver.sideLicence(purpose) else {
                return driver.note("found that the agreement does not limit it", .done)
            }
            driver.take(side)
            if let weights = side.weights {
                driver.chip.load(filter: nil)
                driver.write(weights, driver.scenario.models[model].byteCount)
            } else {
                driver.write(model)
            }
            driver.note(attempt, driver.send(.measureModel))
        }
    }
}
