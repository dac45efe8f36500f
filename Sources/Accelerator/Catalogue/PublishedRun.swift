/// A training run that its makers described in public, with what they say that it cost.
public struct PublishedRun: Sendable {
    /// The model that was trained.
    public let name: PublishedModel
    /// Its architecture.
    public let model: Transformer
    /// Tokens trained on.
    public let tokens: UInt64
    /// Tokens of a sequence.
    public let sequence: Int
    /// Sequences of a batch; the largest where the batch grew.
    public let batch: Int
    /// Format of matrix operands.
    public let format: NumberFormat
    /// Whether activations were recomputed.
    public let recompute: Recompute
    /// The source's way of counting.
    public let formula: SourceFormula
    /// Operations that the source publishes; nil where it publishes none.
    public let published: Double?
    /// Machine time that the source declares; nil where it declares none.
    public let hardware: DeclaredHardware?
    /// Where the numbers come from.
    public let source: String
    /// What explains a gap, or what was assumed; nil where there is nothing to say.
    public let note: String?

    init(
        _ name: PublishedModel, tokens: UInt64, sequence: Int, batch: Int, format: NumberFormat = .bf16,
        recompute: Recompute = .none, formula: SourceFormula, published: Double? = nil,
        hardware: DeclaredHardware? = nil, source: String, note: String? = nil
    ) throws(ShapeError) {
        self.name = name
        model = try name.transformer()
        self.tokens = tokens
        self.sequence = sequence
        self.batch = batch
        self.format = format
        self.recompute = recompute
        self.formula = formula
        self.published = published
        self.hardware = hardware
        self.source = source
        self.note = note
    }

    /// Attention counting of every run: full, as all the sources' formulas have it.
    public static let counting = AttentionCounting.full

    /// The run executed as training steps on one chip without limits, and measured.
    ///
    /// Whole steps of `batch` sequences, then forward and backward passes over the whole sequences that are left.
    ///
    /// - Returns: the counters after the run, and the arithmetic by part of the model.
    /// - Throws: `ShapeError` where the run's shapes are out of range; no run of the catalogue is.
    public func execute() throws(ShapeError) -> (counters: Counters, work: Work) {
        let step = try TrainingStep(
            model: model, format: format, sequences: batch, microBatch: batch, tokens: sequence,
            recompute: recompute, counting: Self.counting)
        let (steps, left) = (tokens / UInt64(sequence)).quotientAndRemainder(dividingBy: UInt64(batch))
        let stream = try step.commands()
        var counters = stream.cost * steps
        var work = Work.sum(of: stream).repeated(UInt128(steps))
        if left > 0 {
            let pass = try Pass(model: model, batch: Int(left), tokens: sequence, counting: Self.counting)
            let rest = CommandStream([
                Command(.forward(pass), format: format),
                Command(.backward(pass, recompute: recompute), format: format),
            ])
            counters = counters + rest.cost
            work = work + Work.sum(of: rest)
        }
        return (counters, work)
    }
}

extension Work {
    static func sum(of stream: CommandStream) -> Work { stream.reduce(Work()) { $0 + $1.work } }
}
