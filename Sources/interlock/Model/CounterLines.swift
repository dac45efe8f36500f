import Accelerator

/// Counters that aren't zero, and what they weigh, as decimal strings: they are 128 bits.
struct CounterLines {
    /// In the order of the counters.
    let lines: [(name: String, value: String)]
    /// The operations that a policy counts.
    let policyOperations: String

    init(_ counters: Counters) {
        lines = Counter.all.filter { counters[$0] != 0 }.map { ("\($0)", "\(counters[$0])") }
        policyOperations = "\(counters.policyOperations)"
    }

    /// The counters by name.
    var members: [String: String] { Dictionary(uniqueKeysWithValues: lines) }

    /// Adds them to a table of names and values, policy operations last.
    func add(to table: inout TextTable) {
        for line in lines { table.add([line.name, Figures.grouped(line.value)]) }
        table.add(["policy operations", Figures.grouped(policyOperations)])
    }
}
