import Attestation
import FunctionalAccelerator
import Tensors

extension Cluster {
    /// Has every chip take the licence, and admit those as peers that it exchanges anything with.
    mutating func takeLicence() throws(ClusterStop) {
        let set = ChipSet(chips.map(\.id))
        let (all, layout, licence) = (chips, layout, licence)
        try each(.licence) { (chip, number) throws(Obstacle) in
            guard let installation = LicenceInstallation(licence, chip: chip.id, in: set) else { throw .silent }
            try chip.send(.installLicence, installation.encoded())
            for peer in layout.peers(of: number) { try chip.admit(all[peer], of: set) }
        }
    }

    /// Has every chip load and measure the weights that its accelerator holds: those that the licence lists, or those
    /// that its ticket names once they are exported.
    package mutating func load() throws {
        let (weights, tickets) = (try weights(), tickets)
        try each(.load) { (chip, number) throws(Obstacle) in
            try chip.load(weights[number], with: tickets.isEmpty ? nil : tickets[number])
        }
    }

    /// Has every chip merge the progress of all others, then hash and sign for what training left in it.
    ///
    /// - Throws: `ClusterStop` where a chip refuses.
    package mutating func export() throws {
        let (weights, all) = (try weights(), chips)
        try each(.export) { (chip, number) throws(Obstacle) in
            for other in all.indices where other != number { try chip.merge(from: all[other].chip) }
        }
        var exported: [LineageTicket] = []
        try each(.export) { (chip, number) throws(Obstacle) in
            exported.append(try chip.export(weights[number]))
        }
        tickets = exported
    }

    /// The weights that each accelerator holds.
    package func weights() throws(TensorError) -> [[UInt8]] {
        var weights: [[UInt8]] = []
        for number in chips.indices { weights.append(try accelerator(number).weightBytes) }
        return weights
    }
}
