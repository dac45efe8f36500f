extension PublishedRun {
    /// What the source's formula gives for the whole run, in operations.
    public var formulaOperations: Double {
        let trained = Double(tokens)
        switch formula {
        case .sixND(let parameters):
            return 6 * Double(parameters) * trained
        case .palm(let parameters):
            let scores = 12 * model.layers * model.attention.queryWidth * sequence
            return (6 * Double(parameters) + Double(scores)) * trained
        case .megatron:
            return megatronEachToken * trained
        case .chinchilla:
            return chinchillaEachToken * trained
        case .hardware:
            return hardware.map { $0.operationsAtPeak * ($0.utilisation ?? 1) } ?? 0
        }
    }

    private var megatronEachToken: Double {
        let (layers, width) = (Double(model.layers), Double(model.width))
        let factor: Double = recompute == .full ? 96 : 72
        // The head is never recomputed: its term is the same in both, so it is divided by the factor's own 1/6.
        let head = 6 * Double(model.vocabulary) / (factor * layers * width)
        return factor * layers * width * width * (1 + Double(sequence) / (6 * width) + head)
    }

    private var chinchillaEachToken: Double {
        let (width, inner) = (Double(model.width), Double(model.attention.queryWidth))
        let (length, heads) = (Double(sequence), Double(model.attention.heads))
        let network = Double(model.feedForwardParts.dense?.width ?? 0)
        let attention = 8 * width * inner + 4 * length * inner + 3 * heads * length
        let layer = attention + 4 * width * network
        let head = 2 * width * Double(model.vocabulary)
        let passes: Double = recompute == .full ? 4 : 3
        return passes * Double(model.layers) * layer + 3 * head
    }
}
