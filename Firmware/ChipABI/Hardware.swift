public import Wire

/// A P-384 public key, x ‖ y, 48 bytes each, big-endian (SEC 1, section 2.3.5, without the 0x04).
public struct PublicKey: Sendable {
    /// The bytes.
    public var bytes: InlineArray<96, UInt8>

    /// A key of the given bytes, not yet checked to be on the curve.
    public init(_ bytes: InlineArray<96, UInt8>) { self.bytes = bytes }

    /// A key of the first 96 of the given bytes, not yet checked to be on the curve; traps where there are fewer.
    public init(_ bytes: Span<UInt8>) { self.bytes = InlineArray(firstOf: bytes) }
}

/// An ECDSA P-384 signature, r ‖ s, 48 bytes each, big-endian.
public struct Signature: Sendable {
    /// The bytes.
    public var bytes: InlineArray<96, UInt8>

    /// A signature of the given bytes.
    public init(_ bytes: InlineArray<96, UInt8>) { self.bytes = bytes }

    /// A signature of the first 96 of the given bytes; traps where there are fewer.
    public init(_ bytes: Span<UInt8>) { self.bytes = InlineArray(firstOf: bytes) }
}

extension InlineArray<96, UInt8> {
    /// A copy of the first 96 bytes; traps where there are fewer.
    fileprivate init(firstOf bytes: Span<UInt8>) {
        self.init(repeating: 0)
        var index = 0
        while index < 96 {
            self[index] = bytes[index]
            index += 1
        }
    }
}

/// One consistent reading of the meter. Everything counts since manufacture.
public struct MeterReading: Sendable {
    /// Policy quantity under training openings.
    public var training = Operations.zero
    /// Multiply-accumulates by number format.
    public var multiplyAccumulates = InlineArray<9, Operations>(repeating: .zero)
    /// Vector operations by number format.
    public var vectorOperations = InlineArray<9, Operations>(repeating: .zero)
    /// HBM read, HBM written, weights written, link sent, link received, in bytes.
    public var bytes = InlineArray<5, Operations>(repeating: .zero)
    /// Tokens of inference since reset.
    public var tokens = Operations.zero
    /// Bytes exchanged with chips that are not admitted peers, since reset.
    public var outside = Operations.zero
    /// Of which received under training openings.
    public var outsideReceived = Operations.zero

    /// A reading of all zeros.
    public init() {}
}

/// An admitted peer and the bytes that went over the link to it since it was admitted.
public struct PeerLink: Sendable {
    /// Its chip identifier.
    public var identifier: InlineArray<16, UInt8>
    /// Bytes sent to it.
    public var sent: Operations
    /// Bytes received from it.
    public var received: Operations

    /// A link of the given parts.
    public init(identifier: InlineArray<16, UInt8>, sent: Operations, received: Operations) {
        self.identifier = identifier
        self.sent = sent
        self.received = received
    }
}

/// All that firmware asks of the silicon. `Drivers` holds its only conformance.
///
/// Bytes written to it as a `ByteSink` go to the digest engine, so that a message is hashed while it is encoded.
public protocol Hardware: ByteSink, ~Copyable {
    /// Writes boot progress.
    mutating func report(_ status: BootStatus)
    /// Latches a fault.
    mutating func raise(_ fault: Fault)
    /// The ROM's digest as hardware measured it.
    mutating func romDigest() -> Digest
    /// The chip identifier from the fuses.
    mutating func chipIdentifier() -> InlineArray<16, UInt8>
    /// The fused digest of the key table.
    mutating func keyTableDigest() -> Digest
    /// The fused minimum security version.
    mutating func minimumSecurityVersion() -> UInt32
    /// Tells hardware the security version of the image that was verified; only the first since reset counts.
    mutating func setBooted(securityVersion: UInt32)
    /// Burns the booted image's security version as the lowest that boots; false where it does not read back.
    mutating func raiseMinimumSecurityVersion() -> Bool
    /// The life cycle word, as it is in the fuses.
    mutating func lifeCycle() -> UInt32
    /// Burns a later life cycle; false where it does not read back.
    mutating func advance(to lifeCycle: LifeCycle) -> Bool
    /// How many slots of field entropy are burnt.
    mutating func entropyCount() -> UInt32
    /// Burns a slot of field entropy from 32 bytes; false where none is left.
    mutating func burnEntropy(_ bytes: Span<UInt8>) -> Bool
    /// Wipes the chip's secrets for good and opens the debug port.
    mutating func unlockDebug()
    /// Whether the debug port is open.
    mutating func isDebuggable() -> Bool

    /// A monotonic counter's value.
    mutating func counter(_ counter: CounterID) -> UInt64
    /// Raises a counter, but the licence counter; false where it does not read back as the value.
    mutating func raise(_ counter: CounterID, to value: UInt64) -> Bool
    /// Raises a counter by a permit, which only the licence counter asks for.
    mutating func raise(_ counter: CounterID, to value: UInt64, permit: UInt32) -> Bool
    /// The challenge to one evaluation of what raises the licence counter.
    mutating func counterChallenge(_ evaluation: Evaluation) -> UInt32
    /// Chip time in ticks.
    mutating func tick() -> UInt64
    /// Sets the watchdog's window in ticks.
    mutating func setWatchdog(window: UInt32)
    /// Kicks the watchdog.
    mutating func kickWatchdog()

    /// Begins a SHA-384.
    mutating func beginHash()
    /// Begins an HMAC-SHA-384 with a vault key; false where the vault refuses.
    mutating func beginMAC(_ slot: KeySlot) -> Bool
    /// Hashes a word of memory or flash, lowest byte first.
    mutating func hash(word: UInt32)
    /// Ends the message.
    mutating func finishHash() -> Digest

    /// Derives a key from another and a context.
    mutating func derive(_ destination: KeySlot, from source: KeySlot, context: Digest) -> Bool
    /// Derives a key from another and the field entropy.
    mutating func deriveLocal(_ destination: KeySlot, from source: KeySlot) -> Bool
    /// Makes a key pair from a secret; nil where the vault refuses.
    mutating func makeKeyPair(_ destination: KeySlot, from source: KeySlot) -> PublicKey?
    /// Signs a digest; nil where the vault refuses.
    mutating func sign(_ digest: Digest, with slot: KeySlot) -> Signature?
    /// Verifies a signature.
    mutating func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> KeyStatus
    /// Locks a slot until reset.
    mutating func lock(_ slot: KeySlot)

    /// Begins a message for ML-DSA: the bytes written from here on are signed or verified by the next call below.
    mutating func beginMessage()
    /// Makes an ML-DSA key pair from a secret; false where the vault refuses. The public key is in the engine's window.
    mutating func makeLatticeKeyPair(_ destination: KeySlot, from source: KeySlot) -> Bool
    /// Signs the message; false where the vault refuses. The signature is in the engine's window.
    mutating func signMessage(with slot: KeySlot) -> Bool
    /// Verifies the signature in the engine's window over the message by the public key there.
    mutating func verifyMessage() -> KeyStatus

    /// A word of memory: RAM, the flash window or one of the ML-DSA engine's.
    mutating func word(at address: UInt32) -> UInt32
    /// Writes a word of RAM or of the ML-DSA engine's windows.
    mutating func setWord(_ word: UInt32, at address: UInt32)
    /// Programs a flash word.
    mutating func program(_ word: UInt32, at offset: UInt32)
    /// Erases a flash page.
    mutating func erase(pageAt offset: UInt32)

    /// The waiting mailbox command, 0 when there is none.
    mutating func pendingCommand() -> UInt32
    /// The request's length in bytes, as the host states it.
    mutating func requestLength() -> UInt32
    /// A word of the request, lowest byte first.
    mutating func requestWord(at offset: UInt32) -> UInt32
    /// Writes the answer's bytes from its start.
    mutating func respond(_ bytes: Span<UInt8>)
    /// Ends the command with an outcome, 0 or a fault.
    mutating func complete(_ outcome: UInt32)

    /// Reads the meter.
    mutating func readMeter() -> MeterReading
    /// The challenge to one evaluation of what opens the interlock, or admits a peer or data.
    mutating func openingChallenge(_ evaluation: Evaluation) -> UInt32
    /// Opens the interlock within limits, by a permit.
    mutating func open(_ limits: OpeningLimits, permit: UInt32)
    /// Closes it.
    mutating func close()
    /// Whether it is open.
    mutating func isOpen() -> Bool
    /// Openings since manufacture.
    mutating func openings() -> UInt64
    /// The `InterlockEvent` bits, and how many writes at locked weights there were.
    mutating func events() -> (events: UInt32, violations: UInt32)
    /// Clears `InterlockEvent` bits; they outlive power, so only once they are in the log.
    mutating func clear(events: UInt32)
    /// The state of the weight region.
    mutating func weightStatus() -> WeightStatus
    /// The digest of the weights as loaded.
    mutating func weightDigest() -> Digest
    /// The digests of weights, adapter and filter as loaded.
    mutating func pipeline() -> Pipeline
    /// Hashes the weight region as it is now, where the interlock is closed.
    mutating func measureWeights()
    /// Write-protects the weight region, or frees it.
    mutating func protectWeights(_ protected: Bool)

    /// Admits a peer by the permit; false where the table does not show it then.
    mutating func admitPeer(_ identifier: InlineArray<16, UInt8>, permit: UInt32) -> Bool
    /// Forgets all peers.
    mutating func clearPeers()
    /// How many peers there are, at most `PeerRegisters.capacity`.
    mutating func peerCount() -> Int
    /// A peer, and what went over the link to it.
    mutating func peer(_ index: Int) -> PeerLink
    /// The chunk of training data that waits; its length is 0 where none does.
    mutating func data() -> (digest: Digest, length: UInt64)
    /// Admits it, by the permit.
    mutating func admitData(permit: UInt32)
    /// Takes back what was admitted and not read yet.
    mutating func clearData()
    /// Latched tamper inputs.
    mutating func tamper() -> UInt32
}
