import ArgumentParser
import Foundation
import Tensors

/// The rate of FP32 matrix products on one core; `tools/bench gemm` sets it beside OpenBLAS.
struct BenchProduct: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "product", abstract: "FP32 matrix products on one core, in gigaflops.", shouldDisplay: false)

    @Option(help: "How many times each size is measured; the best counts.")
    var rounds: Int = 5

    @Argument(help: "Rows, columns and inner dimensions of square products.")
    var sizes: [Int] = [64, 128, 256, 512, 1024, 1536]

    func validate() throws {
        guard rounds > 0, sizes.allSatisfy({ (1...8192).contains($0) }) else {
            throw ValidationError("Give at least one round, and sizes from 1 to 8192.")
        }
    }

    func run() throws {
        // The allocator keeps the pages of what it has seen freed: the largest product first, as in a long run.
        if let largest = sizes.max() {
            let matrix = try Matrix(zeros: largest, largest)
            for _ in 0..<2 { _ = try matrix.product(matrix) }
        }
        for size in sizes {
            let values = (0..<size * size).map { Float(($0 * 7919) % 2003) / 1001 - 1 }
            let matrix = try Matrix(size, size, values)
            let repetitions = max(1, (1 << 27) / (size * size * size))
            var best = Int.max
            for _ in 0..<rounds {
                // The processor's time, so that other programs disturb less.
                let start = clock()
                for _ in 0..<repetitions { _ = try matrix.product(matrix) }
                best = min(best, clock() - start)
            }
            let operations = 2 * Double(repetitions) * Double(size * size) * Double(size)
            print(size, operations / Double(max(best, 1)) * Double(CLOCKS_PER_SEC) / 1e9)
        }
    }
}
