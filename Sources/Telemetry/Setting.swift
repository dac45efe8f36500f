import Accelerator

/// One workload: a family, one of four sizes, and a disguise or none.
struct Setting: Hashable, Sendable {
    /// Sizes of each family.
    static let sizes = 4

    /// What the chip is used for.
    let family: Family
    /// Which size.
    let size: Int
    /// How it is disguised.
    let disguise: Disguise?

    /// Every workload that is not disguised.
    static let plain = Family.allCases.flatMap { family in
        (0..<sizes).map { Setting(family: family, size: $0, disguise: nil) }
    }

    /// The families that are tried in every disguise.
    static let disguisable: [Family] = [.dataParallel, .accumulation, .adapters]

    /// Every disguised workload.
    static let disguised = Disguise.allCases.flatMap { disguise in
        disguisable.flatMap { family in
            (0..<sizes).map { Setting(family: family, size: $0, disguise: disguise) }
        }
    }

    /// Windows of the counters while the workload runs.
    ///
    /// - Throws: `ShapeError` where a shape is out of range; none is.
    func windows(_ count: Int, _ draws: inout Draws) throws(ShapeError) -> [[Activity]] {
        var sampler = Sampler(windows: count)
        let script = try Script(self)
        // No two runs use their chips equally well, and real caches move more than the least that is counted.
        let (pace, reads, writes) = (draws.number(0.6, 1.6), draws.number(1, 1.6), draws.number(1, 2))
        // The readings start anywhere in the work.
        var late = Int(draws.next() % 3)
        while !sampler.isFull {
            let round = family.isTraining ? try script.training(&draws) : try script.inference(&draws)
            if late > 0 {
                late -= 1
                continue
            }
            for activity in round {
                var noisy = activity * draws.number(0.97, 1.03)
                noisy.seconds *= pace
                noisy.read *= reads
                noisy.written *= writes
                sampler.add(noisy)
            }
        }
        return sampler.windows
    }
}
