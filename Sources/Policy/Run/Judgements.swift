import Agreement
import Appraisal

/// The evidence of a case, judged: nothing, one record, or one for each seed. One of them is looked at.
struct Judgements {
    private(set) var all: [Judgement]
    /// Which one is looked at.
    var place = 0

    /// The record that is looked at; nil where there is none.
    var record: EvidenceRecord? { all.indices.contains(place) ? all[place].record : nil }

    /// The one that is looked at, for its time line.
    var current: Judgement? { all.indices.contains(place) ? all[place] : nil }

    init(_ records: [EvidenceRecord], under agreement: Agreement, phase: String?) {
        all = records.map { Judgement($0, under: agreement, phase: phase) }
    }

    /// Whether another agreement would judge the same way; there is something to judge.
    func isSame(under agreement: Agreement, phase: String?) -> Bool {
        all.first?.isSame(under: agreement, phase: phase) ?? false
    }

    /// The appraisal at a tick; nil where there is no evidence, or the verifier refuses.
    mutating func appraisal(at tick: UInt64) -> Appraisal? {
        all.indices.contains(place) ? all[place].appraisal(at: tick) : nil
    }

    /// The ticks at which a verdict can change, ascending, up to a tick.
    func instants(through last: UInt64) -> [UInt64] { current?.instants(through: last) ?? [] }

    /// When each rule was first found, up to a tick.
    mutating func detections(through last: UInt64) -> [Course.Detection] {
        all.indices.contains(place) ? all[place].detections(through: last) : []
    }
}
