/// Why a conversation with an SPDM responder did not come to its end.
public enum SPDMFailure: Error, Hashable, Sendable {
    /// The responder, or the way to it, was silent.
    case noAnswer
    /// It answered ERROR: its code and data, and the request's code.
    case refused(code: UInt8, data: UInt8, request: UInt8)
    /// The answer to a request is not what it should be.
    case malformed(request: UInt8)
    /// It speaks none of the versions that are asked for.
    case noCommonVersion
    /// It does not take SHA-384, ECDSA P-384, or what a session needs.
    case noCommonAlgorithm
    /// The certificate chain is malformed, or not the one of its digest.
    case chain
    /// The certificate request is malformed, or not by the key that the chain ends in.
    case certificateRequest
    /// The request is larger than the responder takes.
    case requestTooLarge(request: UInt8)
    /// A signature does not verify.
    case signature(request: UInt8)
    /// A record or verify data does not authenticate.
    case authentication
}
