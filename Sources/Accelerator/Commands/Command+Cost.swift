extension Command {
    /// The cost of the undivided command.
    var wholeCost: Counters {
        switch operation {
        case .prefill(let shape):
            modelCost(
                commands: 1,
                traffic: shape.model.traffic(
                    tokens: shape.allTokens, logitTokens: shape.logitTokens,
                    cacheTokensRead: UInt128(shape.batch) * UInt128(shape.cachedTokens + shape.tokens),
                    weightReads: 1, tokensEachRead: shape.allTokens, format: format))
        case .decode(let shape):
            modelCost(
                commands: UInt128(shape.tokens),
                traffic: shape.model.traffic(
                    tokens: shape.allTokens, logitTokens: shape.allTokens, cacheTokensRead: shape.pairs,
                    weightReads: UInt128(shape.tokens), tokensEachRead: UInt128(shape.batch), format: format))
        case .forward(let pass):
            modelCost(commands: 1, traffic: forwardTraffic(pass, withLogits: true))
        case .backward(let pass, let recompute):
            modelCost(commands: 1, traffic: backwardTraffic(pass, recompute))
        case .optimiserStep(let step): optimiserCost(step)
        case .weightLoad(let bytes): weightLoadCost(UInt128(bytes))
        case .collective(let collective): cost(of: collective)
        case .sendReceive(let sent, let received, let repetitions):
            transferCost(sent: sent, received: received, repetitions: repetitions)
        }
    }

    private func modelCost(commands: UInt128, traffic: (read: UInt128, written: UInt128)) -> Counters {
        let work = work
        var counters = Counters()
        counters[.multiplyAccumulates(format)] = work.multiplyAccumulates
        counters[.vectorOperations(format.vectorFormat)] = work.vectorOperations
        counters[.memoryBytesRead] = traffic.read
        counters[.memoryBytesWritten] = traffic.written
        counters[.commands(kind)] = commands
        return counters
    }

    private func forwardTraffic(_ pass: Pass, withLogits: Bool) -> (read: UInt128, written: UInt128) {
        pass.model.traffic(
            tokens: pass.allTokens, logitTokens: withLogits ? pass.allTokens : 0, cacheTokensRead: pass.allTokens,
            weightReads: 1, tokensEachRead: pass.allTokens, format: format)
    }

    /// The pass reads the operands of the forward pass and the gradients of its results, and writes the gradients of
    /// those operands; weights are read once; their gradients are accumulated in FP32, read and written.
    private func backwardTraffic(_ pass: Pass, _ recompute: Recompute) -> (read: UInt128, written: UInt128) {
        let once = forwardTraffic(pass, withLogits: true)
        let weights = pass.model.weightsRead(tokens: pass.allTokens)
        let gradients = NumberFormat.fp32.bytes(weights)
        var sum = (
            read: once.read + once.written + gradients, written: once.read - format.bytes(weights) + gradients
        )
        if recompute == .full {
            let again = forwardTraffic(pass, withLogits: false)
            sum.read += again.read - format.bytes(pass.model.parameters.head)
            sum.written += again.written
        }
        return sum
    }

    /// Reads gradient, master copy and state, writes master copy and state in FP32, and the weights in `format`.
    private func optimiserCost(_ step: OptimiserStep) -> Counters {
        let parameters = UInt128(step.parameters)
        let kept = 1 + UInt128(step.rule.stateValues)
        let weights = format.bytes(parameters)
        var counters = Counters()
        counters[.vectorOperations(.fp32)] = parameters * UInt128(step.rule.operations)
        counters[.memoryBytesRead] = NumberFormat.fp32.bytes(parameters * (kept + 1))
        counters[.memoryBytesWritten] = NumberFormat.fp32.bytes(parameters * kept) + weights
        counters[.weightBytesWritten] = weights
        counters[.commands(.optimiserStep)] = 1
        return counters
    }

    private func weightLoadCost(_ bytes: UInt128) -> Counters {
        var counters = Counters()
        counters[.memoryBytesWritten] = bytes
        counters[.weightBytesWritten] = bytes
        counters[.commands(.weightLoad)] = 1
        return counters
    }

    /// One chip's part of a collective: the buffer read and written once, sums that the chip adds itself.
    func cost(of collective: Collective) -> Counters {
        var counters = Counters()
        let vector = format.vectorFormat
        let times = UInt128(collective.repetitions)
        counters[.linkBytesSent] = times * collective.linkBytes
        counters[.linkBytesReceived] = times * collective.linkBytes
        counters[.memoryBytesRead] = times * UInt128(collective.bytes)
        counters[.memoryBytesWritten] = times * UInt128(collective.bytes)
        counters[.vectorOperations(vector)] = times * (collective.reducedBytes * 8 / UInt128(vector.bits))
        counters[.commands(kind)] = times
        return counters
    }

    /// Bytes sent are read from memory, bytes received are written to it.
    func transferCost(sent: UInt64, received: UInt64, repetitions: UInt64) -> Counters {
        var counters = Counters()
        let times = UInt128(repetitions)
        counters[.linkBytesSent] = times * UInt128(sent)
        counters[.linkBytesReceived] = times * UInt128(received)
        counters[.memoryBytesRead] = times * UInt128(sent)
        counters[.memoryBytesWritten] = times * UInt128(received)
        counters[.commands(.sendReceive)] = times
        return counters
    }
}
