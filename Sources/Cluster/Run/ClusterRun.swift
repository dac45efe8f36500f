import Accelerator
import Appraisal
import Attestation

/// Trains, serves and attests as planned, and then tries to train on.
package struct ClusterRun: Sendable {
    /// How far it is.
    package enum Progress: Hashable, Sendable {
        /// So many steps are done.
        case trained(Int)
        /// So many prompts are answered.
        case answered(Int)
    }

    /// What is to be done.
    package let plan: ClusterPlan
    /// Whether to try a step more than was planned, once the model is served.
    package let triesToTrainOn: Bool

    /// A run.
    package init(_ plan: ClusterPlan, triesToTrainOn: Bool) {
        self.plan = plan
        self.triesToTrainOn = triesToTrainOn
    }

    /// Does all of it. A chip's refusal ends it, and is told in the outcome.
    ///
    /// - Parameter progress: called after each step and each answer.
    /// - Returns: what came of it.
    /// - Throws: as `Cluster.init`, `TensorError` where the loss or a gradient is no longer finite, and `ClusterStop` where a
    ///   chip does not attest.
    package func perform(progress: (Progress) -> Void = { _ in }) throws -> ClusterOutcome {
        var cluster = try Cluster(plan)
        var account = Account()
        do {
            try train(&cluster, &account, progress)
            try serve(&cluster, &account, progress)
        } catch let stop as ClusterStop {
            account.stop = stop
        }
        try cluster.attest()
        if account.stop == nil {
            account.verdict = cluster.appraise().verdict
            if triesToTrainOn { try trainOn(&cluster, &account) }
        }
        return outcome(of: cluster, account)
    }

    /// What is noted on the way.
    private struct Account {
        var losses: [Float] = []
        var answers: [[UInt8]] = []
        var stop: ClusterStop?
        var verdict: Verdict?
        var refusal: ClusterStop?
        var isAttempted = false
    }

    private func train(
        _ cluster: inout Cluster, _ account: inout Account, _ progress: (Progress) -> Void
    ) throws {
        for done in 1...plan.steps {
            account.losses.append(try cluster.train())
            try cluster.attestWhereDue()
            progress(.trained(done))
        }
    }

    private func serve(
        _ cluster: inout Cluster, _ account: inout Account, _ progress: (Progress) -> Void
    ) throws {
        try cluster.export()
        try cluster.load()
        for (number, prompt) in plan.prompts.enumerated() {
            account.answers.append(try cluster.answer(prompt, on: number % plan.step.parallelism.data))
            try cluster.attestWhereDue()
            progress(.answered(number + 1))
        }
    }

    private func trainOn(_ cluster: inout Cluster, _ account: inout Account) throws {
        account.isAttempted = true
        do { _ = try cluster.train() } catch let stop as ClusterStop { account.refusal = stop }
        try cluster.attest()
    }

    private func outcome(of cluster: borrowing Cluster, _ account: Account) -> ClusterOutcome {
        let tickets = (try? cluster.ticketsHold()) ?? false
        var outcome = ClusterOutcome(
            plan: plan, appraisal: cluster.appraise(), chips: cluster.summary,
            isMeteredExactly: (try? cluster.surplus())?.allSatisfy { $0 == .zero } ?? false,
            threshold: cluster.terms.threshold, trained: tickets ? cluster.tickets.first?.lineage.total : nil,
            licence: cluster.licence, files: cluster.files)
        (outcome.losses, outcome.answers) = (account.losses, account.answers)
        (outcome.stop, outcome.verdict, outcome.refusal) = (account.stop, account.verdict, account.refusal)
        outcome.isAttempted = account.isAttempted
        return outcome
    }
}

extension Cluster {
    /// What each chip did.
    fileprivate var summary: [ClusterOutcome.Chip] {
        chips.enumerated().map { number, chip in
            let accelerator = chip.chip.accelerator
            return ClusterOutcome.Chip(
                name: chip.name, place: layout.place(number), operations: accelerator.meter.policyOperations,
                training: accelerator.training, openings: accelerator.openings,
                linkBytes: accelerator.meter[.linkBytesSent])
        }
    }

    /// The agreement, the evidence and the trust directory, for `interlock verify`; the tickets and what they are for.
    fileprivate var files: [(path: String, bytes: [UInt8])] {
        let weights = tickets.isEmpty ? [] : (try? self.weights()) ?? []
        return [("agreement.yaml", terms.file)] + evidence.map { ("evidence/\($0.file)", $0.bytes) }
            + zip(chips, tickets).map { ("tickets/\($0.name).cbor", $1.encoded()) }
            + zip(chips, weights).map { ("weights/\($0.name).bin", $1) }
            + trust.files.files.map { ("trust/\($0.path)", $0.bytes) }
    }
}
