import ChipABI
import Wire

/// What this responder takes and tells, fixed.
enum Limit {
    /// The largest message in one piece, either way (DSP0274: DataTransferSize): what the mailbox carries, less a
    /// record's and an envelope's overhead.
    static let messageSize: UInt32 = 3968
    /// The largest message in chunks (DSP0274: MaxSPDMmsgSize).
    static let largeMessageSize = 8192
    /// The least that a requester may tell for it (DSP0274 1.3, section 10.4).
    static let leastMessageSize: UInt32 = 42
    /// The longest certificate chain that slot 1 takes: an area of flash, less what frames it there.
    static let chainLength =
        Int(MemoryMap.operatorCertificatesSize) - Int(OperatorChain.headerLength) - Digest.byteCount
    /// The most certificates in it.
    static let certificateCount = 8
    /// The most bytes that a requester may want in a certificate request.
    static let requesterInfoLength = 1024
    /// Seconds between heartbeats.
    static let heartbeatPeriod: UInt8 = 60
    /// The most opaque bytes in a request (DSP0274 1.3, section 10.3.1).
    static let opaqueLength = 1024
    /// How long a signature may take, 2^17 µs (DSP0274: CTExponent).
    static let timeExponent: UInt8 = 17
}
