/// One session's state. Its secrets are in the engine.
struct Session {
    /// How far it is.
    enum Phase {
        /// There is none.
        case free
        /// Keys were exchanged; FINISH is due.
        case handshake
        /// Requests are served.
        case established
    }

    /// How far it is.
    var phase = Phase.free
    /// Its number: the requester's half low, the responder's high.
    var identifier: UInt32 = 0
    /// Whether the handshake's messages are in the clear.
    var isHandshakeInClear = false
    /// The next request record's number.
    var requestSequence: UInt64 = 0
    /// The next response record's number.
    var responseSequence: UInt64 = 0
    /// Whether new keys wait to be verified.
    var isUpdatePending = false
    /// When the requester was last heard.
    var lastTick: UInt64 = 0
}
