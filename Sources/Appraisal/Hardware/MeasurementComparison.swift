import Attestation

/// One measurement beside what a manifest expects.
public struct MeasurementComparison: Hashable, Sendable {
    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// The device reports one of the expected values.
        case match
        /// It reports another.
        case mismatch
        /// It does not report the index.
        case notReported
        /// No manifest has an active measurement of the index.
        case notInManifest
        /// It was left out, for this reason.
        case leftOut(String)
    }

    /// The index as manifests count, from 0; the block of the report has the next number.
    public let index: Int
    /// What the device reports.
    public let reported: MeasurementBlock?
    /// What the manifest expects.
    public let expected: ReferenceMeasurement?
    /// The manifest's file.
    public let manifest: String?
    /// What came of it.
    public let outcome: Outcome

    /// The index of the measurement of the first video decoder's firmware.
    static let decoderIndex = 35

    /// Compares what a manifest expects with what a report has; a raw value is no digest, and matches nothing.
    ///
    /// Where the report says that the first video decoder is disabled (0x55), its measurement is left out, as
    /// NVIDIA's own verifier does.
    init(_ expected: ReferenceMeasurement, of manifest: String, in report: HardwareReport) {
        index = expected.index
        let block = report.response.blocks.first { Int($0.index) == expected.blockIndex }
        reported = block
        self.expected = expected
        self.manifest = manifest
        let isDisabled = report.field(.decoderStatus)?.value == [0x55]
        if expected.index == MeasurementComparison.decoderIndex, isDisabled {
            outcome = .leftOut("the decoder is disabled")
        } else if let block {
            outcome = !block.isRaw && expected.alternatives.contains(block.value) ? .match : .mismatch
        } else {
            outcome = .notReported
        }
    }

    /// A measurement that no manifest has.
    init(unexpected block: MeasurementBlock) {
        index = Int(block.index) - 1
        reported = block
        expected = nil
        manifest = nil
        outcome = .notInManifest
    }
}
