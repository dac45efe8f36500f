import Accelerator
import Attestation

/// The common form of workloads: JSON Lines, one operation a line, behind a line that says what it is.
///
/// Counts are decimal strings, for they pass 2^53. `Specs/Workloads.md` describes the members.
package enum WorkloadForm {
    /// The version of the form.
    static let version: UInt64 = 1
    /// The member by which the first line is known.
    static let mark = "interlockWorkload"

    /// The lines of a workload, each ending in a line feed.
    package static func bytes(of workload: Workload) -> [UInt8] {
        var bytes = line([
            (mark, .number(version)), ("source", .string(workload.source.rawValue)),
            ("name", .string(workload.name)), ("records", .number(workload.records)),
        ])
        for operation in workload.operations { bytes += line(members(operation)) }
        for unmetered in workload.unmetered {
            bytes += line([("unmetered", .string(unmetered.name)), ("count", .number(unmetered.count))])
        }
        return bytes
    }

    private static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
        Array(JSONValue(.object(members.map { JSONValue.Member($0.0, $0.1) })).compact.utf8) + [0x0a]
    }

    private static func members(_ operation: WorkloadOperation) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("name", .string(operation.name))]
        switch operation.work {
        case .tensor(let work):
            members += [
                ("format", .string("\(work.format)")),
                (
                    "products",
                    .array(
                        work.products.map { .array([$0.batch, $0.rows, $0.inner, $0.columns].map(JSONValue.number)) })
                ),
                ("vector", .decimal(work.vectorOperations)), ("read", .decimal(work.bytesRead)),
                ("written", .decimal(work.bytesWritten)),
            ]
        case .exchange(let exchange):
            members += [
                ("exchange", .string(exchange.kind.rawValue)), ("bytes", .decimal(UInt128(exchange.bytes))),
                ("format", .string("\(exchange.format)")),
            ]
            if let ranks = exchange.ranks { members.append(("ranks", .number(ranks))) }
        case .counted(let counters):
            let counted = Counter.all.filter { counters[$0] != 0 }
            members.append(
                (
                    "counters",
                    JSONValue(.object(counted.map { JSONValue.Member("\($0)", .decimal(counters[$0])) }))
                ))
        }
        if operation.repetitions > 1 { members.append(("times", .decimal(UInt128(operation.repetitions)))) }
        if let start = operation.start { members.append(("start", .decimal(UInt128(start)))) }
        if let duration = operation.duration { members.append(("duration", .decimal(UInt128(duration)))) }
        return members
    }
}
