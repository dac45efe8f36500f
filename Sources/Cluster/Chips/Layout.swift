import Accelerator
import Attestation
import Silicon

/// Which chip of a cluster holds which part of the model, and which chips are linked.
package struct Layout: Sendable {
    private let parallelism: Parallelism
    private let chips: [ChipID]

    /// Replica, pipeline stage, and rank in the tensor group.
    package typealias Place = (replica: Int, stage: Int, rank: Int)

    init(_ parallelism: Parallelism, _ chips: [ChipID]) {
        (self.parallelism, self.chips) = (parallelism, chips)
    }

    /// Where the chip with a number stands.
    package func place(_ number: Int) -> Place {
        let (replica, rest) = number.quotientAndRemainder(dividingBy: parallelism.modelChips)
        let (stage, rank) = rest.quotientAndRemainder(dividingBy: parallelism.tensor)
        return (replica, stage, rank)
    }

    /// The number of the chip at a place.
    func number(_ replica: Int, _ stage: Int, _ rank: Int) -> Int {
        (replica * parallelism.pipeline + stage) * parallelism.tensor + rank
    }

    /// The chips of a stage, over some replicas.
    func numbers(ofStage stage: Int, replicas: Range<Int>) -> [Int] {
        replicas.flatMap { replica in (0..<parallelism.tensor).map { number(replica, stage, $0) } }
    }

    /// The chips that a chip exchanges anything with, each once.
    func peers(of number: Int) -> [Int] {
        let (_, stage, _) = place(number)
        var peers = ring(.tensor, number) + ring(.data, number)
        if stage > 0 { peers.append(neighbour(of: number, stages: -1)) }
        if stage < parallelism.pipeline - 1 { peers.append(neighbour(of: number, stages: 1)) }
        return Array(Set(peers).subtracting([number])).sorted()
    }

    /// The chips that a collective goes around.
    enum Ring {
        /// Those that divide a layer.
        case tensor
        /// Those that hold the same part in each replica.
        case data
    }

    /// A collective's traffic: to the next of the ring, from the one before.
    func load(_ cost: Counters, around ring: Ring, _ number: Int) -> CommandLoad {
        let ends = self.ring(ring, number)
        return load(cost, next: ends[0], previous: ends[1])
    }

    /// A transfer's traffic: `forward` to the next stage and from the one before, else the other way.
    func load(_ cost: Counters, forward: Bool, _ number: Int) -> CommandLoad {
        let step = forward ? 1 : -1
        return load(
            cost, next: neighbour(of: number, stages: step), previous: neighbour(of: number, stages: -step))
    }

    private func load(_ cost: Counters, next: Int, previous: Int) -> CommandLoad {
        var links: [CommandLoad.Link] = []
        let (sent, received) = (cost[.linkBytesSent], cost[.linkBytesReceived])
        if sent > 0 { links.append(CommandLoad.Link(peer: chips[next].bytes, sent: sent, received: 0)) }
        if received > 0 { links.append(CommandLoad.Link(peer: chips[previous].bytes, sent: 0, received: received)) }
        return CommandLoad(links: links)
    }

    private func neighbour(of number: Int, stages: Int) -> Int {
        let (replica, stage, rank) = place(number)
        return self.number(replica, stage + stages, rank)
    }

    /// The next of a ring and the one before; the chip itself where it is alone.
    private func ring(_ ring: Ring, _ number: Int) -> [Int] {
        let (replica, stage, rank) = place(number)
        return [1, -1].map { step in
            switch ring {
            case .tensor:
                self.number(replica, stage, (rank + step + parallelism.tensor) % parallelism.tensor)
            case .data: self.number((replica + step + parallelism.data) % parallelism.data, stage, rank)
            }
        }
    }
}
