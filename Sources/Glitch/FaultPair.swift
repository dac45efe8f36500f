import Cryptography

/// Two faults in a run, the second so many instructions after the first; both drawn.
package struct FaultPair: Hashable, Sendable {
    /// What the second one was, and where it struck.
    package struct Second: Codable, Hashable, Sendable {
        /// What went wrong.
        package let model: FaultModel
        /// Which of the model's faults.
        package let variant: Int
        /// The address of the instruction.
        package let address: UInt32
    }

    /// The instruction that the first strikes, counted from the start of the window.
    package let index: Int
    /// What goes wrong first.
    let model: FaultModel
    /// Which of the model's faults.
    let variant: Int
    /// Instructions from the first to the second: 1 is the next.
    package let distance: Int
    /// What the second can be.
    private let models: [FaultModel]
    /// What it is drawn by.
    private let draw: UInt64

    /// So many pairs, in the order in which the first strikes: each instruction is as likely, then each of the models
    /// that can strike it, then each of the model's faults, then each distance.
    package static func sample(
        _ count: Int, of models: [FaultModel], within limit: Int, in golden: GoldenRun, stream: SeededStream
    ) -> [FaultPair] {
        var stream = stream
        let pairs = (0..<count).compactMap { _ -> FaultPair? in
            let index = Int(stream.number(below: UInt64(golden.bits.count)))
            let first = stream.number(below: 1 << 62)
            let distance = 1 + Int(stream.number(below: UInt64(limit)))
            let draw = stream.number(below: 1 << 62)
            guard let (model, variant) = choose(models, for: golden.bits[index], by: first) else { return nil }
            return FaultPair(
                index: index, model: model, variant: variant, distance: distance, models: models, draw: draw)
        }
        return pairs.sorted { $0.index < $1.index }
    }

    /// What strikes second, where that instruction comes; nil where none of the models can.
    func second(_ bits: UInt32?) -> (model: FaultModel, variant: Int)? {
        bits.flatMap { FaultPair.choose(models, for: $0, by: draw) }
    }

    private static func choose(
        _ models: [FaultModel], for bits: UInt32, by draw: UInt64
    ) -> (model: FaultModel, variant: Int)? {
        let possible = models.filter { $0.variants(of: bits) > 0 }
        guard !possible.isEmpty else { return nil }
        let model = possible[Int(draw % UInt64(possible.count))]
        return (model, Int(draw / 64 % UInt64(model.variants(of: bits))))
    }
}
