import Accelerator
import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

/// Chips of one fixed set under one licence that train together.
package final class LineageWorld {
    /// Keys and factory.
    package let world: TestWorld
    /// The chips, on and licensed, the model loaded and measured.
    package let chips: [Chip]
    /// Their set.
    package let set: ChipSet

    /// So many chips.
    package init(
        _ count: Int, _ mode: ExecutionMode = .native, seed: UInt64 = 1,
        terms change: (inout Licence.Terms) -> Void = { _ in }
    ) throws {
        world = TestWorld(seed)
        let world = world
        chips = try (0..<count).map { try world.chip("chip/\($0)", mode: mode) }
        set = ChipSet(chips.map(\.id))
        var terms = world.terms(for: set.chips)
        terms.run = .init(threshold: 1_000)
        change(&terms)
        for chip in chips {
            chip.powerOn()
            try install(terms, on: chip)
        }
    }

    /// Installs a licence, then loads and measures the model.
    package func install(_ terms: Licence.Terms, on chip: Chip) throws(Chip.Refusal) {
        _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: set.chips))
        chip.load(weights: TestWorld.model, bytes: 100)
        _ = try chip.send(.measureModel)
    }

    /// Makes two chips peers of each other.
    package func admit(_ first: Chip, _ second: Chip) throws {
        for (chip, peer) in [(first, second), (second, first)] {
            guard let request = set.admission(ofPeer: peer.id) else { preconditionFailure("Both are of the set.") }
            _ = try chip.send(.admitPeer, request)
        }
    }

    /// Opens for training and trains.
    package func train(_ chip: Chip, _ operations: UInt128, with peer: Chip? = nil, bytes: UInt128 = 0) throws {
        guard try chip.open(.training, operations) == operations else { throw Chip.Refusal.noAnswer }
        var cost = Counters.work(operations, writesWeights: true)
        cost[.linkBytesSent] = bytes
        cost[.linkBytesReceived] = bytes
        let links = peer.map { [CommandLoad.Link(peer: $0.identifier, sent: bytes, received: bytes)] } ?? []
        guard case .done = chip.execute(.optimiserStep, cost, carrying: CommandLoad(links: links)) else {
            throw Chip.Refusal.noAnswer
        }
        _ = try chip.send(.closeInterlock)
    }

    /// Opens for training, sends bytes to a peer, and gets some that came from it.
    package func exchange(
        _ chip: Chip, with peer: Chip, sending sent: UInt128 = 0, receiving received: UInt128 = 0
    ) throws {
        _ = try chip.open(.training, 10)
        var cost = Counters.work(10, writesWeights: true)
        cost[.linkBytesSent] = sent
        cost[.linkBytesReceived] = received
        let links = [CommandLoad.Link(peer: peer.identifier, sent: sent, received: received)]
        guard case .done = chip.execute(.allReduce, cost, carrying: CommandLoad(links: links)) else {
            throw Chip.Refusal.noAnswer
        }
        _ = try chip.send(.closeInterlock)
    }

    /// Has a chip ask another for its progress, and merge it.
    package func merge(into chip: Chip, from peer: Chip) throws {
        let challenge = try chip.send(.challenge)
        _ = try chip.send(.mergeLineage, try peer.send(.tellProgress, challenge))
    }
}

extension Chip {
    /// What leaves the chip with its trained weights.
    package func export() throws -> LineageTicket { try LineageTicket(send(.exportCheckpoint)) }
}
