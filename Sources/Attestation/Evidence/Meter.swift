/// What the hardware counted since manufacture.
public struct Meter: Hashable, Sendable {
    /// Counts of one number format.
    public struct Count: Hashable, Sendable {
        /// The format's number.
        public var format: UInt64
        /// Multiply-accumulates.
        public var multiplyAccumulates: UInt128
        /// Vector operations.
        public var vectorOperations: UInt128

        /// Counts of `format`.
        public init(format: UInt64, multiplyAccumulates: UInt128, vectorOperations: UInt128) {
            self.format = format
            self.multiplyAccumulates = multiplyAccumulates
            self.vectorOperations = vectorOperations
        }
    }

    /// Bytes moved.
    public struct Traffic: Hashable, Sendable {
        /// Read from memory.
        public var memoryRead: UInt128
        /// Written to memory.
        public var memoryWritten: UInt128
        /// Written to the weight region.
        public var weightsWritten: UInt128
        /// Sent over links.
        public var linkSent: UInt128
        /// Received over links.
        public var linkReceived: UInt128

        /// Five byte counts.
        public init(
            memoryRead: UInt128, memoryWritten: UInt128, weightsWritten: UInt128, linkSent: UInt128,
            linkReceived: UInt128
        ) {
            self.memoryRead = memoryRead
            self.memoryWritten = memoryWritten
            self.weightsWritten = weightsWritten
            self.linkSent = linkSent
            self.linkReceived = linkReceived
        }

        /// The five counts with their names, in the order of the message.
        public var named: [(name: String, bytes: UInt128)] {
            [
                ("memory read", memoryRead), ("memory written", memoryWritten), ("weights written", weightsWritten),
                ("link sent", linkSent), ("link received", linkReceived),
            ]
        }
    }

    /// The policy quantity: weighted operations, all.
    public var total: UInt128
    /// The policy quantity under a training quantum.
    public var training: UInt128
    /// Counts by number format, ascending; a format with nothing counted is left out.
    public var counts: [Count]
    /// Bytes moved.
    public var traffic: Traffic

    /// A reading.
    public init(total: UInt128, training: UInt128, counts: [Count], traffic: Traffic) {
        self.total = total
        self.training = training
        self.counts = counts
        self.traffic = traffic
    }
}
