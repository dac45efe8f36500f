import Accelerator

/// The counters of one request or step, as text and as JSON.
struct CountReport: Encodable {
    let mode: String
    let numberFormat: String
    let parameters: String
    let activeParameters: String
    let policyOperations: String
    /// Counters that aren't zero; the encoder sorts them by name.
    let counters: [String: String]

    private let lines: CounterLines

    private enum CodingKeys: String, CodingKey {
        case mode, numberFormat, parameters, activeParameters, policyOperations, counters
    }

    init(model: Transformer, commands: CommandStream, mode: String, numberFormat: NumberFormat) {
        let count = model.parameters
        self.mode = mode
        self.numberFormat = "\(numberFormat)"
        parameters = "\(count.total)"
        activeParameters = "\(count.active)"
        lines = CounterLines(commands.cost)
        policyOperations = lines.policyOperations
        counters = lines.members
    }

    /// The counters as a table.
    var text: String {
        var table = TextTable([("counter", .left), ("value", .right)])
        table.add(["parameters", Figures.grouped(parameters)])
        table.add(["parameters active", Figures.grouped(activeParameters)])
        lines.add(to: &table)
        return table.lines.joined(separator: "\n")
    }
}
