import InterlockTesting
import Tensors
import Testing

@Suite("Products")
struct ProductTests {
    @Test("every variant gives the bytes of one chain of fused multiply-adds", arguments: UInt64(1)...60)
    func variants(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let (rows, inner, columns) = (generator.number(1...40), generator.number(1...50), generator.number(1...70))
        let (left, right) = (try generator.matrix(rows, inner), try generator.matrix(inner, columns))
        var expected: [Float] = []
        for row in 0..<rows {
            for column in 0..<columns {
                var sum: Float = 0
                for index in 0..<inner {
                    sum.addProduct(left.values[row * inner + index], right.values[index * columns + column])
                }
                expected.append(sum)
            }
        }
        for variant in 0..<Matrix.productVariants {
            #expect(try left.product(right, variant: variant).values == expected, "seed \(seed), variant \(variant)")
        }
    }

    @Test("blocks of every size join without a trace", arguments: [(150, 40, 800), (30, 3100, 5), (289, 33, 385)])
    func blocks(rows: Int, columns: Int, inner: Int) throws {
        var generator = Generator(seed: 1)
        let (left, right) = (try generator.matrix(rows, inner), try generator.matrix(inner, columns))
        let whole = try left.product(right)
        for variant in 0..<Matrix.productVariants {
            #expect(try left.product(right, variant: variant) == whole, "variant \(variant)")
        }
        // A row's result does not depend on the rows beside it.
        for row in [0, rows / 2, rows - 1] {
            let alone = try left.slice(rows: row..<row + 1).product(right)
            #expect(try alone == whole.slice(rows: row..<row + 1))
        }
    }

    @Test("8-bit integers add up exactly")
    func integers() throws {
        var generator = Generator(seed: 2)
        let (left, right) = (
            try Matrix(7, 1000, (0..<7000).map { _ in Float(generator.number(-127...127)) }),
            try Matrix(1000, 9, (0..<9000).map { _ in Float(generator.number(-127...127)) })
        )
        let product = try left.product(right)
        for row in 0..<7 {
            for column in 0..<9 {
                let sum = (0..<1000).reduce(0) {
                    $0 + Int(left.values[row * 1000 + $1]) * Int(right.values[$1 * 9 + column])
                }
                #expect(Int(product.values[row * 9 + column]) == sum)
            }
        }
    }
}

@Suite("Bad tensors")
struct BadTensorTests {
    @Test("a dimension of zero, a shape that overflows, a wrong count and not-a-number are refused")
    func shapes() {
        #expect(throws: TensorError.zeroSized(rows: 0, columns: 3)) { try Matrix(0, 3, []) }
        #expect(throws: TensorError.zeroSized(rows: 2, columns: -1)) { try Matrix(zeros: 2, -1) }
        #expect(throws: TensorError.shapeOverflow(rows: .max, columns: 2)) { try Matrix(zeros: .max, 2) }
        #expect(throws: TensorError.shapeOverflow(rows: 1 << 16, columns: 1 << 16)) {
            try Matrix(zeros: 1 << 16, 1 << 16)
        }
        #expect(throws: TensorError.count(expected: 4, found: 3)) { try Matrix(2, 2, [1, 2, 3]) }
        #expect(throws: TensorError.notFinite(index: 1)) { try Matrix(1, 2, [0, .nan]) }
        #expect(throws: TensorError.notFinite(index: 0)) { try Matrix(1, 1, [.infinity]) }
    }

    @Test("operands that do not fit are refused, and the error says what must be what")
    func operands() throws {
        let (two, three) = (try Matrix(zeros: 2, 2), try Matrix(zeros: 3, 3))
        #expect(throws: TensorError.self) { try two.product(three) }
        #expect(throws: TensorError.self) { try two.adding(three) }
        #expect(throws: TensorError.self) { try two.adding(row: [1]) }
        #expect(throws: TensorError.self) { try two.slice(rows: 1..<3) }
        #expect(throws: TensorError.self) { try two.slice(rows: 1..<1) }
        #expect(throws: TensorError.self) { try two.slice(columns: 1..<3) }
        #expect(throws: TensorError.token(2, vocabulary: 2)) { try two.rows(at: [0, 2]) }
        #expect(throws: TensorError.token(-1, vocabulary: 2)) { try two.rows(at: [-1]) }
        #expect(throws: TensorError.self) { try two.rows(at: []) }
        #expect(throws: TensorError.self) { try Normalisation(.layer, scale: [1, 1, 1]).forward(two) }
        #expect(throws: TensorError.self) { try Activation.gated.forward(three) }
        #expect(throws: TensorError.self) { try Rotary(headDimension: 3) }
        #expect(throws: TensorError.self) { try Rotary(headDimension: 2).turned(two, positions: [1]) }
        #expect(throws: TensorError.self) { try ScaledAttention(heads: 3, keyValueHeads: 2, headDimension: 1) }
        #expect(throws: TensorError.self) { try ScaledAttention(heads: 0, keyValueHeads: 1, headDimension: 1) }
        let attention = try ScaledAttention(heads: 1, keyValueHeads: 1, headDimension: 3)
        #expect(throws: TensorError.self) {
            try attention.forward(
                three, keys: three.slice(rows: 0..<1), values: three.slice(rows: 0..<1), rounding: .fp32,
                skippingMasked: true)
        }
        #expect(throws: TensorError.self) { try CrossEntropy.joined([]) }
        #expect(throws: TensorError.self) { try CrossEntropy.summary(two, firstToken: 0, targets: [1]) }
        #expect(throws: TensorError.self) { try ElementFormat.bf16.decode([1, 2, 3], rows: 1, columns: 2) }
        let error = TensorError.mismatch("the count of rows", expected: 2, found: 3)
        #expect(error.description == "the count of rows is 3; it must be 2")
    }
}
