import Cryptography

/// Where and how one fault of a model strikes.
struct FaultPoint: Hashable, Sendable {
    /// The instruction, counted from the start of the window.
    let index: Int
    /// Which of the model's faults.
    let variant: Int

    /// All that a model can do to a run, in the order of execution, or a sample of them.
    static func all(_ model: FaultModel, in golden: GoldenRun, sample: Int?, stream: SeededStream) -> [FaultPoint] {
        let counts = golden.bits.indices.map { model.variants(at: $0, in: golden) }
        let total = counts.reduce(0, +)
        var sampler = Sampler(from: total, taking: sample ?? total, stream)
        var points: [FaultPoint] = []
        for (index, count) in counts.enumerated() {
            for variant in 0..<count where sampler.takesNext() {
                points.append(FaultPoint(index: index, variant: variant))
            }
        }
        return points
    }
}

/// Takes so many of a sequence whose length is known, each as likely (Knuth, volume 2, algorithm 3.4.2 S).
private struct Sampler {
    private var left: Int
    private var wanted: Int
    private var stream: SeededStream

    init(from total: Int, taking count: Int, _ stream: SeededStream) {
        left = total
        wanted = min(count, total)
        self.stream = stream
    }

    mutating func takesNext() -> Bool {
        defer { left -= 1 }
        guard wanted < left else {
            wanted -= 1
            return true
        }
        guard stream.number(below: UInt64(left)) < UInt64(wanted) else { return false }
        wanted -= 1
        return true
    }
}
