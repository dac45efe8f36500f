import Accelerator
import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

/// The guarantee processor, interlock and meter of one chip, as its host uses them: every command of the accelerator
/// behind it goes through here.
package struct GuardedChip {
    /// The longest, in ticks, that a host leaves the interlock open without a word to the firmware: half of the
    /// watchdog's window.
    static let longestOpening: UInt64 = 300

    /// Its name.
    package let name: String
    /// Its identifier.
    package let id: ChipID
    /// The chip itself, as whoever has a hand on it finds it.
    package let chip: Chip
    /// What its loader has counted.
    private(set) var loading = Counters.zero
    private var opening: (use: WorkloadClass, since: UInt64)?
    /// The chips that it exchanges anything with, and the bytes from each that merged progress accounts for.
    private var peers: [(chip: Chip, accounted: UInt128)] = []

    /// A chip, switched on.
    ///
    /// - Throws: `Obstacle` where it does not boot.
    init(_ name: String, _ state: ChipState, mode: ExecutionMode, cache: PublicKeyCache) throws(Obstacle) {
        guard let id = ChipID(state.fuses.chipIdentifier) else { throw .silent }
        (self.name, self.id) = (name, id)
        chip = Chip(state, firmware: .builtIn, mode: mode, cache: cache)
        guard chip.powerOn() else { throw chip.fault.map { .refused($0) } ?? .silent }
    }

    /// Has the firmware admit another chip of the licence's set as a peer.
    mutating func admit(_ peer: GuardedChip, of set: ChipSet) throws(Obstacle) {
        guard let request = set.admission(ofPeer: peer.id) else { throw .silent }
        try send(.admitPeer, request)
        peers.append((peer.chip, 0))
    }

    /// Executes a command for a use, with as many openings as it takes: where a quantum ends in the middle, what is left
    /// goes through the next.
    ///
    /// An exchange goes through one opening that holds all of it: else one end might ask the other for an account of
    /// what that has not sent yet.
    ///
    /// - Throws: `Obstacle` where the chip opens no further. What passed before is metered all the same.
    package mutating func pass(_ piece: Piece, for use: WorkloadClass) throws(Obstacle) {
        var rest = piece.cost
        if !piece.load.links.isEmpty, chip.openingLeft < rest.policyOperations { opening = nil }
        while true {
            // Whether nothing has passed yet through the present opening.
            var isFresh = false
            if opening?.use != use || chip.tick - (opening?.since ?? 0) >= GuardedChip.longestOpening {
                try open(use)
                isFresh = true
            }
            switch chip.execute(piece.kind, rest, carrying: piece.load) {
            case .done: return
            case .partial(let left):
                opening = nil
                let part = rest - left
                rest = left
                if isFresh, part.policyOperations == 0 { try passFragment(piece.kind, &rest, use) }
            case .blocked(let block):
                opening = nil
                // An opening that is spent to its last operation closes behind the command that spent it.
                guard block == .closed, !isFresh else { throw .blocked(block) }
            }
        }
    }

    /// Opens the interlock for a use where it is not open for it: before a chip begins, all must be able to.
    mutating func prepare(for use: WorkloadClass) throws(Obstacle) {
        if opening?.use != use || chip.openingLeft == 0 { try open(use) }
    }

    /// Spends what is left of an allowance and is less than a proportional part of a command can use.
    private mutating func passFragment(
        _ kind: CommandKind, _ rest: inout Counters, _ use: WorkloadClass
    ) throws(Obstacle) {
        try open(use)
        opening = nil
        guard let fragment = rest.fragment(worth: chip.openingLeft), case .done = chip.execute(kind, fragment) else {
            throw .silent
        }
        rest -= fragment
    }

    private mutating func open(_ use: WorkloadClass) throws(Obstacle) {
        opening = nil
        if use == .training { try mergeProgress() }
        do throws(Chip.Refusal) { _ = try chip.open(use, .max) } catch { throw error.obstacle }
        opening = (use, chip.tick)
    }

    /// Merges the progress of every peer that has sent something since its progress was merged last: the firmware trains
    /// no further before.
    private mutating func mergeProgress() throws(Obstacle) {
        for index in peers.indices {
            let peer = peers[index].chip
            let received = received(from: peer)
            guard received > peers[index].accounted else { continue }
            try merge(from: peer)
            peers[index].accounted = received
        }
    }

    /// Asks another chip what it has trained, and has the firmware add it to what the weights count for.
    mutating func merge(from other: Chip) throws(Obstacle) {
        let challenge = try send(.challenge)
        let progress: [UInt8]
        do throws(Chip.Refusal) { progress = try other.send(.tellProgress, challenge) } catch { throw error.obstacle }
        try send(.mergeLineage, progress)
    }

    /// Has the firmware hash and sign for what training left in the weight region.
    ///
    /// - Parameter weights: the bytes of the weight region.
    /// - Returns: the ticket.
    /// - Throws: `Obstacle` where the chip refuses.
    mutating func export(_ weights: [UInt8]) throws(Obstacle) -> LineageTicket {
        try close()
        chip.settle(weights: WeightTree.digest(of: weights))
        let bytes = try send(.exportCheckpoint)
        do throws(DocumentError) { return try LineageTicket(bytes) } catch { throw .silent }
    }

    /// Loads weights through the loader that hashes them, and has the firmware measure them: it locks them where the
    /// licence lists their digest, or where a ticket shows what they come from.
    ///
    /// - Parameters:
    ///   - weights: the bytes of the weight region.
    ///   - ticket: the ticket with which they left a chip; nil for weights that the licence lists.
    /// - Throws: `Obstacle` where they are not loaded or not permitted.
    mutating func load(_ weights: [UInt8], with ticket: LineageTicket? = nil) throws(Obstacle) {
        try close()
        guard chip.load(weights: WeightTree.digest(of: weights), bytes: UInt64(weights.count)) else {
            throw .blocked(.uncountable)
        }
        loading[.weightBytesWritten] += UInt128(weights.count)
        loading[.memoryBytesWritten] += UInt128(weights.count)
        if let ticket {
            try send(.inheritLineage, ticket.encoded())
        } else {
            try send(.measureModel)
        }
        for index in peers.indices { peers[index].accounted = received(from: peers[index].chip) }
    }

    /// Closes the interlock.
    mutating func close() throws(Obstacle) {
        opening = nil
        try send(.closeInterlock)
    }

    /// Sends a mailbox command.
    @discardableResult
    mutating func send(_ command: MailboxCommand, _ request: [UInt8] = []) throws(Obstacle) -> [UInt8] {
        do throws(Chip.Refusal) { return try chip.send(command, request) } catch { throw error.obstacle }
    }

    /// Whether these bytes are what the loader hashed last.
    func isLoaded(with weights: [UInt8]) -> Bool {
        chip.accelerator.weightStatus == .measured && chip.accelerator.weightDigest == WeightTree.digest(of: weights)
    }

    /// Bytes that came from a peer since it was admitted.
    private func received(from peer: Chip) -> UInt128 {
        chip.accelerator.peers.first { $0.identifier == peer.identifier }?.received ?? 0
    }
}
