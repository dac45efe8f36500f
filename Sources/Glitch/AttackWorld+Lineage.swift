import Accelerator
import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

extension AttackWorld {
    /// Attacks on what weights count for, and on who and what may add to it.
    func lineageAttacks() throws -> [Attack] {
        try inheritances() + ticketAttacks() + [foreignPeer()] + dataAttacks()
    }

    /// The run's threshold: what one chip trains here is as much.
    private static let threshold = used

    /// Two chips of one licence, admitted as each other's peers.
    private struct Pair {
        let chip: Chip
        let peer: Chip
    }

    private func pair() throws -> Pair {
        let set = ChipSet(
            try ["chip", "peer"].map { try AttackWorld.identifier(of: runningChip($0)) })
        let chips = try ["chip", "peer"].map { name in
            try licensedChip(name, of: set) { $0.run = .init(threshold: AttackWorld.threshold * 2) }
        }
        for (chip, other) in zip(chips, chips.reversed()) {
            try ask(chip, .admitPeer, set.admission(ofPeer: try AttackWorld.identifier(of: other)) ?? [])
        }
        return Pair(chip: chips[0], peer: chips[1])
    }

    /// A licensed chip by itself.
    private func trainer(_ name: String = "chip") throws -> Chip {
        try licensedChip(name) { $0.run = .init(threshold: AttackWorld.threshold) }
    }

    /// Trains in an opening that stays, with bytes to and from a peer.
    private func train(_ chip: Chip, _ operations: UInt128, with peer: Chip? = nil) throws {
        var cost = Accelerator.Counters()
        cost[.multiplyAccumulates(.bf16)] = operations / 2
        cost[.weightBytesWritten] = 64
        if peer != nil {
            cost[.linkBytesSent] = 64
            cost[.linkBytesReceived] = 64
        }
        let links = peer.map { [CommandLoad.Link(peer: $0.identifier, sent: 64, received: 64)] } ?? []
        do {
            _ = try chip.open(.training, operations)
        } catch { throw Failure(reason: "a good opening is refused: \(error)") }
        guard case .done = chip.execute(.optimiserStep, cost, carrying: CommandLoad(links: links)) else {
            throw Failure(reason: "an opening does not pass what it was granted")
        }
    }

    @discardableResult
    private func ask(_ chip: Chip, _ command: MailboxCommand, _ request: [UInt8] = []) throws -> [UInt8] {
        do { return try chip.send(command, request) } catch {
            throw Failure(reason: "a chip refuses what it must grant: \(command): \(error)")
        }
    }

    // MARK: Tickets that are brought

    private func inheritances() throws -> [Attack] {
        let good = try ticket(of: 100)
        let other = try ticket(of: 200)
        let spent = try ticket(of: AttackWorld.threshold)
        var forged = good.encoded()
        forged[forged.count - 1] ^= 1
        let permitted = try inheritance(of: good.encoded(), for: good).start
        return try [
            ("forged ticket", forged, good), ("ticket of other weights", other.encoded(), good),
            ("run at its threshold", spent.encoded(), spent),
        ].map { name, request, weights in
            let (start, openings) = try inheritance(of: request, for: weights)
            return Attack(
                window: .lineage, name: name, start: start, permitted: permitted,
                goal: .opening(
                    count: openings, asking: [Question(.openInterlock, AttackWorld.opening(.training))], use: nil))
        }
    }

    /// What a chip exports after so much training.
    private func ticket(of operations: UInt128) throws -> LineageTicket {
        let chip = try trainer("peer")
        try train(chip, operations)
        return try LineageTicket(ask(chip, .exportCheckpoint))
    }

    /// A chip that is to inherit from a ticket, with the weights of another, or of the same, loaded.
    private func inheritance(
        of request: [UInt8], for ticket: LineageTicket
    ) throws -> (start: CoreState, openings: UInt64) {
        let chip = try trainer()
        guard let weights = ticket.lineage.weights, chip.load(weights: weights, bytes: 64) else {
            throw Failure(reason: "a checkpoint can't be loaded")
        }
        return (try state(of: chip, after: .inheritLineage, request), chip.accelerator.openings)
    }

    // MARK: Tickets that are given

    private func ticketAttacks() throws -> [Attack] {
        let alias = try alias(of: trainer())
        let own = Truth(total: AttackWorld.used, training: AttackWorld.used, in: .ticket(alias: alias))
        let both = Truth(total: AttackWorld.used + 2, training: AttackWorld.used + 2, in: .ticket(alias: alias))
        let little = try exporting(2)
        return try [
            Attack(
                window: .lineage, name: "training hidden from a ticket", start: exporting(AttackWorld.used),
                permitted: little, goal: .hiding(own, asking: [])),
            Attack(
                window: .lineage, name: "peer's training left out", start: exporting(2, peer: AttackWorld.used),
                permitted: little, goal: .ticket(both)),
            Attack(
                window: .lineage, name: "peer's training lost", start: merging(AttackWorld.used),
                permitted: merging(2), goal: .hiding(both, asking: [Question(.exportCheckpoint)])),
        ]
    }

    /// A chip that has trained, perhaps with a peer whose progress it has not heard, and is to export.
    private func exporting(_ operations: UInt128, peer: UInt128? = nil) throws -> CoreState {
        guard let peer else {
            let chip = try trainer()
            try train(chip, operations)
            return try state(of: chip, after: .exportCheckpoint)
        }
        let pair = try pair()
        try train(pair.peer, peer, with: pair.chip)
        try train(pair.chip, operations, with: pair.peer)
        return try state(of: pair.chip, after: .exportCheckpoint)
    }

    /// A chip that has trained a little, and is to merge the progress of a peer that has trained so much.
    private func merging(_ operations: UInt128) throws -> CoreState {
        let pair = try pair()
        try train(pair.peer, operations, with: pair.chip)
        try train(pair.chip, 2, with: pair.peer)
        let progress = try ask(pair.peer, .tellProgress, ask(pair.chip, .challenge))
        return try state(of: pair.chip, after: .mergeLineage, progress)
    }

    // MARK: Peers and data

    private func foreignPeer() throws -> Attack {
        let chip = try AttackWorld.identifier(of: runningChip())
        let peer = try AttackWorld.identifier(of: runningChip("peer"))
        let stranger = try AttackWorld.stranger()
        let foreign = ChipSet([chip, stranger])
        func start(_ set: ChipSet) throws -> CoreState {
            try state(
                of: licensedChip(of: set) { _ in }, after: .admitPeer, foreign.admission(ofPeer: stranger) ?? [])
        }
        return try Attack(
            window: .lineage, name: "peer of no set", start: start(ChipSet([chip, peer])), permitted: start(foreign),
            goal: .peer(stranger.bytes))
    }

    private func dataAttacks() throws -> [Attack] {
        let chunks = [2, 7].map { DataManifest.Chunk([UInt8](repeating: UInt8($0), count: 100), dataClass: $0) }
        let manifest = DataManifest(chunks)
        func start(_ chunk: DataManifest.Chunk, as index: Int) throws -> CoreState {
            let chip = try licensedChip { $0.data = .init(manifests: [manifest.root], excludedClasses: 1 << 7) }
            chip.stream(data: chunk.digest, bytes: chunk.length)
            return try state(of: chip, after: .admitData, manifest.admission(ofChunk: index, manifest: 0) ?? [])
        }
        let permitted = try start(chunks[0], as: 0)
        return try [
            ("data of no manifest", start(DataManifest.Chunk([9], dataClass: 2), as: 0)),
            ("data of an excluded class", start(chunks[1], as: 1)),
        ].map { Attack(window: .lineage, name: $0, start: $1, permitted: permitted, goal: .data) }
    }
}
