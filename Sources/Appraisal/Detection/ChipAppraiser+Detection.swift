import Attestation

extension ChipRecord {
    /// The interval that a detector watches, and the row of those before it.
    struct Watch: Hashable, Sendable {
        /// The tick at which it began.
        var tick: UInt64
        /// The meter then.
        var work: MeteredWork
        /// How many intervals in a row were training-consistent.
        var row: UInt64 = 0
        /// The tick at which the first of them began.
        var rowStart: UInt64 = 0

        /// An interval that begins now; what was in a row before it still is.
        mutating func begin(at tick: UInt64, _ work: MeteredWork) { (self.tick, self.work) = (tick, work) }
    }
}

extension ChipAppraiser {
    /// Judges what the meter counted since the interval began by the agreement's detector, where it has one.
    ///
    /// Whoever carries the nonces chooses when chips attest. So what is shorter than half of the agreed interval goes on
    /// with what follows it, and an interval without work, or of training that is told, neither goes on with a row nor
    /// ends it. A row is found once it is as long as the agreement asks, and with each interval that goes on with it: that a
    /// report came late must not hide the one that was the last.
    mutating func watch(_ claims: Claims, _ continuation: Continuation) {
        guard let policy = appraiser.policy, let detector = policy.detector else { return }
        let work = MeteredWork(claims.meter)
        guard var watch = record.watch ?? firstWatch(continuation) else {
            lack(
                .use,
                "the meter before this evidence is not at hand, so that no detector was asked what it counted since")
            record.watch = ChipRecord.Watch(tick: claims.tick, work: work)
            return
        }
        defer { record.watch = watch }
        guard claims.tick >= watch.tick, let done = work.since(watch.work) else {
            // That time or a meter went back is a finding of its own.
            watch.begin(at: claims.tick, work)
            return
        }
        let start = watch.tick
        guard claims.tick - start >= max(1, policy.attestationInterval / 2) else { return }
        watch.begin(at: claims.tick, work)
        guard done.products > 0, !done.isTold else { return }
        guard detector.score(done) > detector.threshold else {
            watch.row = 0
            return
        }
        if watch.row == 0 { watch.rowStart = start }
        watch.row = watch.row.addingOrMost(1)
        guard watch.row >= detector.intervals else { return }
        find(
            .meterTrainingConsistent, ["claims.guarantee.meter.counts", "claims.guarantee.meter.traffic"],
            "from tick \(watch.rowStart) to \(claims.tick) what its meter counted was training-consistent in \(watch.row) "
                + "interval\(watch.row == 1 ? "" : "s") in a row; in the last it tells of \(done.training) operations of "
                + "training, and counted \(done.products) multiply-accumulates and \(done.vectors) vector operations, "
                + "\(done.read) bytes read, \(done.written) written, of which \(done.weights) were weights, and "
                + "\(done.sent) sent")
    }

    /// The interval that began before the first evidence that is watched: at manufacture, or with the evidence before.
    private func firstWatch(_ continuation: Continuation) -> ChipRecord.Watch? {
        if let latest = record.latest { return ChipRecord.Watch(tick: latest.tick, work: MeteredWork(latest.meter)) }
        return continuation == .direct ? ChipRecord.Watch(tick: 0, work: MeteredWork()) : nil
    }
}
