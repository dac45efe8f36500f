import Accelerator
import FunctionalAccelerator

extension Cluster {
    /// Continues a prompt on one replica's chips, request by request: the commands of each chip first, then the arithmetic.
    ///
    /// - Parameters:
    ///   - prompt: at least one byte.
    ///   - replica: whose chips answer.
    /// - Returns: the prompt, continued.
    /// - Throws: `ClusterStop` where a chip does not let its part pass; `TensorError` where the prompt has bytes outside
    ///   the vocabulary.
    package mutating func answer(_ prompt: [UInt8], on replica: Int) throws -> [UInt8] {
        let each = plan.step.parallelism.modelChips
        let numbers = Array(replica * each..<(replica + 1) * each)
        var continuation = try learning.continuation(
            of: prompt, by: plan.generated, temperature: plan.temperature, replica: replica)
        while let request = try continuation.nextRequest {
            advanceTime()
            try submit(
                try Schedule(request, of: plan.step, by: replica, on: layout), for: .inference, attempt: .answer)
            try requireLoaded(numbers)
            try continuation.advance()
        }
        for (number, counters) in zip(numbers, continuation.counters.joined()) { answering[number] += counters }
        return continuation.bytes
    }

    /// Sends one chip a command for inference, whatever it is: what a host could do at any time.
    package mutating func pass(_ piece: Piece, on number: Int) throws(Obstacle) {
        try chips[number].pass(piece, for: .inference)
    }
}
