import Accelerator
import ChipABI
import Cluster
import Cryptography
import Silicon
import Testing
import Wire

/// What a host could try against a cluster's chips, each tried.
@Suite("A cheat on a cluster")
struct CheatTests {
    private func trained() throws -> Cluster {
        var cluster = try Cluster(try plan(steps: 1))
        _ = try cluster.train()
        return cluster
    }

    @Test("that sends commands without an opening gets nothing through")
    func closed() throws {
        let cluster = try Cluster(try plan())
        let chip = cluster.chips[0].chip
        let before = chip.accelerator.meter
        for command in try cluster.plan.step.exactCommands(stage: 0) {
            guard case .blocked(.closed) = chip.execute(command.kind, command.cost) else {
                Issue.record("\(command.kind) passed")
                continue
            }
        }
        #expect(chip.accelerator.meter == before)
    }

    @Test("that swaps the weights between measuring and opening is refused")
    func swap() throws {
        var cluster = try trained()
        try cluster.serve()
        let chip = cluster.chips[3]
        #expect(chip.chip.load(weights: Digest384(hashing: [1]), bytes: 1))
        let stop = #expect(throws: ClusterStop.self) { _ = try cluster.answer([70], on: 0) }
        #expect(stop?.refusals.map(\.chip) == [chip.name])
        #expect(stop?.refusals.map(\.obstacle) == [.refused(.modelChanged)])
    }

    @Test("that loads trained weights without their ticket is refused")
    func unlisted() throws {
        var cluster = try trained()
        let stop = #expect(throws: ClusterStop.self) { try cluster.load() }
        #expect(stop?.refusals.map(\.obstacle) == Array(repeating: .refused(.modelNotPermitted), count: 4))
    }

    @Test("that trains the weights on after they were exported, and serves them by the old ticket, is refused")
    func outdated() throws {
        var cluster = try Cluster(try plan(steps: 2))
        try cluster.train(steps: 1)
        try cluster.export()
        try cluster.train(steps: 1)
        let stop = #expect(throws: ClusterStop.self) { try cluster.load() }
        #expect(stop?.refusals.map(\.obstacle) == Array(repeating: .refused(.ticketOtherWeights), count: 4))
    }

    @Test("that serves what it trains, unmeasured, is refused")
    func unmeasured() throws {
        var cluster = try trained()
        let stop = #expect(throws: ClusterStop.self) { _ = try cluster.answer([70], on: 0) }
        #expect(stop?.refusals.allSatisfy { $0.obstacle == .refused(.modelChanged) } == true)
    }

    @Test("that trains under an inference opening is stopped in hardware, and so is one that writes locked weights")
    func disguised() throws {
        var cluster = try trained()
        try cluster.serve()
        let pieces = try cluster.plan.step.exactCommands(stage: 0).map { Piece(kind: $0.kind, cost: $0.cost) }
        let backward = try #require(pieces.first { $0.kind == .backward })
        #expect(throws: Obstacle.blocked(.trainingUnderInference)) {
            try cluster.pass(backward, on: 0)
        }
        let update = try #require(pieces.first { $0.cost[.weightBytesWritten] > 0 })
        #expect(throws: Obstacle.blocked(.lockedWeights)) {
            try cluster.pass(Piece(kind: .forward, cost: update.cost), on: 0)
        }
        // Both are told in the evidence.
        try cluster.attest()
        #expect(cluster.appraise().findings.contains { $0.rule == .trainingUnderInference })
    }

    @Test("that trains on when the model is served is refused by every chip, and the evidence says so")
    func trainOn() throws {
        let outcome = try ClusterRun(try plan(), triesToTrainOn: true).perform()
        let holds = outcome.holds
        #expect(holds)
        #expect(outcome.verdict == .kept)
        #expect(outcome.refusal?.refusals.map(\.obstacle) == Array(repeating: .refused(.runThresholdReached), count: 4))
        #expect(outcome.trained == outcome.threshold)
        let chips = outcome.appraisal.chips
        #expect(chips.allSatisfy { $0.verdict == .broken })
        #expect(chips.allSatisfy { $0.findings.map(\.rule) == [.trainingBeyondRunTried] })
        #expect(outcome.isMeteredExactly)
    }
}
