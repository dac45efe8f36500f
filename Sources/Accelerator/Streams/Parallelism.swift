/// How a training run divides a model and its batch among chips.
public struct Parallelism: Hashable, Sendable {
    /// Chips that divide every layer.
    public let tensor: Int
    /// Groups of layers, one behind the other.
    public let pipeline: Int
    /// Replicas, each with a part of the batch.
    public let data: Int

    /// One chip that does everything.
    public static let single = Parallelism(unchecked: 1, 1, 1)

    /// Degrees of parallelism.
    ///
    /// - Parameters:
    ///   - tensor: chips that divide every layer, 1 to 2^12.
    ///   - pipeline: groups of layers, 1 to 2^12.
    ///   - data: replicas, 1 to 2^20.
    /// - Throws: `ShapeError` where a degree is out of range.
    public init(tensor: Int, pipeline: Int, data: Int) throws(ShapeError) {
        try ShapeError.require(tensor, in: 1...(1 << 12), .tensorParallel)
        try ShapeError.require(pipeline, in: 1...(1 << 12), .pipelineParallel)
        try ShapeError.require(data, in: 1...(1 << 20), .dataParallel)
        self.init(unchecked: tensor, pipeline, data)
    }

    private init(unchecked tensor: Int, _ pipeline: Int, _ data: Int) {
        self.tensor = tensor
        self.pipeline = pipeline
        self.data = data
    }

    /// Chips that divide one replica of the model.
    public var modelChips: Int { tensor * pipeline }

    /// All chips.
    public var chips: Int { modelChips * data }
}
