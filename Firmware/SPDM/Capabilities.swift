/// Capability flags (DSP0274 1.3, section 10.4).
struct Capabilities: Equatable {
    /// The flags as the messages bear them.
    let flags: UInt32

    static let certificate: UInt32 = 1 << 1
    static let challenge: UInt32 = 1 << 2
    static let signedMeasurements: UInt32 = 2 << 3
    static let freshMeasurements: UInt32 = 1 << 5
    static let encrypt: UInt32 = 1 << 6
    static let authenticate: UInt32 = 1 << 7
    static let mutualAuthentication: UInt32 = 1 << 8
    static let keyExchange: UInt32 = 1 << 9
    static let heartbeat: UInt32 = 1 << 13
    static let keyUpdate: UInt32 = 1 << 14
    static let handshakeInClear: UInt32 = 1 << 15
    static let publicKeyIdentity: UInt32 = 1 << 16
    static let chunk: UInt32 = 1 << 17
    static let aliasCertificate: UInt32 = 1 << 18
    static let setCertificate: UInt32 = 1 << 19
    static let certificateRequest: UInt32 = 1 << 20

    /// What this responder can do.
    static var responder: Capabilities {
        Capabilities(
            flags: certificate | challenge | signedMeasurements | freshMeasurements | encrypt | authenticate
                | keyExchange | heartbeat | keyUpdate | handshakeInClear | chunk | aliasCertificate
                | setCertificate | certificateRequest)
    }

    /// Whether all of `flags` are among them.
    func has(_ flags: UInt32) -> Bool { self.flags & flags == flags }

    /// Whether a session can be opened between this peer and the responder.
    var allowsSession: Bool { has(Capabilities.keyExchange | Capabilities.encrypt | Capabilities.authenticate) }

    /// Whether a requester may tell these flags: no reserved value, nothing without what it rests on
    /// (DSP0274 1.3, section 10.4, table of requester flags).
    func isConsistent(version: UInt8) -> Bool {
        let preshared = flags >> 10 & 3
        let hasKeys = has(Capabilities.keyExchange) || preshared != 0
        let protects = flags & (Capabilities.encrypt | Capabilities.authenticate) != 0
        let needsSession =
            Capabilities.encrypt | Capabilities.authenticate | Capabilities.handshakeInClear | Capabilities.heartbeat
            | Capabilities.keyUpdate
        guard preshared < 2, !hasKeys || protects, hasKeys || flags & needsSession == 0,
            !has(Capabilities.handshakeInClear) || has(Capabilities.keyExchange)
        else { return false }
        let certificate = has(Capabilities.certificate)
        let publicKey = has(Capabilities.publicKeyIdentity)
        let signs = flags & (Capabilities.challenge | Capabilities.keyExchange) != 0
        let endpoint = version >= 0x13 ? flags >> 22 & 3 : 0
        let multipleKeys = version >= 0x13 ? flags >> 26 & 3 : 0
        guard !(certificate && publicKey), endpoint < 3, multipleKeys < 3 else { return false }
        if certificate || publicKey {
            guard signs || endpoint == 2 else { return false }
        } else {
            guard flags & (Capabilities.challenge | Capabilities.mutualAuthentication) == 0, endpoint != 2 else {
                return false
            }
        }
        guard !has(Capabilities.mutualAuthentication) || signs else { return false }
        return multipleKeys == 0 || certificate && !publicKey
    }
}
