/// The machine time that a source declares for its run.
public struct DeclaredHardware: Hashable, Sendable {
    /// The chip.
    public let chip: String
    /// Chips × hours.
    public let chipHours: Double
    /// Peak of one chip in the run's format, dense, in operations a second.
    public let peak: Double
    /// Utilisation that the source declares, as a fraction; nil where it declares none.
    public let utilisation: Double?

    /// Operations that the chips would do at their peak for the whole time.
    public var operationsAtPeak: Double { chipHours * 3600 * peak }
}
