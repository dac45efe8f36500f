import Accelerator
import Appraisal
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Run totals by lineage, however a run is split, moved and merged.
@Suite("Lineage")
struct LineageTests {
    private func refused(_ fault: Fault, _ body: () throws -> Void) {
        #expect(throws: Chip.Refusal.fault(fault)) { try body() }
    }

    @Test(
        "a ticket tells what trained the weights that leave, and anybody can verify it",
        arguments: ExecutionMode.allCases)
    func export(mode: ExecutionMode) throws {
        let world = try LineageWorld(1, mode)
        let chip = world.chips[0]
        try world.train(chip, 300)
        let ticket = try chip.export()
        #expect(ticket.lineage.total == 300)
        #expect(ticket.lineage.weights == chip.accelerator.weightDigest)
        #expect(ticket.lineage.weights != TestWorld.model)
        #expect(ticket.lineage.origins == [TestWorld.model])
        #expect(ticket.lineage.spans == [.init(chip: chip.id, from: 0, to: 300)])
        #expect(ticket.lineage.formats == [.init(format: 3, products: 150, vector: 0)])
        let appraiser = try Appraiser(trust: world.world.trust(), question: Question())
        try appraiser.verify(ticket)
        // Training goes on from there, and the next ticket names this checkpoint as its parent.
        try world.train(chip, 100)
        let next = try chip.export()
        #expect(next.lineage.total == 400)
        #expect(next.lineage.parents == [ticket.lineage.weights])
        let log = try chip.claims().log.entries.map(\.event)
        #expect(
            log.contains(.checkpointExported(weights: try #require(next.lineage.weights), operations: 400, outside: 0)))
    }

    @Test("a ticket with any byte changed is refused by chip and verifier")
    func forgery() throws {
        let world = try LineageWorld(2)
        let (chip, other) = (world.chips[0], world.chips[1])
        try world.train(chip, 300)
        let ticket = try chip.export()
        let bytes = ticket.encoded()
        #expect(try LineageTicket(bytes) == ticket)
        let appraiser = try Appraiser(trust: world.world.trust(), question: Question())
        #expect(other.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var forged = bytes
            forged[place] ^= 0x10
            #expect(throws: Chip.Refusal.self, "byte \(place)") { _ = try other.send(.inheritLineage, forged) }
            guard let read = try? LineageTicket(forged) else { continue }
            #expect(throws: Appraiser.TicketRefusal.self, "byte \(place)") { try appraiser.verify(read) }
        }
        // Signed anew by a key of one's own, in the same certificates.
        var lower = ticket.lineage
        lower.spans = []
        let own = SigningKey(derivedFrom: [UInt8](repeating: 7, count: 48), purpose: "own", isHybrid: false)
        let forged = LineageTicket(
            signing: lower, aliasCertificate: ticket.aliasCertificate, localCertificate: ticket.localCertificate,
            deviceCertificate: ticket.deviceCertificate
        ) { own.classical.sign(digest: $0).bytes }
        refused(.ticketSignatureInvalid) { _ = try other.send(.inheritLineage, forged.encoded()) }
        #expect(throws: Appraiser.TicketRefusal.self) { try appraiser.verify(forged) }
        _ = try other.send(.inheritLineage, bytes)
    }

    @Test("a chip that another vendor made, or that can be debugged, has no say")
    func otherVendor() throws {
        let world = try LineageWorld(1)
        let stranger = try LineageWorld(1, seed: 2)
        try stranger.train(stranger.chips[0], 10)
        let ticket = try stranger.chips[0].export()
        let chip = world.chips[0]
        #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        refused(.ticketChainInvalid) { _ = try chip.send(.inheritLineage, ticket.encoded()) }
        let lab = try world.world.chip("chip/0", mode: .native, lifeCycle: .development)
        lab.powerOn()
        try world.install(world.world.terms(for: world.set.chips), on: lab)
        try world.train(lab, 10)
        let open = try lab.export()
        #expect(chip.load(weights: try #require(open.lineage.weights), bytes: 100))
        refused(.ticketChainInvalid) { _ = try chip.send(.inheritLineage, open.encoded()) }
        let appraiser = try Appraiser(trust: world.world.trust(), question: Question())
        #expect(throws: Appraiser.TicketRefusal.self) { try appraiser.verify(open) }
    }

    @Test(
        "loading a checkpoint inherits its account; a split run stops at the threshold",
        arguments: ExecutionMode.allCases)
    func split(mode: ExecutionMode) throws {
        let world = try LineageWorld(3, mode)
        var carried: LineageTicket?
        for chip in world.chips {
            if let carried {
                #expect(chip.load(weights: try #require(carried.lineage.weights), bytes: 100))
                _ = try chip.send(.inheritLineage, carried.encoded())
            }
            try world.train(chip, 400 - (carried.map { $0.lineage.total == 800 ? 200 : 0 } ?? 0))
            carried = try chip.export()
        }
        #expect(carried?.lineage.total == 1_000)
        #expect(carried?.lineage.spans.count == 3)
        let last = world.chips[2]
        refused(.runThresholdReached) { _ = try last.open(.training, 1) }
        // Nor on a chip that has trained nothing yet, nor under a later licence of the same threshold.
        let first = world.chips[0]
        var terms = world.world.terms(for: world.set.chips, sequence: 2)
        terms.run = .init(threshold: 1_000)
        try world.install(terms, on: first)
        let ticket = try #require(carried)
        #expect(first.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        _ = try first.send(.inheritLineage, ticket.encoded())
        refused(.runThresholdReached) { _ = try first.open(.training, 1) }
        // The weights that may be trained no further serve all the same.
        #expect(try first.open(.inference, 100) == 100)
        let claims = try first.claims()
        #expect(claims.workload.trained == 1_000)
        let bytes = try first.send(.attest, [UInt8](repeating: 1, count: 32))
        #expect(try Evidence(bytes).encoded() == bytes)
        #expect(
            claims.log.entries.contains {
                $0.event == .refused(reason: UInt64(Fault.runThresholdReached.rawValue), workloadClass: 2)
            })
    }

    @Test("an opening grants no more than the run's threshold leaves")
    func grant() throws {
        let world = try LineageWorld(1)
        try world.train(world.chips[0], 990)
        #expect(try world.chips[0].open(.training, 500) == 10)
    }

    @Test("a ticket is for the weights that it names, not for others, and not for listed ones")
    func otherWeights() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        try world.train(chip, 500)
        let early = try chip.export()
        try world.train(chip, 400)
        let late = try chip.export()
        #expect(chip.load(weights: try #require(late.lineage.weights), bytes: 100))
        refused(.ticketOtherWeights) { _ = try chip.send(.inheritLineage, early.encoded()) }
        refused(.modelMissing) { _ = try chip.open(.training, 1) }
        // Without a ticket, trained weights are unlisted weights.
        refused(.modelNotPermitted) { _ = try chip.send(.measureModel) }
        _ = try chip.send(.inheritLineage, late.encoded())
        #expect(try chip.open(.training, 500) == 100)
    }

    @Test("weights exchanged behind an inherited ticket are noticed")
    func exchanged() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        try world.train(chip, 500)
        let ticket = try chip.export()
        #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        _ = try chip.send(.inheritLineage, ticket.encoded())
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        for use in [WorkloadClass.inference, .training] { refused(.modelChanged) { _ = try chip.open(use, 1) } }
    }

    @Test("weights without a ticket count for the licence's penalty, and are trained only")
    func untraced() throws {
        let world = try LineageWorld(1) { $0.run = .init(threshold: 1_000, untraced: 900) }
        let chip = world.chips[0]
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        _ = try chip.send(.measureModel)
        refused(.modelUseNotPermitted) { _ = try chip.open(.inference, 1) }
        try world.train(chip, 60)
        let ticket = try chip.export()
        #expect(ticket.lineage.total == 960)
        // Laundering: once more without a ticket gives the penalty anew, not less than it had.
        #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        _ = try chip.send(.measureModel)
        #expect(try chip.open(.training, 500) == 100)
        _ = try chip.send(.closeInterlock)
        // With its ticket it goes on from there, and still does not serve.
        #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        _ = try chip.send(.inheritLineage, ticket.encoded())
        refused(.modelUseNotPermitted) { _ = try chip.open(.inference, 1) }
        #expect(try chip.open(.training, 500) == 40)
    }

    @Test("a merge of experts counts a common past once, and each branch once")
    func experts() throws {
        let world = try LineageWorld(2)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.train(first, 100)
        let common = try first.export()
        try world.train(first, 200)
        let branch = try first.export()
        #expect(second.load(weights: try #require(common.lineage.weights), bytes: 100))
        _ = try second.send(.inheritLineage, common.encoded())
        try world.train(second, 50)
        _ = try second.send(.mergeLineage, branch.encoded())
        try world.train(second, 10)
        let merged = try second.export()
        #expect(merged.lineage.total == 360)
        #expect(
            Set(merged.lineage.parents) == [try #require(common.lineage.weights), try #require(branch.lineage.weights)])
        // Merged once more, it is the same.
        _ = try second.send(.mergeLineage, branch.encoded())
        #expect(try second.export().lineage.total == 360)
    }

    @Test(
        "a chip that trained between two branches does not count that work to either", arguments: ExecutionMode.allCases
    )
    func between(mode: ExecutionMode) throws {
        let world = try LineageWorld(1, mode)
        let chip = world.chips[0]
        try world.train(chip, 100)
        let ticket = try chip.export()
        #expect(chip.load(weights: TestWorld.model, bytes: 100))
        _ = try chip.send(.measureModel)
        try world.train(chip, 700)
        #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        _ = try chip.send(.inheritLineage, ticket.encoded())
        try world.train(chip, 30)
        let after = try chip.export()
        #expect(after.lineage.total == 130)
        #expect(Set(after.lineage.spans.map(\.from)) == [0, 800])
    }

    @Test("peers that train together count each other's work before they go on", arguments: ExecutionMode.allCases)
    func peers(mode: ExecutionMode) throws {
        let world = try LineageWorld(2, mode)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.admit(first, second)
        try world.train(first, 100, with: second, bytes: 64)
        try world.train(second, 120, with: first, bytes: 64)
        // What came from a peer since must be accounted for: neither trains on, nor exports, without its progress.
        refused(.progressMissing) { _ = try first.open(.training, 1) }
        refused(.progressMissing) { _ = try first.send(.exportCheckpoint) }
        try world.merge(into: first, from: second)
        try world.merge(into: second, from: first)
        let tickets = [try first.export(), try second.export()]
        #expect(tickets.map(\.lineage.total) == [220, 220])
        try world.train(first, 80, with: second, bytes: 64)
        try world.train(second, 80, with: first, bytes: 64)
        try world.merge(into: second, from: first)
        #expect(try second.export().lineage.total == 380)
    }

    @Test("progress is taken only fresh, only of the peer's own, and only where it tells of all that came from it")
    func staleProgress() throws {
        let world = try LineageWorld(2)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.admit(first, second)
        try world.train(first, 10, with: second, bytes: 64)
        try world.train(second, 10, with: first, bytes: 64)
        let challenge = try first.send(.challenge)
        let early = try second.send(.tellProgress, challenge)
        // Not asked for: replayed after another challenge, or without one.
        _ = try first.send(.challenge)
        refused(.ticketNotFresh) { _ = try first.send(.mergeLineage, early) }
        refused(.ticketNotFresh) { _ = try first.send(.mergeLineage, early) }
        // Asked for, but more came meanwhile than it tells of.
        let asked = try first.send(.challenge)
        let told = try second.send(.tellProgress, asked)
        _ = try first.send(.mergeLineage, told)
        let again = try second.send(.tellProgress, try first.send(.challenge))
        _ = try first.open(.training, 10)
        var cost = Counters.work(10)
        cost[.linkBytesReceived] = 1
        _ = first.execute(
            .allReduce, cost, carrying: CommandLoad(links: [.init(peer: second.identifier, sent: 0, received: 1)]))
        _ = try first.send(.closeInterlock)
        refused(.ticketNotFresh) { _ = try first.send(.mergeLineage, again) }
        refused(.progressMissing) { _ = try first.open(.training, 1) }
        // A checkpoint's ticket is not progress: it does not account for what came from the peer.
        refused(.ticketMalformed) { _ = try first.send(.mergeLineage, [0xd2]) }
        // What the peer's chip sent is lost with its power: it can't tell of it any more, and this chip goes no further.
        second.powerOn()
        second.load(weights: TestWorld.model, bytes: 100)
        _ = try second.send(.measureModel)
        let restarted = try second.send(.tellProgress, try first.send(.challenge))
        refused(.ticketNotFresh) { _ = try first.send(.mergeLineage, restarted) }
        refused(.progressMissing) { _ = try first.send(.exportCheckpoint) }
    }

    @Test("evidence of weights with a lineage, an adapter and a filter is read back as it was signed")
    func evidence() throws {
        let (adapter, filter) = (Digest384(hashing: [1]), Digest384(hashing: [2]))
        let world = try LineageWorld(1) {
            $0.models.append(
                .init(weights: TestWorld.unlisted, uses: [.inference, .training], adapter: adapter, filter: filter))
        }
        let chip = world.chips[0]
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        #expect(chip.load(adapter: adapter) && chip.load(filter: filter))
        _ = try chip.send(.measureModel)
        try world.train(chip, 300)
        let bytes = try chip.send(.attest, [UInt8](repeating: 5, count: 32))
        let claims = try Evidence(bytes).claims
        #expect(claims.workload.trained == 300)
        #expect(claims.workload.adapter == adapter && claims.workload.filter == filter)
        #expect(bytes.hex.contains(claims.encoded().hex))
        let appraisal = try Appraiser(trust: world.world.trust()).appraise([Exhibit(name: "e", bytes: bytes)])
        #expect(appraisal.chips.map(\.evidenceCount) == [1])
    }

    @Test("a command that quanta cut short carries once what it carries, and no other goes as its rest")
    func cutShort() throws {
        let world = try LineageWorld(2)
        let (first, second) = (world.chips[0], world.chips[1])
        try world.admit(first, second)
        // Each opening goes on where the one before was cut.
        var rest = Counters.work(100)
        rest[.linkBytesSent] = 64
        let load = CommandLoad(links: [.init(peer: second.identifier, sent: 64, received: 0)], tokens: 5)
        for _ in 0..<3 {
            _ = try first.open(.training, 40)
            if case .partial(let left) = first.execute(.allReduce, rest, carrying: load) { rest = left }
        }
        #expect(first.accelerator.meter[.linkBytesSent] == 64)
        #expect(first.accelerator.peers[0].sent == 64)
        #expect(first.accelerator.tokens == 5)
        // A command that is larger than what is left is another one.
        _ = try first.open(.training, 40)
        var cost = Counters.work(100)
        cost[.linkBytesSent] = 64
        guard case .partial = first.execute(.allReduce, cost, carrying: load) else { throw Chip.Refusal.noAnswer }
        _ = try first.open(.training, 200)
        guard case .done = first.execute(.allReduce, cost, carrying: load) else { throw Chip.Refusal.noAnswer }
        #expect(first.accelerator.peers[0].sent == 192)
        #expect(first.accelerator.tokens == 15)
    }

    @Test("a peer whose progress finds no room is not heard: there is no training on, and no export")
    func noRoom() throws {
        let world = try LineageWorld(26)
        let (chip, peer) = (world.chips[0], world.chips[25])
        try world.admit(chip, peer)
        try world.train(chip, 10, with: peer, bytes: 64)
        try world.train(peer, 10, with: chip, bytes: 64)
        for other in world.chips[1...24] {
            try world.train(other, 10)
            try world.merge(into: chip, from: other)
        }
        refused(.lineageFull) { try world.merge(into: chip, from: peer) }
        refused(.progressMissing) { _ = try chip.open(.training, 1) }
        refused(.progressMissing) { _ = try chip.send(.exportCheckpoint) }
    }

    @Test("what one ticket has told, the next does not tell again")
    func toldOnce() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        let stranger = try world.world.chip("chip/9", mode: .native)
        try world.train(chip, 10, with: stranger, bytes: 64)
        #expect(try chip.export().lineage.outside == 64)
        try world.train(chip, 6)
        let next = try chip.export()
        #expect(next.lineage.outside == 64)
        #expect(next.lineage.formats == [.init(format: 3, products: 3, vector: 0)])
        #expect(next.lineage.total == 16)
    }

    @Test("a chip outside the set is no peer, and what comes from it is told in the ticket")
    func outside() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        let stranger = try world.world.chip("chip/9", mode: .native)
        let other = ChipSet([chip.id, stranger.id])
        refused(.peerNotInSet) { _ = try chip.send(.admitPeer, try #require(other.admission(ofPeer: stranger.id))) }
        let log = try chip.claims().log.entries.map(\.event.kind)
        #expect(log.contains(.ticketRefused))
        try world.train(chip, 10, with: stranger, bytes: 64)
        #expect(try chip.export().lineage.outside == 64)
    }

    @Test("any bytes as a ticket, a peer or data get an answer, and the chip goes on")
    func totality() throws {
        let world = try LineageWorld(1)
        let chip = world.chips[0]
        try world.train(chip, 10)
        let ticket = try chip.export().encoded()
        var stream = Seed(9).stream("totality")
        for round in 0..<200 {
            var bytes = round % 2 == 0 ? ticket : stream.bytes(round)
            if round % 2 == 0 { bytes = Array(bytes.prefix(Int(stream.next() % UInt64(bytes.count)))) }
            for command in [MailboxCommand.inheritLineage, .mergeLineage, .admitPeer, .admitData] {
                #expect(throws: Chip.Refusal.self) { _ = try chip.send(command, bytes) }
            }
        }
        #expect(chip.fault == nil)
        _ = try chip.claims()
    }
}
