/// ECDSA over the curve NIST P-384 with SHA-384 (FIPS 186-5, SP 800-186).
///
/// Arithmetic is not constant-time: an emulator's keys are simulated, and speed lets a fleet be large.
public enum P384 {
    /// Verifies under a key given as 96 raw bytes x ‖ y; the answer is `notOnCurve` when they are no P-384 point.
    ///
    /// Where one key verifies many signatures, make a `PublicKey` once instead.
    public static func verify(_ signature: [UInt8], digest: Digest384, publicKey: [UInt8]) -> VerifyOutcome {
        guard let key = try? PublicKey(raw: publicKey) else { return .notOnCurve }
        return key.verify(signature, digest: digest)
    }
}
