public import Wire

/// What the measurements tell, as the runtime knows it at the time of the request.
public struct MeasuredState: Sendable {
    /// SHA-384 of the ROM.
    public var romDigest: Digest
    /// SHA-384 of the runtime's code.
    public var runtimeDigest: Digest
    /// The runtime's security version.
    public var securityVersion: UInt32
    /// SHA-384 of the fused key table.
    public var keyTableDigest: Digest
    /// The fused minimum security version.
    public var minimumSecurityVersion: UInt32
    /// The life cycle word.
    public var lifeCycle: UInt32
    /// The licence in force: its sequence, 0 for none.
    public var licenceSequence: UInt64
    /// SHA-384 of its payload, zeros for none.
    public var licenceDigest: Digest
    /// The meter's policy quantity.
    public var operations: Operations
    /// Of which training.
    public var training: Operations
    /// The fault that ended service, 0 for none.
    public var fault: UInt32

    /// A state of the given values.
    public init(
        romDigest: Digest, runtimeDigest: Digest, securityVersion: UInt32, keyTableDigest: Digest,
        minimumSecurityVersion: UInt32, lifeCycle: UInt32, licenceSequence: UInt64, licenceDigest: Digest,
        operations: Operations, training: Operations, fault: UInt32
    ) {
        self.romDigest = romDigest
        self.runtimeDigest = runtimeDigest
        self.securityVersion = securityVersion
        self.keyTableDigest = keyTableDigest
        self.minimumSecurityVersion = minimumSecurityVersion
        self.lifeCycle = lifeCycle
        self.licenceSequence = licenceSequence
        self.licenceDigest = licenceDigest
        self.operations = operations
        self.training = training
        self.fault = fault
    }
}

/// The state as two evaluations found it, each from the meter on: what is signed must be what both tell.
public struct MeasuredStates: Sendable {
    /// What is told.
    var told: MeasuredState
    /// What it is compared with.
    var again: MeasuredState

    /// Two evaluations of one state.
    public init(_ told: MeasuredState, _ again: MeasuredState) {
        self.told = told
        self.again = again
    }
}
