import Tensors
import Testing

/// Every operation, forward and backward, beside NumPy in float64 (gradients there are differences, not derivations).
@Suite("Operations beside NumPy")
struct GoldenTests {
    let vectors: Vectors

    /// Some units in the last place of FP32.
    static let close = 2e-6
    /// The same, and what central differences leave.
    static let gradientClose = 4e-6

    init() throws { vectors = try Vectors.load() }

    @Test("elementary functions")
    func elementary() {
        for point in vectors.exp {
            for (x, y) in zip(point.x, point.y) { #expect((Elementary.exp(x) - y).magnitude <= 1e-9 * y, "\(x)") }
        }
        for point in vectors.log {
            for (x, y) in zip(point.x, point.y) {
                #expect((Elementary.log(x) - y).magnitude <= 1e-8 * max(y.magnitude, 1e-9), "\(x)")
            }
        }
        for angle in vectors.sineAndCosine {
            for (index, x) in angle.x.enumerated() {
                let (sine, cosine) = Elementary.sineAndCosine(x)
                #expect((sine - angle.sine[index]).magnitude < 1e-9, "\(x)")
                #expect((cosine - angle.cosine[index]).magnitude < 1e-9, "\(x)")
            }
        }
        #expect(Elementary.exp(-1e9) < 1e-300)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.log(1) == 0)
    }

    @Test("products, in all orientations")
    func product() throws {
        for item in vectors.product {
            let (a, b) = (try item.a.matrix, try item.b.matrix)
            #expect(error(try a.product(b).values, item.c.values) < Self.close)
            let turned = (try transposed(a), try transposed(b))
            #expect(try turned.0.product(b, left: .transposed) == a.product(b))
            #expect(try a.product(turned.1, right: .transposed) == a.product(b))
            #expect(try turned.0.product(turned.1, left: .transposed, right: .transposed) == a.product(b))
        }
    }

    private func transposed(_ matrix: Matrix) throws -> Matrix {
        let values = (0..<matrix.columns).flatMap { column in
            (0..<matrix.rows).map { matrix.values[$0 * matrix.columns + column] }
        }
        return try Matrix(matrix.columns, matrix.rows, values)
    }

    @Test("normalisation")
    func normalisation() throws {
        for item in vectors.normalisation {
            let shift = item.centred ? item.shift.map { Float($0) } : nil
            let operation = Normalisation(
                item.centred ? .layer : .rootMeanSquare, scale: item.scale.map { Float($0) }, shift: shift)
            #expect(error(try operation.forward(item.x.matrix).values, item.y.values) < Self.close)
            let gradients = try operation.backward(item.x.matrix, item.g.matrix)
            #expect(error(gradients.input.values, item.dx.values) < Self.gradientClose)
            #expect(error(gradients.scale, item.dscale) < Self.gradientClose)
            if item.centred { #expect(error(gradients.shift, item.dshift) < Self.gradientClose) }
        }
    }

    @Test("activation")
    func activation() throws {
        for item in vectors.activation {
            let operation: Activation = item.gated ? .gated : .plain
            #expect(error(try operation.forward(item.x.matrix).values, item.y.values) < Self.close)
            let gradient = try operation.backward(item.x.matrix, item.g.matrix)
            #expect(error(gradient.values, item.dx.values) < Self.gradientClose)
        }
    }

    @Test("rotary embedding, and back")
    func rotary() throws {
        for item in vectors.rotary {
            let operation = try Rotary(headDimension: item.dimension)
            let turned = try operation.turned(item.x.matrix, positions: item.positions)
            #expect(error(turned.values, item.y.values) < Self.close)
            let back = try operation.turned(turned, positions: item.positions, reverse: true)
            #expect(error(back.values, item.x.values) < Self.close)
        }
    }

    @Test("softmax")
    func softMax() throws {
        for item in vectors.softmax { #expect(error(try item.x.matrix.softMax().values, item.y.values) < Self.close) }
    }

    @Test("attention, whether masked keys are skipped or not", arguments: [true, false])
    func attention(skipping: Bool) throws {
        for item in vectors.attention {
            let operation = try ScaledAttention(
                heads: item.heads, keyValueHeads: item.keyValueHeads, headDimension: item.dimension)
            let (q, k, v) = (try item.q.matrix, try item.k.matrix, try item.v.matrix)
            let (output, probabilities) = try operation.forward(
                q, keys: k, values: v, rounding: .fp32, skippingMasked: skipping)
            #expect(error(output.values, item.y.values) < Self.close)
            let gradients = try operation.backward(
                item.g.matrix, queries: q, keys: k, values: v, probabilities: probabilities, rounding: .fp32,
                gradientRounding: .fp32, skippingMasked: skipping)
            #expect(error(gradients.queries.values, item.dq.values) < Self.gradientClose)
            #expect(error(gradients.keys.values, item.dk.values) < Self.gradientClose)
            #expect(error(gradients.values.values, item.dv.values) < Self.gradientClose)
        }
    }

    @Test("cross-entropy, the vocabulary whole or divided", arguments: [1, 2, 4])
    func crossEntropy(chips: Int) throws {
        for item in vectors.crossEntropy {
            let logits = try item.x.matrix
            let part = logits.columns / chips
            let parts = try (0..<chips).map { try logits.slice(columns: $0 * part..<($0 + 1) * part) }
            let summaries = try parts.enumerated().map {
                try CrossEntropy.summary($1, firstToken: $0 * part, targets: item.targets)
            }
            let joined = try CrossEntropy.joined(summaries)
            let losses = (0..<logits.rows).map { joined.values[$0 * 3 + 2] }
            #expect(error(losses, item.losses) < Self.close)
            var whole = logits
            for (index, own) in parts.enumerated() {
                try whole.replace(
                    columnsFrom: index * part,
                    with: CrossEntropy.gradient(
                        own, firstToken: index * part, targets: item.targets, joined: joined,
                        factor: 1 / Float(logits.rows)))
            }
            #expect(error(whole.values, item.dx.values) < Self.gradientClose)
        }
    }

    @Test("embedding")
    func embedding() throws {
        for item in vectors.embedding {
            #expect(error(try item.table.matrix.rows(at: item.indices).values, item.y.values) < 1e-9)
            var gradient = try Matrix(zeros: item.table.rows, item.table.columns)
            try gradient.add(item.g.matrix, at: item.indices)
            #expect(error(gradient.values, item.dtable.values) < Self.gradientClose)
        }
    }

    @Test("optimisers")
    func update() throws {
        #expect(vectors.update.map(\.rule) == ["sgd", "adam", "adamW"])
        for item in vectors.update {
            let rule: Update = item.rule == "sgd" ? .sgd : item.rule == "adam" ? .adam : .adamW(decay: 0.1)
            var weights = item.weights.map { Float($0) }
            var (first, second) = ([Float](repeating: 0, count: 6), [Float](repeating: 0, count: 6))
            for (step, gradients) in item.gradients.enumerated() {
                try rule.apply(
                    to: &weights, gradients: gradients.map { Float($0) }, first: &first, second: &second,
                    rate: Float(item.rate), step: step + 1)
            }
            #expect(error(weights, item.result) < Self.close, "\(item.rule)")
        }
    }
}
