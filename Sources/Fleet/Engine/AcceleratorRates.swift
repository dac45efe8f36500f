import Accelerator

/// How long commands take on an accelerator: a roofline over arithmetic, memory and links.
///
/// Peaks are those of one NVIDIA H100 SXM5 without sparsity (H100 data sheet; the same numbers as in arXiv 2311.18677,
/// table 1): 989.4 TFLOP/s in BF16, 3.35 TB/s of HBM, 900 GB/s of NVLink in both directions together, PCIe 5 x16.
/// Utilisations are round figures for well-run servers; they scale time and never change what is counted.
package struct AcceleratorRates: Hashable, Sendable {
    /// Bytes of HBM on one chip.
    package static let memoryBytes: UInt64 = 80_000_000_000
    /// Per cent of the arithmetic peak that kernels reach.
    package static let arithmeticUtilisation: UInt64 = 50
    /// Per cent of the memory and link bandwidths that they reach.
    package static let bandwidthUtilisation: UInt64 = 80
    /// Bytes a nanosecond from and to HBM, at the peak.
    package static let memoryBandwidth: UInt64 = 3350
    /// Bytes a nanosecond over links in each direction, at the peak.
    package static let linkBandwidth: UInt64 = 450
    /// Bytes a nanosecond from the host, for weights that are loaded.
    package static let loadBandwidth: UInt64 = 55
    /// Elementwise operations a nanosecond, in any format.
    static let vectorPeak: UInt64 = 66_900

    /// Matrix operations a nanosecond at the peak; two for a multiply-accumulate.
    package static func matrixPeak(_ format: NumberFormat) -> UInt64 {
        switch format {
        case .fp64, .fp32: 66_900
        case .tf32: 494_700
        case .bf16, .fp16: 989_400
        case .fp8, .int8, .fp4, .int4: 1_978_900
        }
    }

    /// Nanoseconds that a command of this cost takes, at least one.
    package static func nanoseconds(_ cost: Counters) -> UInt64 {
        var matrix: UInt64 = 0
        var vector: UInt64 = 0
        for format in NumberFormat.allCases {
            let products = UInt64(clamping: cost[.multiplyAccumulates(format)])
            if products > 0 {
                matrix = sum(matrix, products / (matrixPeak(format) * arithmeticUtilisation / 200))
            }
            vector = sum(vector, UInt64(clamping: cost[.vectorOperations(format)]))
        }
        let memory = sum(
            UInt64(clamping: cost[.memoryBytesRead]), UInt64(clamping: cost[.memoryBytesWritten]))
        let link = max(UInt64(clamping: cost[.linkBytesSent]), UInt64(clamping: cost[.linkBytesReceived]))
        return max(
            1, matrix, vector / (vectorPeak * arithmeticUtilisation / 100),
            memory / (memoryBandwidth * bandwidthUtilisation / 100), link / (linkBandwidth * bandwidthUtilisation / 100)
        )
    }

    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
