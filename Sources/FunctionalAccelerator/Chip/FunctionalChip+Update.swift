import Accelerator
import Tensors

extension FunctionalChip {
    /// Updates the master copy from the gradients, writes the weights, and clears the gradients.
    mutating func update(_ rule: Update, rate: Float, step: Int) throws(TensorError) {
        guard let training else { throw .unsupported("training on a chip that only infers") }
        let count = parameters.reduce(0) { $0 + $1.count }
        let gradientPlace = training.gradients.window(at: 0, 1, count)
        let gradients = try load(gradientPlace)
        try gradients.requireFinite()
        let masterPlace = training.master.window(at: 0, 1, count)
        let momentPlaces = training.moments.map { $0.window(at: 0, 1, count) }
        var master = try load(masterPlace).values
        var moments: [[Float]] = []
        for place in momentPlaces { moments.append(try load(place).values) }
        var (first, second): ([Float], [Float]) = ([], [])
        if moments.count == 2 { (first, second) = (moments[0], moments[1]) }
        moments = []
        try rule.apply(
            to: &master, gradients: gradients.values, first: &first, second: &second, rate: rate, step: step)
        counters[.vectorOperations(.fp32)] += UInt128(count) * UInt128(rule.operations)
        for (place, values) in zip(momentPlaces, [first, second]) {
            try store(try Matrix(1, count, unchecked: values), in: place)
        }
        let whole = try Matrix(1, count, unchecked: master)
        try store(whole, in: masterPlace)
        for (parameter, tensor) in zip(parameters, weights) {
            let values = try whole.slice(columns: parameter.first..<parameter.first + parameter.count).values
            try store(try Matrix(parameter.rows, parameter.columns, unchecked: values), in: tensor)
            counters[.weightBytesWritten] += UInt128(parameter.count * tensor.format.byteCount)
        }
        try memory.store(try Matrix(zeros: 1, training.gradients.columns), in: training.gradients)
        counters[.commands(.optimiserStep)] += 1
    }
}

extension Update {
    /// Elementwise operations of one parameter, as the rule above writes them out.
    fileprivate var operations: UInt64 {
        switch self {
        case .sgd: 2
        case .adam: 14
        case .adamW: 16
        }
    }

    /// The rule that a command names; AdamW decays by a tenth.
    init(_ rule: OptimiserStep.Rule) {
        switch rule {
        case .sgd: self = .sgd
        case .adam: self = .adam
        case .adamW: self = .adamW(decay: 0.1)
        }
    }
}
