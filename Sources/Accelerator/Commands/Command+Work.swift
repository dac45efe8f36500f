extension Command {
    /// Arithmetic with the model that the whole command does, before it is divided among chips, by part of the model.
    ///
    /// Zero for commands that don't pass through a model: optimiser steps, collectives, transfers, weight loads.
    public var work: Work {
        switch operation {
        case .prefill(let shape): shape.work
        case .decode(let shape): shape.work
        case .forward(let pass): pass.work(withLogits: true)
        case .backward(let pass, let recompute): pass.backwardWork(recompute)
        case .optimiserStep, .collective, .sendReceive, .weightLoad: Work()
        }
    }
}

extension Prefill {
    var allTokens: UInt128 { UInt128(batch) * UInt128(tokens) }

    var logitTokens: UInt128 {
        switch logits {
        case .lastToken: UInt128(batch)
        case .everyToken: allTokens
        }
    }

    var work: Work {
        let pairs = counting.pairs(tokens: UInt128(tokens), cached: UInt128(cachedTokens))
        return model.work(
            tokens: allTokens, positionCount: UInt128(cachedTokens + tokens), pairs: UInt128(batch) * pairs,
            logitTokens: logitTokens, cached: false)
    }
}

extension Decode {
    var allTokens: UInt128 { UInt128(batch) * UInt128(tokens) }

    /// Pairs over all steps and sequences: step `i` sees the cache, the `i` tokens before it, and itself.
    var pairs: UInt128 {
        let steps = UInt128(tokens)
        return UInt128(batch) * (steps * UInt128(cachedTokens) + steps * (steps + 1) / 2)
    }

    /// A step projects one further relative position; those before it are kept.
    var work: Work {
        model.work(
            tokens: allTokens, positionCount: UInt128(tokens), pairs: pairs, logitTokens: allTokens, cached: true)
    }
}

extension Pass {
    var allTokens: UInt128 { UInt128(batch) * UInt128(tokens) }

    func work(withLogits: Bool) -> Work {
        model.work(
            tokens: allTokens, positionCount: UInt128(tokens),
            pairs: UInt128(batch) * counting.pairs(tokens: UInt128(tokens), cached: 0),
            logitTokens: withLogits ? allTokens : 0, cached: false)
    }

    /// Twice the forward pass (gradients of activations and of weights: arXiv 2001.08361, section 2.1), and the
    /// forward pass of the layers once more where activations are recomputed.
    func backwardWork(_ recompute: Recompute) -> Work {
        let gradients = work(withLogits: true).repeated(2)
        switch recompute {
        case .none: return gradients
        case .full: return gradients + work(withLogits: false)
        }
    }
}
