import Accelerator

/// Gathers the operations of a trace, and leaves out those that stand inside another that is metered.
///
/// Traces record calls at several levels (`aten::linear` calls `aten::addmm`); the outermost one with a rule counts.
struct NodeCollector {
    /// The most nodes of which parents are kept: 2^24.
    static let mostNodes = 1 << 24

    /// Where an operation stands among the others.
    enum Position: Hashable {
        /// Below the node of an id.
        case node(UInt64)
        /// On a thread, between two times, in nanoseconds.
        case span(thread: UInt64, start: UInt64, end: UInt64)
        /// Beside all others.
        case alone
    }

    private struct Entry {
        let operation: WorkloadOperation
        let position: Position

        /// Whether it multiplies matrices, and so hides products that stand inside it.
        var isProduct: Bool {
            if case .tensor(let work) = operation.work { !work.products.isEmpty } else { false }
        }
    }

    private var entries: [Entry] = []
    private var unmetered: [String: Int] = [:]
    private var parents: [UInt64: UInt64] = [:]

    /// Says which node an id stands below.
    mutating func note(_ id: UInt64, below parent: UInt64) throws(RecordFault) {
        guard parents.count < NodeCollector.mostNodes else { throw NodeCollector.tooMany("nodes") }
        if id != parent { parents[id] = parent }
    }

    /// Takes a node of the host: metered where the table has a rule and the trace the shapes, else named as unmetered.
    mutating func add(_ node: TraceNode, at position: Position) throws(RecordFault) {
        guard let work = try OperationTable.work(of: node) else { return leave(node.name) }
        try append(
            WorkloadOperation(name: node.name, work: .tensor(work), start: node.start, duration: node.duration),
            at: position)
    }

    /// Takes an operation that needs no table.
    mutating func add(_ operation: WorkloadOperation) throws(RecordFault) {
        try append(operation, at: .alone)
    }

    /// Takes the name of what is not metered.
    mutating func leave(_ name: String) {
        // Names come from strangers: so many different ones are no trace, and the count is what matters.
        let known = unmetered[name] != nil || unmetered.count < 4096
        unmetered[known ? name : "others", default: 0] += 1
    }

    /// The workload of everything that was taken.
    func workload(_ source: WorkloadSource, name: String, records: Int) -> Workload {
        let inside = isInside()
        return Workload(
            source: source, name: name, records: records,
            operations: zip(entries, inside).filter { !$0.1 }.map(\.0.operation), unmetered: unmetered)
    }

    private mutating func append(_ operation: WorkloadOperation, at position: Position) throws(RecordFault) {
        guard entries.count < Workload.mostOperations else { throw NodeCollector.tooMany("operations") }
        entries.append(Entry(operation: operation, position: position))
    }

    private static func tooMany(_ what: String) -> RecordFault {
        RecordFault(nil, "there are more \(what) than can be held", mend: "cut the trace into shorter ones")
    }

    /// For each entry, whether it stands inside a metered one: a product only where that one is a product too.
    private func isInside() -> [Bool] {
        var inside = isInsideByNode()
        for index in spansInside() { inside[index] = true }
        return inside
    }

    private func isInsideByNode() -> [Bool] {
        var metered: [UInt64: Bool] = [:]
        for entry in entries {
            if case .node(let id) = entry.position { metered[id] = metered[id, default: false] || entry.isProduct }
        }
        return entries.map { entry in
            guard case .node(let id) = entry.position else { return false }
            var (node, steps) = (id, 0)
            // Parents come from a stranger and may form a ring; no call is nested so deeply.
            while let parent = parents[node], steps < 256 {
                if let isProduct = metered[parent], parent != id, isProduct || !entry.isProduct { return true }
                (node, steps) = (parent, steps + 1)
            }
            return false
        }
    }

    private func spansInside() -> [Int] {
        var spans: [(index: Int, thread: UInt64, start: UInt64, end: UInt64)] = []
        for (index, entry) in entries.enumerated() {
            if case .span(let thread, let start, let end) = entry.position { spans.append((index, thread, start, end)) }
        }
        spans.sort { ($0.thread, $0.start, $1.end, $0.index) < ($1.thread, $1.start, $0.end, $1.index) }
        var (open, inside) = ([(index: Int, thread: UInt64, start: UInt64, end: UInt64)](), [Int]())
        for span in spans {
            while let last = open.last, last.thread != span.thread || last.end <= span.start { open.removeLast() }
            let isProduct = entries[span.index].isProduct
            if open.contains(where: { $0.end >= span.end && (entries[$0.index].isProduct || !isProduct) }) {
                inside.append(span.index)
            }
            open.append(span)
        }
        return inside
    }
}
