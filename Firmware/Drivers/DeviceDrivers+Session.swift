public import ChipABI
public import Wire

extension DeviceDrivers: SessionHardware where Bus: ~Copyable {
    /// Begins a transcript anew.
    public mutating func begin(_ transcript: Transcript) {
        bus.store(transcript.number, to: TranscriptRegisters.select)
        bus.store(1, to: TranscriptRegisters.begin)
    }

    /// Begins a transcript where another one is.
    public mutating func begin(_ transcript: Transcript, from other: Transcript) {
        bus.store(transcript.number, to: TranscriptRegisters.select)
        bus.store(other.number, to: TranscriptRegisters.copy)
    }

    /// Appends bytes to a transcript.
    public mutating func append(_ bytes: Span<UInt8>, to transcript: Transcript) {
        bus.store(transcript.number, to: TranscriptRegisters.select)
        feed(bytes, words: TranscriptRegisters.word, bytes: TranscriptRegisters.byte)
    }

    /// SHA-384 of a transcript so far; it goes on.
    public mutating func digest(of transcript: Transcript) -> Digest {
        bus.store(transcript.number, to: TranscriptRegisters.select)
        bus.store(1, to: TranscriptRegisters.snapshot)
        return digest(at: TranscriptRegisters.digest)
    }

    /// Agrees on a secret with a peer by an ephemeral key; nil where the peer's is no point of the curve.
    public mutating func agree(_ destination: SessionSecret, with peer: PublicKey) -> PublicKey? {
        store(peer.bytes.span, at: SessionRegisters.publicKey)
        guard run(.agree, SessionRegisters.zeros, destination.number) == .good else { return nil }
        return PublicKey(pair(at: SessionRegisters.publicKey))
    }

    /// HKDF-Extract from a secret, or from zeros; the salt is a secret, or zeros.
    public mutating func extract(
        _ destination: SessionSecret, salt: SessionSecret?, from source: SessionSecret?
    ) -> Bool {
        bus.store(1, to: SessionRegisters.clear)
        bus.store(source?.number ?? SessionRegisters.zeros, to: SessionRegisters.word)
        return run(.extract, salt?.number ?? SessionRegisters.zeros, destination.number) == .good
    }

    /// The first block of HKDF-Expand.
    public mutating func expand(_ destination: SessionSecret, from source: SessionSecret, info: Span<UInt8>) -> Bool {
        bus.store(1, to: SessionRegisters.clear)
        input(info)
        return run(.expand, source.number, destination.number) == .good
    }

    /// HMAC-SHA-384 of a digest; nil where the engine refuses.
    public mutating func authenticate(_ digest: Digest, with secret: SessionSecret) -> Digest? {
        bus.store(1, to: SessionRegisters.clear)
        input(digest.bytes.span)
        guard run(.authenticate, secret.number, secret.number) == .good else { return nil }
        return self.digest(at: SessionRegisters.digest)
    }

    /// Encrypts a text and appends it to `record`, its tag behind it.
    public mutating func seal(
        _ text: Span<UInt8>, additional: Span<UInt8>, key: SessionSecret, vector: SessionSecret, sequence: UInt64,
        to record: inout MessageBuffer
    ) -> Bool {
        begin(text, additional, sequence)
        guard run(.seal, key.number, vector.number) == .good else { return false }
        takeOutput(text.count + 16, to: &record)
        return true
    }

    /// Decrypts a text that its tag follows and appends it to `text`; false where the tag does not hold.
    public mutating func open(
        _ sealed: Span<UInt8>, additional: Span<UInt8>, key: SessionSecret, vector: SessionSecret, sequence: UInt64,
        to text: inout MessageBuffer
    ) -> Bool {
        begin(sealed, additional, sequence)
        guard sealed.count >= 16, run(.open, key.number, vector.number) == .good else { return false }
        takeOutput(sealed.count - 16, to: &text)
        return true
    }

    /// Forgets a session's secrets.
    public mutating func erase(session: Int) {
        _ = run(.erase, UInt32(truncatingIfNeeded: session), SessionRegisters.zeros)
    }

    /// 32 random bits.
    public mutating func random() -> UInt32 { bus.load(RandomRegisters.word) }

    private mutating func begin(_ text: Span<UInt8>, _ additional: Span<UInt8>, _ sequence: UInt64) {
        bus.store(1, to: SessionRegisters.clear)
        input(additional)
        input(text)
        bus.store(UInt32(truncatingIfNeeded: additional.count), to: SessionRegisters.additionalLength)
        bus.store(UInt32(truncatingIfNeeded: sequence), to: SessionRegisters.sequenceLow)
        bus.store(UInt32(truncatingIfNeeded: sequence >> 32), to: SessionRegisters.sequenceHigh)
    }

    private mutating func input(_ bytes: Span<UInt8>) {
        feed(bytes, words: SessionRegisters.word, bytes: SessionRegisters.byte)
    }

    private mutating func feed(_ message: Span<UInt8>, words: UInt32, bytes: UInt32) {
        var index = 0
        while message.count - index >= 4 {
            bus.store(DeviceDrivers.word(message, index), to: words)
            index += 4
        }
        while index < message.count {
            bus.store(UInt32(message[index]), to: bytes)
            index += 1
        }
    }

    private mutating func takeOutput(_ count: Int, to buffer: inout MessageBuffer) {
        var index = 0
        var word: UInt32 = 0
        while index < count {
            if index & 3 == 0 { word = bus.load(SessionRegisters.output + UInt32(truncatingIfNeeded: index)) }
            buffer.write(UInt8(truncatingIfNeeded: word >> UInt32((index & 3) * 8)))
            index += 1
        }
    }

    private mutating func run(_ command: SessionCommand, _ source: UInt32, _ destination: UInt32) -> KeyStatus {
        bus.store(source, to: SessionRegisters.source)
        bus.store(destination, to: SessionRegisters.destination)
        bus.store(command.rawValue, to: SessionRegisters.command)
        return KeyStatus(rawValue: bus.load(SessionRegisters.status)) ?? .refused
    }
}
