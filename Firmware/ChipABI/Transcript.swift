/// One computation of the transcript engine.
public struct Transcript: Sendable {
    /// Its number in the engine.
    public let number: UInt32

    private init(_ number: Int) { self.number = UInt32(truncatingIfNeeded: number) }

    /// For a digest that is wanted at once.
    public static var scratch: Transcript { Transcript(0) }
    /// Version, capabilities and algorithms as they were negotiated (DSP0274: VCA).
    public static var negotiation: Transcript { Transcript(1) }
    /// What a challenge's signature covers (DSP0274: M1).
    public static var challenge: Transcript { Transcript(2) }
    /// What a session's key exchange covers (DSP0274: TH).
    public static func exchange(_ session: Int) -> Transcript { Transcript(4 + session) }
    /// What a measurement's signature covers in a session, or outside of all (DSP0274: L1).
    public static func measurements(in session: Int?) -> Transcript {
        if let session { Transcript(8 + session) } else { Transcript(3) }
    }
}
