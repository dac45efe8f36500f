public import Wire

/// What firmware asks of the silicon to speak SPDM: transcripts, session secrets, random numbers.
public protocol SessionHardware: Hardware, ~Copyable {
    /// Begins a transcript anew.
    mutating func begin(_ transcript: Transcript)
    /// Begins a transcript where another one is.
    mutating func begin(_ transcript: Transcript, from other: Transcript)
    /// Appends bytes to a transcript.
    mutating func append(_ bytes: Span<UInt8>, to transcript: Transcript)
    /// SHA-384 of a transcript so far; it goes on.
    mutating func digest(of transcript: Transcript) -> Digest

    /// Agrees on a secret with a peer by an ephemeral key; nil where the peer's is no point of the curve.
    mutating func agree(_ destination: SessionSecret, with peer: PublicKey) -> PublicKey?
    /// HKDF-Extract from a secret, or from zeros; the salt is a secret, or zeros.
    mutating func extract(_ destination: SessionSecret, salt: SessionSecret?, from source: SessionSecret?) -> Bool
    /// The first block of HKDF-Expand.
    mutating func expand(_ destination: SessionSecret, from source: SessionSecret, info: Span<UInt8>) -> Bool
    /// HMAC-SHA-384 of a digest; nil where the engine refuses.
    mutating func authenticate(_ digest: Digest, with secret: SessionSecret) -> Digest?
    /// Encrypts a text and appends it to `record`, its tag behind it.
    mutating func seal(
        _ text: Span<UInt8>, additional: Span<UInt8>, key: SessionSecret, vector: SessionSecret, sequence: UInt64,
        to record: inout MessageBuffer
    ) -> Bool
    /// Decrypts a text that its tag follows and appends it to `text`; false where the tag does not hold.
    mutating func open(
        _ sealed: Span<UInt8>, additional: Span<UInt8>, key: SessionSecret, vector: SessionSecret, sequence: UInt64,
        to text: inout MessageBuffer
    ) -> Bool
    /// Forgets a session's secrets.
    mutating func erase(session: Int)
    /// 32 random bits.
    mutating func random() -> UInt32
}

extension SessionHardware where Self: ~Copyable {
    /// SHA-384 of bytes at once.
    public mutating func digest(_ bytes: Span<UInt8>) -> Digest {
        begin(.scratch)
        append(bytes, to: .scratch)
        return digest(of: .scratch)
    }
}

/// Room for a message as the mailbox carries it.
public typealias MessageBuffer = ByteBuffer<4096>
