/// What an attempt to verify a signature found; only `valid` lets anything proceed.
public enum VerifyOutcome: Hashable, Sendable {
    /// The holder of the key signed this digest.
    case valid
    /// The signature is well formed but is not one of this digest under this key.
    case invalid
    /// The signature is not 96 bytes, or r or s is outside 1 ..< n (FIPS 186-5, section 6.4.2, step 1).
    case malformed
    /// The public key is not 96 bytes of a point on the curve.
    case notOnCurve
}
