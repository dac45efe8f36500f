import Attestation
import Cryptography
import Dispatch
import Ledger
import Synchronization
import Testing

import VerifierService

/// Chips that report no more: found without anybody's report.
@Suite("Silent chips")
struct SilenceTests {
    /// Interval and grace of the test agreement, in seconds.
    private static let limit = 31 * LicensingWorld.day

    private func silence(_ world: LicensingWorld) async throws -> JSONValue? {
        try await world.service.service.tidy()
        return try await world.ask("GET", "fleet", as: LicensingWorld.auditor).json["silence"]
    }

    /// What the log tells of silence.
    private func told(_ world: LicensingWorld) async throws -> [String] {
        let findings =
            try await world.ask("GET", "consequences", as: LicensingWorld.auditor).json["findings"]?.items ?? []
        return findings.filter { ["IL-COMP-21", "IL-COMP-22"].contains($0["rule"]?.text) }
            .map { "\($0["rule"]?.text ?? "") \($0["subject"]?.text ?? "")" }
    }

    @Test(
        "SV-95: a chip that falls silent, or never spoke, is found once its time is over, and told once for each silence"
    )
    func silent() async throws {
        let world = try LicensingWorld(chips: 3, clock: .now)
        for chip in world.chips.prefix(2) { _ = try await world.service.bring([try chip.history(1)[0]]) }
        #expect(try await silence(world)?["silent"]?.content == .number("0"))
        world.service.wait(Self.limit)
        #expect(try await silence(world)?["silent"]?.content == .number("0"), "exactly as long is within it")
        world.service.wait(1)
        let all = try #require(try await silence(world))
        #expect(all["silent"]?.content == .number("3"))
        #expect(Set(all["chips"]?.items.compactMap { $0["name"]?.text } ?? []) == ["chip-0", "chip-1", "chip-2"])
        #expect(all["chips"]?.items.count { $0["latest"]?.content == .null } == 1)
        let first = try await told(world)
        #expect(Set(first) == ["IL-COMP-22 chip-0", "IL-COMP-22 chip-1", "IL-COMP-21 chip-2"] && first.count == 3)
        _ = try await silence(world)
        #expect(try await told(world) == first, "once")
        // It speaks, and falls silent anew.
        world.chips[0].advance(to: 100)
        _ = try await world.service.bring([try world.chips[0].history(1)[0]])
        #expect(try await silence(world)?["silent"]?.content == .number("2"))
        world.service.wait(Self.limit + 1)
        #expect(try await silence(world)?["silent"]?.content == .number("3"))
        #expect(try await told(world) == first + ["IL-COMP-22 chip-0"])
        #expect(try await world.audit().audit.findings.map(\.kind) == [.alone], "the log is whole")
        let page = await world.service.ask("GET", "/dashboard", as: LicensingWorld.auditor)
        #expect(String(decoding: page.body, as: UTF8.self).contains("Silent chips, the first 3 of 3"))
    }

    @Test("SV-96: metrics tell when evidence came last, which chip is silent longest, and when that was looked at")
    func gauges() async throws {
        let world = try LicensingWorld(chips: 3, clock: .now)
        let gauge = { (name: String) in
            let body = await world.service.ask("GET", "/metrics", as: LicensingWorld.auditor).body
            return String(decoding: body, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("interlock_\(name) ") }?.split(separator: " ").last.map { Int64($0) ?? -1 }
        }
        let start = LicensingWorld.start
        #expect(await gauge("started_timestamp_seconds") == start)
        #expect(await gauge("last_accepted_timestamp_seconds") == nil)
        #expect(await gauge("silent_chips") == nil, "nobody has looked yet")
        for chip in world.chips.prefix(2) {
            world.service.wait(10)
            _ = try await world.service.bring([try chip.history(1)[0], [1]])
        }
        #expect(await gauge("last_accepted_timestamp_seconds") == start + 20)
        world.service.wait(Self.limit - 5)
        try await world.service.service.tidy()
        #expect(await gauge("silent_chips") == 2, "one of those that reported, and one that never did")
        #expect(await gauge("silence_looked_timestamp_seconds") == start + 20 + Self.limit - 5)
        #expect(await gauge("oldest_attestation_timestamp_seconds") == start + 10)
        world.service.wait(60)
        #expect(await gauge("silence_looked_timestamp_seconds") == start + 20 + Self.limit - 5)
        _ = try await world.service.bring([try world.chips[0].history(1)[0], [1]])
        #expect(await gauge("last_accepted_timestamp_seconds") == start + 20 + Self.limit - 5 + 60)
        world.service.wait(7)
        _ = try await world.service.bring([[2]])
        #expect(await gauge("last_accepted_timestamp_seconds") == start + 20 + Self.limit - 5 + 60, "it was refused")
    }

    @Test("SV-95: where the chips' clock is not ours, silence is not judged")
    func otherClock() async throws {
        let world = try LicensingWorld(chips: 1)
        world.service.wait(10 * Self.limit)
        #expect(try await silence(world)?.content == .null)
        #expect(try await told(world).isEmpty)
    }

    @Test("who reads or writes documents does not wait while chips are looked at")
    func beside() async throws {
        let store = HookedStore(MemoryStore())
        let world = try LicensingWorld(store: store, chips: 1, clock: .now)
        world.service.wait(Self.limit + 1)
        let first = try await silence(world)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let end = DispatchSemaphore(value: 0)
        let isInTime = Mutex(false)
        store.once(.chips) {
            enter.yield()
            let outcome = end.wait(timeout: .now() + .seconds(30))
            isInTime.withLock { $0 = outcome == .success }
        }
        let service = world.service
        async let tidied: Void = service.service.tidy()
        for await _ in entered { break }
        #expect(try await world.ask("GET", "fleet", as: LicensingWorld.auditor).json["silence"] == first)
        let changed = await service.ask(
            "DELETE", "/interlock/v1/trust/reference-values.json", as: Peer(role: .operator, name: "o"))
        #expect(changed.status == .noContent)
        end.signal()
        try await tidied
        #expect(isInTime.withLock { $0 })
    }

    @Test("however many chips there are, each is looked at once")
    func many() async throws {
        let store = MemoryStore()
        let world = try LicensingWorld(store: store, chips: 2, clock: .now)
        let chips = (0..<2_500).compactMap { number in
            ChipID(Array(Digest384(hashing: Array("\(number)".utf8)).bytes.prefix(16)))
        }
        _ = try store.commit(
            chips.enumerated().map { number, chip in
                let bytes = Array("\(number)".utf8)
                return Submission(
                    answer: nil,
                    entry: Submission.Entry(
                        chip: chip, evidence: bytes, digest: Digest384(hashing: bytes), outcome: Array("{}".utf8),
                        after: .empty, usage: .none),
                    received: UTCSeconds(LicensingWorld.start + (number % 2 == 0 ? 0 : 10)))
            })
        world.service.wait(Self.limit + 5)
        let report = try #require(try await silence(world))
        #expect(report["silent"]?.content == .number("1252"), "half of them, and two of the register")
        #expect(report["chips"]?.items.count == 100)
        world.service.wait(10)
        #expect(try await silence(world)?["silent"]?.content == .number("2502"))
    }
}
