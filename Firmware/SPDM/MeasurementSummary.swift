/// Which measurements a summary covers (DSP0274 1.3, section 10.8).
enum MeasurementSummary: UInt8 {
    /// There is no summary.
    case none = 0
    /// What the chip's trust rests on.
    case trustedBase = 1
    /// All.
    case all = 0xff
}
