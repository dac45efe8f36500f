import Accelerator
import Agreement
import Attestation
import Cryptography
import Fleet
import Foundation
import Silicon
import Testing

/// Every scenario gives the same evidence and logs, byte for byte, whether firmware runs natively or as the RV32 images.
@Suite("Dual execution")
struct DualExecutionTests {
    /// All seeds, or the one that `INTERLOCK_SEED` names.
    static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["INTERLOCK_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? Array(1...208)

    @Test("native and interpreted chips are the same to the last byte", arguments: seeds)
    func same(seed: UInt64) throws {
        let text = RandomScenario(seed).text
        let replay = Comment(
            rawValue:
                "seed \(seed); replay with: INTERLOCK_SEED=\(seed) swift test -c release --filter DualExecutionTests")
        let native = try Written.run(text, mode: .native, jobs: 1)
        let interpreted = try Written.run(text, mode: .interpreted, jobs: 1)
        #expect(native.histories.count == interpreted.histories.count, replay)
        for (left, right) in zip(native.histories, interpreted.histories) {
            #expect(left.deliveries == right.deliveries, replay)
            #expect(FleetOutcome.usageLog(of: left) == FleetOutcome.usageLog(of: right), replay)
            #expect(left.deeds == right.deeds, replay)
            #expect(left.executed == right.executed, replay)
            let isSilenced = ["dark-chip", "overwritten-firmware"].contains { text.contains($0) }
            #expect(left.deliveries.count >= (isSilenced ? 1 : 2), replay)
        }
        #expect(native.contradictions.isEmpty, replay)
        #expect(native.findingsJSON == interpreted.findingsJSON, replay)
    }

    @Test("random scenarios cover refusals, training, restarts and every cheat")
    func coverage() throws {
        let texts = DualExecutionTests.seeds.map { RandomScenario($0).text }
        try #require(texts.count > 1, "one seed covers nothing")
        for kind in CheatKind.allCases { #expect(texts.contains { $0.contains("kind: \(kind.rawValue)") }) }
        for part in ["restarts:", "kind: training", "kind: inference", "fp8", "int4"] {
            #expect(texts.contains { $0.contains(part) })
        }
    }
}

/// A scenario that a seed makes: one or two chips with any work, licences, restarts and cheats.
struct RandomScenario {
    private(set) var text = ""
    private var random: SeededStream

    init(_ seed: UInt64) {
        random = SeededStream(seed: seed, name: "test/dual-execution")
        let chips = Int(random.number(below: 2)) + 1
        let minutes = 6 + Int(random.number(below: 20))
        text = """
            scenario: 1
            name: Random \(seed)
            seed: \(seed)
            epoch: 2026-03-01T00:00:00Z
            duration: \(minutes)m
            vendor: Test vendor
            agreement: agreement.yaml
            fleet: {chips: \(chips)}
            models:
              - {name: small, preset: gpt-2-124m, format: bf16, uses: [inference, training]}
              - {name: other, preset: gpt-2-124m, format: \(pick(["fp16", "fp8", "int4", "tf32"])), uses: [inference]}

            """
        let licences = writeLicences(chips: chips, minutes: minutes)
        writeWorkloads(chips: chips, minutes: minutes)
        if random.number(below: 3) == 0 {
            text += "restarts:\n  - {chips: chip-000, at: \(random.number(below: UInt64(minutes) * 60))s}\n"
        }
        writeCheats(chips: chips, minutes: minutes, licences: licences)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.number(below: UInt64(elements.count)))]
    }

    /// Licences in which chip-000 has the first; the last may leave it out.
    private mutating func writeLicences(chips: Int, minutes: Int) -> Int {
        text += "licences:\n"
        let count = Int(random.number(below: 3)) + 1
        for sequence in 1...count {
            let total = pick(["1e12", "123456789012345", "1e16", "1e18"])
            let training = total == "1e12" ? "1e12" : pick(["0", "1", "99999999999999", "1e14"])
            let until = pick([minutes * 40, minutes * 120])
            text += """
                  - sequence: \(sequence * 10)
                    chips: \(sequence == 1 || chips == 1 ? "all" : pick(["all", "chip-000", "chip-001"]))
                    at: \(sequence == 1 ? 0 : random.number(below: UInt64(minutes) * 60))s
                    allowances: {total: \(total), training: \(training)}
                    models: [\(pick(["small", "small, other", "small"]))]
                    quantum: \(pick(["1e12", "7777777777777", "1e15"]))
                    valid: {from: \(pick([0, 0, 0, 30]))s, until: \(until)s}
                    boots: {from: 1, through: \(pick([1, 2, 9]))}
                    signers: [\(pick(["Ada, Bey", "Cei, Ada", "Bey, Cei, Ada", "Ada"]))]

                """
        }
        return count
    }

    private mutating func writeWorkloads(chips: Int, minutes: Int) {
        text += "workloads:\n"
        text +=
            "  - {name: Serving, kind: inference, chips: all, model: \(pick(["small", "small", "other"])), "
            + "requestsPerHour: \(pick([6, 120, 900]) * UInt64(chips))}\n"
        guard random.number(below: 2) == 0 else { return }
        text +=
            "  - {name: Tuning, kind: training, chips: chip-000, start: \(random.number(below: UInt64(minutes) * 60))s, "
            + "model: small, sequences: \(pick([1, 3])), tokens: \(pick([64, 1000])), steps: \(pick([1, 5]))}\n"
    }

    private mutating func writeCheats(chips: Int, minutes: Int, licences: Int) {
        let count = Int(random.number(below: 4))
        guard count > 0 else { return }
        text += "cheats:\n"
        for _ in 0..<count {
            var kind = pick(CheatKind.allCases)
            // No licence of these leaves a chip out for certain; the fixed tests have one.
            if kind == .otherChipsLicence, chips == 1 { kind = .forgedLicence }
            let sample = CheatSample(
                permitted: "small", unlisted: "other", trained: "small", own: 10, others: 77,
                thieves: pick([["Ada"], ["Cei", "Bey"]]), run: (sequences: 2, tokens: 500, steps: 40))
            text += "  - \(sample.entry(kind, chip: "chip-000", at: random.number(below: UInt64(minutes) * 60)))\n"
        }
        guard text.contains("licence: 77") else { return }
        let other =
            "  - {sequence: 77, chips: chip-001, allowances: {total: 5, training: 0}, models: [small], quantum: 5, "
            + "valid: {from: 0s, until: 1h}, signers: [Ada, Bey]}\n"
        text = text.replacingOccurrences(of: "workloads:\n", with: other + "workloads:\n")
    }
}
