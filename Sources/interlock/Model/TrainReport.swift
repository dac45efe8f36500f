import Accelerator
import Foundation

/// What a training run did, as text and as JSON.
struct TrainReport: Encodable {
    let parameters: Int
    let chips: Int
    let numberFormat: String
    /// Mean loss of every step, in nats a byte.
    let losses: [Float]
    /// What all chips counted, and what the closed formulas say of the same commands.
    let policyOperations: String
    let closedFormPolicyOperations: String
    let linkBytes: String
    /// Whether every counter of all chips together is what the formulas say.
    let countersAreEqual: Bool
    /// The prompt, continued.
    let generated: String

    init(step: TrainingStep, losses: [Float], counted: Counters, text: [UInt8]) throws(ShapeError) {
        var expected = Counters.zero
        for stage in 0..<step.parallelism.pipeline {
            let chips = UInt64(step.parallelism.tensor * step.parallelism.data)
            expected += try step.exactCommands(stage: stage).cost * chips
        }
        expected = expected * UInt64(losses.count)
        parameters = Int(step.model.parameters.total)
        chips = step.parallelism.chips
        numberFormat = "\(step.format)"
        self.losses = losses
        policyOperations = "\(counted.policyOperations)"
        closedFormPolicyOperations = "\(expected.policyOperations)"
        linkBytes = "\(counted[.linkBytesSent])"
        countersAreEqual = counted == expected
        generated = String(decoding: text, as: UTF8.self)
    }

    var text: String {
        var lines = [
            "\(parameters) parameters, \(chips) \(chips == 1 ? "chip" : "chips"), \(numberFormat), "
                + "\(losses.count) steps",
            "",
        ]
        var table = TextTable([("step", .right), ("nats a byte", .right), ("", .left)])
        let rows = min(losses.count, 10)
        for row in 0..<rows {
            // The mean of each tenth of the run.
            let part = losses[row * losses.count / rows..<(row + 1) * losses.count / rows]
            let mean = Double(part.reduce(0, +)) / Double(part.count)
            let bar = String(repeating: "█", count: Int((mean * 6).rounded()))
            table.add(["\(part.endIndex)", String(format: "%.3f", mean), bar])
        }
        lines += table.lines
        lines += [
            "",
            "Counted: \(policyOperations) policy operations, \(linkBytes) bytes sent over links.",
            countersAreEqual
                ? "Every counter of the chips is what the closed formulas say of the same commands."
                : "The closed formulas say \(closedFormPolicyOperations) policy operations: the two fidelities differ.",
            "", generated,
        ]
        return lines.joined(separator: "\n")
    }
}
