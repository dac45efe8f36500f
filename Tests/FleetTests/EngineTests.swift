import Accelerator
import Agreement
import Appraisal
import Attestation
import Fleet
import Foundation
import InterlockTesting
import Silicon
import Testing

@Suite("The engine")
struct EngineTests {
    @Test("operations executed are those that evidence states and that the usage log sums to")
    func truth() throws {
        let outcome = try Written.run(Written.head)
        for history in outcome.histories {
            let last = try #require(history.deliveries.last)
            let claims = try Evidence(last.evidence).claims
            #expect(claims.meter.total == history.executed.policyOperations)
            let logged = FleetOutcome.entries(of: history).toldOperations
            #expect(logged == history.executed.policyOperations)
            #expect(logged > 0)
        }
    }

    @Test("the number of cores changes nothing")
    func cores() throws {
        let text = Written.head + CheatTests.entry(.powerCut)
        let (one, two) = (try Written.run(text, jobs: 1), try Written.run(text, jobs: 2))
        #expect(one.histories.map(\.deliveries) == two.histories.map(\.deliveries))
        #expect(one.runJSON == two.runJSON && one.findingsJSON == two.findingsJSON)
    }

    @Test("another seed gives other chips; the same seed the same")
    func seeds() throws {
        let first = try FleetWorld(Written.scenario(Written.head))
        let again = try FleetWorld(Written.scenario(Written.head))
        let other = try FleetWorld(Written.scenario(Written.head.replacing("seed: 7", with: "seed: 8")))
        #expect(first.chips == again.chips && first.challenges == again.challenges)
        #expect(Set(first.chips).isDisjoint(with: other.chips))
    }

    @Test("one more cheat moves no other chip's bytes")
    func independence() throws {
        let honest = try Written.run(Written.head)
        let cheating = try Written.run(Written.head + CheatTests.entry(.unlistedModel))
        #expect(honest.histories[1].deliveries == cheating.histories[1].deliveries)
        #expect(honest.histories[2].deliveries == cheating.histories[2].deliveries)
        #expect(honest.histories[0].deliveries != cheating.histories[0].deliveries)
    }

    @Test("an overloaded chip queues, and tells how many were left over")
    func overload() throws {
        let outcome = try Written.run(
            Written.head.replacing("requestsPerHour: 3600", with: "requestsPerHour: 600000"))
        #expect(outcome.work.unserved > 10_000)
        #expect(outcome.work.waiting / outcome.work.served > 60_000_000_000)
        #expect(outcome.appraisal.findings.isEmpty)
    }

    @Test("synthetic requests keep their mean rate and the published medians")
    func arrivals() throws {
        let outcome = try Written.run(Written.head.replacing("duration: 20m", with: "duration: 2h"))
        let count = Double(outcome.work.served + outcome.work.unserved)
        #expect(abs(count - 7200) < 4 * 7200.0.squareRoot())
        #expect((700...2000).contains(outcome.work.promptTokens / outcome.work.served))
    }

    @Test("a command takes as long as the slowest of arithmetic, memory and links")
    func roofline() {
        var cost = Accelerator.Counters()
        cost[.multiplyAccumulates(.bf16)] = 247_350_000
        #expect(AcceleratorRates.nanoseconds(cost) == 1000)
        cost[.memoryBytesRead] = 2680 * 2000
        #expect(AcceleratorRates.nanoseconds(cost) == 2000)
        cost[.linkBytesSent] = 360 * 3000
        #expect(AcceleratorRates.nanoseconds(cost) == 3000)
        #expect(AcceleratorRates.nanoseconds(.zero) == 1)
    }

    @Test("a trace that is needed and missing, or given and unused, is refused")
    func traces() throws {
        let needing = Written.head.replacing("requestsPerHour: 3600", with: "trace: required")
        #expect(throws: FleetRun.Refusal.traceMissing) {
            try FleetRun(Written.scenario(needing), trace: nil, mode: .native)
        }
        let trace = try TraceTests.read(TraceTests.header + TraceTests.line)
        #expect(throws: FleetRun.Refusal.traceUnused) {
            try FleetRun(Written.scenario(Written.head), trace: trace, mode: .native)
        }
        let repeated = try Written.run(
            needing.replacing("trace: required", with: "trace: required, repeat: yes"), trace: trace)
        #expect(repeated.work.served == 1200)
        let once = try Written.run(needing, trace: trace)
        #expect(once.work.served == 1)
    }

    @Test("the report needs nothing from elsewhere and escapes what it quotes")
    func report() throws {
        let outcome = try Written.run(
            Written.head.replacing("name: Test\n", with: "name: \"<script>alert(1)</script> & co\"\n"))
        var documents: [String: String] = [:]
        outcome.writeFiles { documents[$0.path] = String(decoding: $0.bytes, as: UTF8.self) }
        let html = try #require(documents["report.html"])
        #expect(!html.contains("<script") && !html.contains("http"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"))
        for part in ["Operations against allowance", "Memory traffic", "Link traffic", "Interlock openings", "<desc"] {
            #expect(html.contains(part))
        }
    }
}
