/// One run of the catalogue, executed and compared with what its source says.
public struct CatalogueRow: Sendable {
    /// The run.
    public let run: PublishedRun
    /// Parameters of the architecture.
    public let parameters: ParameterCount
    /// The counters after the run.
    public let counters: Counters
    /// The run's arithmetic, by part of the model.
    public let work: Work
    /// What the source's formula gives, on its own terms, in operations.
    public let formulaOperations: Double
    /// What the meter counted of that which the formula counts, in operations; nil where the formula counts none.
    public let comparableOperations: Double?

    /// Executes a run and compares it.
    ///
    /// - Parameter run: the run.
    /// - Throws: `ShapeError` where the run's shapes are out of range; no run of the catalogue is.
    public init(_ run: PublishedRun) throws(ShapeError) {
        self.run = run
        parameters = run.model.parameters
        let (counters, work) = try run.execute()
        self.counters = counters
        self.work = work
        formulaOperations = run.formulaOperations
        comparableOperations =
            switch run.formula {
            case .sixND: 2 * Double(work.weightMultiplyAccumulates)
            case .palm, .megatron: 2 * Double(work.weightMultiplyAccumulates + work.scoreMultiplyAccumulates)
            case .chinchilla:
                2 * Double(work.weightMultiplyAccumulates + work.scoreMultiplyAccumulates)
                    + Double(work.softmaxOperations)
            case .hardware: nil
            }
    }

    /// Operations that policy counts for the whole run.
    public var metered: UInt128 { counters.policyOperations }

    /// The part of the metered operations that attention scores are, as a fraction. A kernel that skips masked pairs
    /// does about half of them.
    public var scoreFraction: Double { 2 * Double(work.scoreMultiplyAccumulates) / Double(metered) }

    /// Metered operations over the formula's, like for like; nil where the formula counts no operations.
    ///
    /// `6ND` charges every parameter; those that are only looked up multiply nothing, so they are taken out of `N`.
    public var ratio: Double? { comparableOperations.map { $0 / (formulaOperations - lookupCharge) } }

    /// What `6ND` charges for parameters that are only looked up.
    private var lookupCharge: Double {
        guard case .sixND = run.formula else { return 0 }
        return 6 * Double(parameters.lookup) * Double(run.tokens)
    }

    /// Metered operations against the published figure: 0.01 is one percent more; nil where none is published.
    public var distanceFromPublished: Double? { run.published.map { Double(metered) / $0 - 1 } }

    /// Metered operations over what the declared machine time allows at peak; nil where no machine time is declared.
    public var impliedUtilisation: Double? { run.hardware.map { Double(metered) / $0.operationsAtPeak } }
}
