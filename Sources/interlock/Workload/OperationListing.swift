import Accelerator
import Workloads

/// The costliest operations of a workload, as text and as JSON.
struct OperationListing: Encodable {
    /// Operations of one name, shape and format.
    struct Row: Encodable {
        let name: String
        let format: String
        let shape: String
        let count: String
        let multiplyAccumulates: String
        let bytes: String
    }

    let name: String
    let rows: [Row]
    /// Rows that are not shown.
    let more: Int

    private struct Key: Hashable {
        let name: String
        let format: String
        let shape: String
    }

    private struct Sum {
        var count: UInt128 = 0
        var products: UInt128 = 0
        var bytes: UInt128 = 0
    }

    init(_ workload: Workload, top: Int) {
        var sums: [Key: Sum] = [:]
        for operation in workload.operations {
            let (key, each) = OperationListing.described(operation)
            let times = UInt128(operation.repetitions)
            sums[key, default: Sum()].count += times
            // Counts of one operation are at most 2^97, repetitions 2^40; what passes 128 bits is shown as the most.
            sums[key, default: Sum()].products.add(each.products, times: times)
            sums[key, default: Sum()].bytes.add(each.bytes, times: times)
        }
        let sorted = sums.sorted {
            ($0.value.products, $0.value.bytes, $1.key.name, $1.key.shape, $1.key.format)
                > ($1.value.products, $1.value.bytes, $0.key.name, $0.key.shape, $0.key.format)
        }
        name = workload.name
        more = max(0, sorted.count - top)
        rows = sorted.prefix(top).map { key, sum in
            Row(
                name: key.name, format: key.format, shape: key.shape, count: "\(sum.count)",
                multiplyAccumulates: "\(sum.products)", bytes: "\(sum.bytes)")
        }
    }

    private static func described(_ operation: WorkloadOperation) -> (Key, Sum) {
        switch operation.work {
        case .tensor(let work):
            let shape = work.products.map {
                "\($0.batch > 1 ? "\($0.batch) × " : "")\($0.rows)·\($0.inner)·\($0.columns)"
            }.joined(separator: ", ")
            return (
                Key(name: operation.name, format: "\(work.format)", shape: shape),
                Sum(products: work.multiplyAccumulates, bytes: work.bytesRead + work.bytesWritten)
            )
        case .exchange(let exchange):
            let group = exchange.ranks.map { "\($0) ranks" } ?? "group not said"
            return (
                Key(name: operation.name, format: "\(exchange.format)", shape: group),
                Sum(bytes: UInt128(exchange.bytes))
            )
        case .counted(let counters):
            return (
                Key(name: operation.name, format: "", shape: ""),
                Sum(
                    products: counters.multiplyAccumulates,
                    bytes: counters[.memoryBytesRead] + counters[.memoryBytesWritten])
            )
        }
    }

    var text: String {
        var table = TextTable([
            ("operation", .left), ("format", .left), ("shape", .left), ("count", .right),
            ("multiply-accumulates", .right), ("bytes", .right),
        ])
        for row in rows {
            table.add([
                row.name, row.format, row.shape.count > 60 ? "\(row.shape.prefix(57))…" : row.shape,
                Figures.grouped(row.count), Figures.grouped(row.multiplyAccumulates),
                Figures.grouped(row.bytes),
            ])
        }
        return (table.lines + (more > 0 ? ["and \(more) more; --top shows them"] : [])).joined(separator: "\n")
    }
}

extension UInt128 {
    /// Adds a product; stays at the most where it would not fit.
    fileprivate mutating func add(_ value: UInt128, times: UInt128) {
        let (product, overflow) = value.multipliedReportingOverflow(by: times)
        let (sum, carry) = addingReportingOverflow(product)
        self = overflow || carry ? .max : sum
    }
}
