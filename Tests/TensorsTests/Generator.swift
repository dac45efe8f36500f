import InterlockTesting
import Tensors

extension Generator {
    mutating func matrix(_ rows: Int, _ columns: Int, scale: Float = 1) throws -> Matrix {
        try Matrix(rows, columns, (0..<rows * columns).map { _ in scale * Float.random(in: -1...1, using: &self) })
    }
}
