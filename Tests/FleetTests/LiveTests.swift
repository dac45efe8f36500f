import Attestation
import Fleet
import Silicon
import Synchronization
import Testing

@Suite("A fleet that a verifier elsewhere challenges")
struct LiveTests {
    /// What a verifier saw, in its order.
    private final class Notebook: Sendable {
        struct Line: Hashable, Sendable {
            let chip: Int
            let tick: UInt64
            var evidence: [UInt8]?
        }

        let lines = Mutex<[Line]>([])
        let places = Mutex<[Int: Int]>([:])

        /// A verifier that gives the nonces that `nonce` makes from the chip and the place of the challenge.
        func verifier(_ nonce: @escaping @Sendable (_ chip: Int, _ place: Int) -> [UInt8]?) -> LiveVerifier {
            LiveVerifier { [self] chip, tick in
                let place = places.withLock { places in
                    defer { places[chip, default: 0] += 1 }
                    return places[chip, default: 0]
                }
                let line = lines.withLock { lines in
                    lines.append(Line(chip: chip, tick: tick))
                    return lines.count - 1
                }
                return nonce(chip, place).map { nonce in
                    LiveVerifier.Exchange(nonce: nonce) { [self] evidence in
                        lines.withLock { $0[line].evidence = evidence }
                    }
                }
            }
        }

        func evidence(of chip: Int) -> [[UInt8]] {
            lines.withLock { $0.filter { $0.chip == chip }.compactMap(\.evidence) }
        }
    }

    private static let cheating =
        Written.head + CheatTests.entry(.unlistedModel) + "restarts:\n  - {chips: chip-001, at: 7m}\n"

    @Test("with the nonces of a run the chips sign the very bytes of the run, restarts and cheats included")
    func same() throws {
        let run = try FleetRun(Written.scenario(LiveTests.cheating), trace: nil, mode: .native)
        let outcome = try run.run(jobs: 2) { _ in }
        let notebook = Notebook()
        let challenges = run.world.challenges
        try run.serve(notebook.verifier { challenges[$0][$1].nonce })
        for (chip, history) in outcome.histories.enumerated() {
            #expect(!history.deliveries.isEmpty)
            #expect(notebook.evidence(of: chip) == history.deliveries.map(\.evidence), "chip \(chip)")
        }
    }

    @Test("chips keep step, each challenge comes at its tick, and the nonce that is given is signed")
    func step() throws {
        let run = try FleetRun(Written.scenario(LiveTests.cheating), trace: nil, mode: .native)
        let notebook = Notebook()
        try run.serve(notebook.verifier { chip, place in Array(repeating: UInt8(16 * chip + place), count: 8 + place) })
        let lines = notebook.lines.withLock { $0 }
        #expect(lines.map(\.tick) == lines.map(\.tick).sorted())
        #expect(lines.count == run.challengeCount)
        for chip in run.world.challenges.indices {
            let own = lines.filter { $0.chip == chip }
            #expect(own.map(\.tick) == run.world.challenges[chip].map(\.tick))
            for (place, line) in own.enumerated() {
                let claims = try Evidence(try #require(line.evidence)).claims
                #expect(claims.nonce == Array(repeating: UInt8(16 * chip + place), count: 8 + place))
            }
        }
    }

    @Test("a chip that is not challenged signs nothing until it is")
    func unchallenged() throws {
        let run = try FleetRun(Written.scenario(Written.head), trace: nil, mode: .native)
        let outcome = try run.run(jobs: 2) { _ in }
        let notebook = Notebook()
        let last = run.world.challenges[0].count - 1
        try run.serve(
            notebook.verifier { chip, place in chip == 0 && place < last ? nil : Array(repeating: 1, count: 32) })
        let evidence = notebook.evidence(of: 0)
        #expect(evidence.count == 1 && notebook.evidence(of: 1).count == last + 1)
        let (late, usual) = (
            try Evidence(try #require(evidence.first)).claims,
            try Evidence(try #require(outcome.histories[0].deliveries.last).evidence).claims
        )
        #expect(late.meter.total > 0 && late.meter.total <= usual.meter.total)
    }

    @Test("what a host withholds is no answer")
    func withheld() throws {
        let run = try FleetRun(
            Written.scenario(Written.head + CheatTests.entry(.darkChip)), trace: nil, mode: .native)
        let notebook = Notebook()
        try run.serve(notebook.verifier { _, _ in Array(repeating: 1, count: 32) })
        #expect(notebook.evidence(of: 0).count < run.world.challenges[0].count)
        #expect(notebook.evidence(of: 1).count == run.world.challenges[1].count)
    }
}
