import Accelerator
import Appraisal
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Tickets joined with each other and held against the evidence of all chips.
@Suite("Tickets joined")
struct LineageJoinTests {
    private static let threshold: UInt128 = 350

    private func appraiser(_ world: LineageWorld, register: Int? = nil) throws -> Appraiser {
        var trust = try world.world.trust()
        if let register {
            trust.chips = ChipRegister(
                chips: world.chips.prefix(register).enumerated().map { .init(name: "c\($0.offset)", id: $0.element.id) }
            )
        }
        let policy = AppraisalPolicy(
            agreement: .zero, name: "Test accord", licenceQuorum: 2, totalAllowance: .max, trainingAllowance: .max,
            models: [], attestationInterval: 0, grace: 0,
            chipLimits: .init(run: .init(threshold: LineageJoinTests.threshold)))
        return Appraiser(trust: trust, policy: policy, question: Question(completeness: .part))
    }

    private func told(_ tickets: [LineageTicket]) -> [(name: String, ticket: LineageTicket)] {
        tickets.enumerated().map { ("t\($0.offset)", $0.element) }
    }

    /// A ticket that says something else, as if its chip had signed that.
    private func altered(_ ticket: LineageTicket, _ change: (inout Lineage) -> Void) -> LineageTicket {
        var lineage = ticket.lineage
        change(&lineage)
        return LineageTicket(
            signing: lineage, aliasCertificate: ticket.aliasCertificate, localCertificate: ticket.localCertificate,
            deviceCertificate: ticket.deviceCertificate
        ) { _ in ticket.signature }
    }

    /// The rules of this page that evidence breaks beside tickets that are taken as the chips' own.
    private func rules(
        _ appraiser: Appraiser, _ evidence: [[UInt8]], beside tickets: [LineageTicket]
    ) -> [Rule] {
        var book = LineageBook()
        for (name, ticket) in told(tickets) { book.take(ToldLineage(ticket, name: name)) }
        var cache = ChainCache()
        let examinations = evidence.enumerated().map { place, bytes in
            appraiser.examine(Exhibit(name: "e\(place)", bytes: bytes), using: &cache)
        }
        let appraisal = appraiser.conclude(
            examinations, telling: { book.view(of: $0, since: $1, due: $2) })
        return appraisal.findings.map(\.rule).filter { $0 >= .runBeyondAgreement && $0 <= .chipsContradict }
    }

    private func attest(_ chip: Chip, at tick: UInt64) throws -> [UInt8] {
        chip.advance(to: tick)
        return try chip.send(.attest, [UInt8](repeating: UInt8(truncatingIfNeeded: tick), count: 16))
    }

    @Test("chips that train the same weights without knowing of each other are one run: no ticket alone shows it")
    func parallel() throws {
        let world = try LineageWorld(2)
        let tickets = try world.chips.map { chip in
            try world.train(chip, 300)
            return try chip.export()
        }
        #expect(tickets[0].lineage.weights == tickets[1].lineage.weights)
        let appraiser = try appraiser(world)
        #expect(tickets.allSatisfy { $0.lineage.total == 300 })
        #expect(appraiser.join(told([tickets[0]])).findings.isEmpty)
        let (book, findings) = appraiser.join(told(tickets))
        #expect(findings.map(\.rule) == [.ticketsDisagree, .runBeyondAgreement])
        #expect(findings.last?.reason.contains("600 operations of training on 2 chips") ?? false)
        #expect(book.greatest?.operations == 600 && book.told == 600)
        #expect(book.runs(limit: 9).map(\.chips) == [2])
        // The same ticket again, signed otherwise, is no other ticket.
        let again = altered(tickets[0]) { _ in }
        #expect(appraiser.join(told(tickets + [again])).findings == findings)
    }

    @Test("a ticket that is dropped for the penalty of untraced weights is found again by the weights")
    func laundered() throws {
        let world = try LineageWorld(2) { $0.run = .init(threshold: 1_000, untraced: 10) }
        let (first, second) = (world.chips[0], world.chips[1])
        try world.train(first, 300)
        let hidden = try first.export()
        #expect(second.load(weights: try #require(hidden.lineage.weights), bytes: 100))
        _ = try second.send(.measureModel)
        try world.train(second, 60)
        let shown = try second.export()
        #expect(shown.lineage.total == 70)
        let appraiser = try appraiser(world)
        #expect(appraiser.join(told([shown])).findings.isEmpty)
        for order in [[hidden, shown], [shown, hidden]] {
            var book = LineageBook()
            var found: [Rule] = []
            for ticket in order {
                let (findings, effect) = appraiser.judge(ToldLineage(ticket, name: "t"), in: book, given: nil)
                found += findings.map(\.rule)
                book.take(effect)
            }
            #expect(found == [.runBeyondAgreement], "whichever comes first")
            #expect(book.greatest?.weights == shown.lineage.weights && book.greatest?.operations == 370)
            #expect(book.operations(of: try #require(hidden.lineage.weights)) == 300, "not what came after it")
            #expect(book.told == 360, "a penalty is no training of a chip")
        }
    }

    @Test("a run at the threshold is within it, and branches do not count to each other")
    func near() throws {
        let world = try LineageWorld(2)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.train(first, 100)
        let common = try first.export()
        try world.train(first, 250)
        let left = try first.export()
        #expect(second.load(weights: try #require(common.lineage.weights), bytes: 100))
        _ = try second.send(.inheritLineage, common.encoded())
        try world.train(second, 200)
        let right = try second.export()
        let (book, findings) = try appraiser(world).join(told([common, left, right]))
        #expect(findings.isEmpty, "\(findings)")
        #expect(book.runs(limit: 9).map(\.operations) == [350, 300] && book.told == 550)
        #expect(book.greatest?.operations == 350)
    }

    @Test("another ticket of the same weights with other training is a doubt; the larger sum counts")
    func disagreement() throws {
        let world = try LineageWorld(2)
        try world.train(world.chips[0], 100)
        let ticket = try world.chips[0].export()
        let appraiser = try appraiser(world)
        let judged = { (other: LineageTicket) -> [Rule] in
            var book = LineageBook()
            book.take(ToldLineage(ticket, name: "a"))
            return appraiser.judge(ToldLineage(other, name: "b"), in: book, given: nil).findings.map(\.rule)
        }
        #expect(judged(altered(ticket) { $0.spans[0].to = 90 }) == [.ticketsDisagree])
        #expect(judged(altered(ticket) { $0.spans = [] }) == [.ticketsDisagree])
        #expect(judged(altered(ticket) { $0.origins = [TestWorld.unlisted] }) == [.ticketsDisagree])
        #expect(judged(altered(ticket) { $0.spans[0].to = 400 }) == [.ticketsDisagree, .runBeyondAgreement])
        #expect(judged(altered(ticket) { $0.tick += 1 }) == [], "the same once more")
    }

    @Test("a ticket that its chip's log does not bear out is a breach, where the log of that time is at hand")
    func log() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        let first = try attest(chip, at: 100)
        chip.advance(to: 200)
        try world.train(chip, 100)
        let ticket = try chip.export()
        let second = try attest(chip, at: 300)
        let third = try attest(chip, at: 400)
        let appraiser = try appraiser(world)
        let all = [first, second, third]
        #expect(rules(appraiser, all, beside: [ticket]) == [])
        let less = altered(ticket) { $0.spans[0].to = 90 }
        let others = [
            less, altered(ticket) { $0.outside = 1 }, altered(ticket) { $0.weights = TestWorld.unlisted },
        ]
        for other in others {
            #expect(rules(appraiser, all, beside: [ticket, other]) == [.ticketContradictsLog])
            #expect(rules(appraiser, [first], beside: [ticket, other]) == [], "the log of that time is not at hand")
            #expect(
                rules(appraiser, [first, third], beside: [ticket, other]) == [], "what is missing may tell of it")
        }
        // As the service does it: evidence first, the ticket later.
        var cache = ChainCache()
        let known = appraiser.conclude(
            all.map { appraiser.examine(Exhibit(name: "e", bytes: $0), using: &cache) })
        let record = known.ledger[chip.id]
        #expect(
            appraiser.judge(ToldLineage(less, name: "t"), in: LineageBook(), given: record).findings.map(\.rule)
                == [.ticketContradictsLog])
        #expect(appraiser.judge(ToldLineage(ticket, name: "t"), in: LineageBook(), given: record).findings.isEmpty)
    }

    @Test("weights that left a chip without a ticket that anybody shows are a doubt, from the next attestation on")
    func missing() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        try world.train(chip, 100)
        let ticket = try chip.export()
        let evidence = [try attest(chip, at: 100), try attest(chip, at: 200), try attest(chip, at: 300)]
        let appraiser = try appraiser(world)
        #expect(rules(appraiser, [evidence[0]], beside: []) == [], "it may be on its way")
        #expect(rules(appraiser, evidence, beside: []) == [.ticketMissing], "once")
        #expect(rules(appraiser, evidence, beside: [ticket]) == [])
        let record = appraiser.asking(Question(completeness: .wholeRecord))
        #expect(rules(record, [evidence[0]], beside: []) == [.ticketMissing], "nothing is on its way any more")
        let other = altered(ticket) { $0.spans[0].to = 99 }
        #expect(rules(appraiser, evidence, beside: [other]).contains(.ticketMissing), "another ticket is not this one")
    }

    @Test("what a chip says that it sent to another must have come there: else it went elsewhere")
    func sent() throws {
        let world = try LineageWorld(3)
        let (first, second, third) = (world.chips[0], world.chips[1], world.chips[2])
        try world.admit(first, second)
        try world.admit(third, second)
        try world.exchange(first, with: second, sending: 64)
        try world.exchange(third, with: second, sending: 36)
        let tickets = [try first.export(), try third.export()]
        let appraiser = try appraiser(world)
        let early = try attest(second, at: 100)
        let late = try attest(second, at: 5_000)
        #expect(rules(appraiser, [early, late], beside: tickets) == [.chipsContradict])
        #expect(rules(appraiser, [early], beside: tickets) == [], "it may come yet, by its clock")
        // It comes: all but one byte, then all.
        try world.exchange(second, with: first, receiving: 64)
        try world.merge(into: second, from: first)
        try world.exchange(second, with: third, receiving: 35)
        let less = try attest(second, at: 10_000)
        #expect(rules(appraiser, [early, late, less], beside: tickets) == [.chipsContradict])
        #expect(rules(appraiser, [early, late, less], beside: [tickets[0]]) == [], "64 of 99")
        try world.merge(into: second, from: third)
        try world.exchange(second, with: third, receiving: 1)
        #expect(rules(appraiser, [early, late, less, try attest(second, at: 15_000)], beside: tickets) == [])
    }

    @Test("training that a ticket counts to another chip must be in that one's meter")
    func reached() throws {
        let world = try LineageWorld(2)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.admit(first, second)
        try world.train(first, 100, with: second, bytes: 64)
        try world.train(second, 120, with: first, bytes: 64)
        try world.merge(into: first, from: second)
        let ticket = try first.export()
        #expect(ticket.lineage.total == 220)
        let evidence = try attest(second, at: 5_000)
        let appraiser = try appraiser(world)
        #expect(rules(appraiser, [evidence], beside: [ticket]) == [])
        let more = altered(ticket) { lineage in
            for place in lineage.spans.indices where lineage.spans[place].chip == second.id {
                lineage.spans[place].to += 1
            }
        }
        #expect(rules(appraiser, [evidence], beside: [more]) == [.chipsContradict])
    }

    @Test("a chip that trained or was admitted and is none of the fixed set is a doubt")
    func strangers() throws {
        let world = try LineageWorld(2)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.admit(first, second)
        try world.train(first, 100)
        let ticket = try first.export()
        #expect(try appraiser(world, register: 2).join(told([ticket])).findings.isEmpty)
        #expect(try appraiser(world, register: 1).join(told([ticket])).findings.map(\.rule) == [.chipsContradict])
        let untraced = altered(ticket) { lineage in
            let penalty = ChipID(Array(TestWorld.unlisted.bytes.prefix(16)))
            lineage.origins = [TestWorld.unlisted]
            lineage.spans.append(.init(chip: penalty ?? first.id, from: 0, to: 9))
        }
        let told = ToldLineage(untraced, name: "t")
        #expect(
            try appraiser(world, register: 2).judge(told, in: LineageBook(), given: nil).findings.isEmpty,
            "a penalty is of no chip")
    }

    @Test("a ticket that nobody believes is a doubt, and adds nothing")
    func forged() throws {
        let world = try LineageWorld(1)
        try world.train(world.chips[0], 300)
        let ticket = try world.chips[0].export()
        let forged = altered(ticket) { $0.spans[0].to = 400 }
        let (book, findings) = try appraiser(world).join(told([forged]))
        #expect(findings.map(\.rule) == [.signatureInvalid] && book.count == 0)
        let stranger = try LineageWorld(1, seed: 2)
        try stranger.train(stranger.chips[0], 300)
        let foreign = try stranger.chips[0].export()
        let (other, found) = try appraiser(world).join(told([foreign]))
        #expect(found.map(\.rule) == [.chainRefused] && other.count == 0)
    }

    @Test("whatever the order of tickets, the same is known")
    func anyOrder() throws {
        let world = try LineageWorld(1)
        try world.train(world.chips[0], 1)
        let ticket = try world.chips[0].export()
        var stream = Seed(11).stream("order")
        let digests = (0..<40).map { Digest384(hashing: [UInt8($0)]) }
        let chips = (0..<4).compactMap { ChipID([UInt8](repeating: $0, count: 16)) }
        let tickets = (0..<60).map { number in
            ToldLineage(
                altered(ticket) { lineage in
                    lineage.weights = digests[Int(stream.next() % 40)]
                    lineage.parents = [digests[Int(stream.next() % 40)]]
                    lineage.origins = [digests[Int(stream.next() % 40)]]
                    lineage.tick = UInt64(number)
                    let from = UInt128(stream.next() % 100)
                    let to = from + 1 + UInt128(stream.next() % 9)
                    lineage.spans = [.init(chip: chips[Int(stream.next() % 4)], from: from, to: to)]
                }, name: "t\(number)")
        }
        var totals: Set<[UInt128?]> = []
        for _ in 0..<20 {
            var book = LineageBook()
            for told in tickets.shuffled(using: &stream) { book.take(told) }
            totals.insert(digests.map { book.operations(of: $0) } + [book.told, book.greatest?.operations])
        }
        #expect(totals.count == 1)
    }
}
