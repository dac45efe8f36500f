import Foundation
import Tensors

/// `Tests/Vectors/tensors.json`: what NumPy and ml_dtypes give; see `make_tensors.py` beside it.
struct Vectors: Decodable {
    struct Values: Decodable {
        let rows: Int
        let columns: Int
        let values: [Double]

        var matrix: Matrix { get throws { try Matrix(rows, columns, values.map { Float($0) }) } }
    }
    struct Codes: Decodable { let format: String, values: [String] }
    struct Samples: Decodable { let bits: [UInt32], e4m3: [UInt32], e5m2: [UInt32], bf16: [UInt32], int8: [UInt32] }
    struct Points: Decodable { let x: [Double], y: [Double] }
    struct Angles: Decodable { let x: [Double], sine: [Double], cosine: [Double] }
    struct Product: Decodable { let a: Values, b: Values, c: Values }
    struct Normalised: Decodable {
        let centred: Bool, x: Values, g: Values, y: Values, dx: Values
        let scale: [Double], shift: [Double], dscale: [Double], dshift: [Double]
    }
    struct Activated: Decodable { let gated: Bool, x: Values, g: Values, y: Values, dx: Values }
    struct Turned: Decodable { let dimension: Int, x: Values, positions: [Int], y: Values }
    struct Plain: Decodable { let x: Values, y: Values }
    struct Attended: Decodable {
        let heads: Int, keyValueHeads: Int, dimension: Int
        let q: Values, k: Values, v: Values, g: Values, y: Values, dq: Values, dk: Values, dv: Values
    }
    struct Loss: Decodable { let x: Values, targets: [Int], losses: [Double], dx: Values }
    struct LookedUp: Decodable { let table: Values, indices: [Int], g: Values, y: Values, dtable: Values }
    struct Updated: Decodable {
        let rule: String, weights: [Double], gradients: [[Double]], rate: Double, result: [Double]
    }

    let decode: [Codes]
    let encode: [Samples]
    let exp: [Points]
    let log: [Points]
    let sineAndCosine: [Angles]
    let product: [Product]
    let normalisation: [Normalised]
    let activation: [Activated]
    let rotary: [Turned]
    let softmax: [Plain]
    let attention: [Attended]
    let crossEntropy: [Loss]
    let embedding: [LookedUp]
    let update: [Updated]

    static func load() throws -> Vectors {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONDecoder().decode(
            Vectors.self, from: Data(contentsOf: tests.appending(path: "Vectors/tensors.json")))
    }
}

/// The largest difference, beside the largest value of the reference.
func error(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let top = expected.reduce(1e-30) { max($0, $1.magnitude) }
    return zip(found, expected).reduce(0) { max($0, (Double($1.0) - $1.1).magnitude) } / top
}
