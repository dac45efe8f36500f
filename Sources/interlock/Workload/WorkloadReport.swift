import Accelerator
import Foundation
import Workloads

/// What a workload costs, as text and as JSON.
struct WorkloadReport: Encodable {
    /// Buffers of one kind of exchange.
    struct Exchanged: Encodable {
        let kind: String
        let count: String
        let bytes: String
    }

    let name: String
    let source: String
    let records: Int
    let operations: Int
    let policyOperations: String
    /// Counters that aren't zero.
    let counters: [String: String]
    let exchanged: [Exchanged]
    /// Whether link bytes leave out groups whose size neither the trace nor --ranks says.
    let linkBytesAreIncomplete: Bool
    /// Nanoseconds from the first start to the last end.
    let span: String?
    let unmetered: [Workload.Unmetered]

    private let lines: CounterLines

    private enum CodingKeys: String, CodingKey {
        case name, source, records, operations, policyOperations, counters, exchanged, linkBytesAreIncomplete, span
        case unmetered
    }

    init(_ workload: Workload, ranks: Int?) throws(WorkloadError) {
        lines = CounterLines(try workload.counters(ranks: ranks))
        name = workload.name
        source = workload.source.rawValue
        records = workload.records
        operations = workload.operations.count
        policyOperations = lines.policyOperations
        counters = lines.members
        let exchanges = workload.exchanges
        exchanged = Exchange.Kind.allCases.compactMap { kind in
            exchanges[kind].map { Exchanged(kind: kind.rawValue, count: "\($0.count)", bytes: "\($0.bytes)") }
        }
        linkBytesAreIncomplete = ranks == nil && workload.needsRanks
        span = workload.span.map { "\($0)" }
        unmetered = workload.unmetered
    }

    var text: String {
        var text = [
            "\(name): \(source), \(records) records, \(operations) operations metered", "",
        ]
        var table = TextTable([("counter", .left), ("value", .right)])
        lines.add(to: &table)
        text += table.lines
        if !exchanged.isEmpty {
            var table = TextTable([("exchanged", .left), ("count", .right), ("bytes of buffers", .right)])
            for row in exchanged {
                table.add([row.kind, Figures.grouped(row.count), Figures.grouped(row.bytes)])
            }
            text += [""] + table.lines
        }
        if linkBytesAreIncomplete {
            text += ["", "The size of some groups is not said, so their link bytes are not counted; give --ranks."]
        }
        if let span, let nanoseconds = Double(span) {
            text += ["", "From the first start to the last end: \(String(format: "%.6g", nanoseconds * 1e-9)) s."]
        }
        if !unmetered.isEmpty {
            let most = unmetered.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
            let names = most.prefix(8).map { "\($0.name) (\($0.count))" }.joined(separator: ", ")
            text += [
                "",
                "Not metered, for want of shapes or of a rule: \(names)"
                    + (most.count > 8 ? ", and \(most.count - 8) more names." : "."),
            ]
        }
        return text.joined(separator: "\n")
    }
}
