/// The root of all randomness in a run: every stream is a function of it and of a name.
///
/// Streams are independent, so adding one moves no other's bytes.
public struct Seed: Hashable, Sendable, CustomStringConvertible {
    let key: Digest384

    /// A seed from bytes of any length.
    public init(_ bytes: [UInt8]) {
        key = Digest384(hashing: Array("interlock seed 1".utf8) + bytes)
    }

    /// A seed from a number, as a command line gives it: its eight bytes, big-endian.
    public init(_ number: UInt64) {
        self.init((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    }

    private init(key: Digest384) {
        self.key = key
    }

    /// The stream that belongs to a name, such as `chip/7/trng`.
    public func stream(_ name: String) -> SeededStream {
        SeededStream(seed: self, name: name)
    }

    /// A seed for a part of the run that makes streams of its own.
    public func child(_ name: String) -> Seed {
        Seed(key: derive("seed", name))
    }

    /// HMAC-SHA-384 under this seed of a role and a name; no role contains the zero that ends it.
    func derive(_ role: String, _ name: String) -> Digest384 {
        var mac = HMACSHA384(key: key.bytes)
        mac.update(Array(role.utf8) + [0] + Array(name.utf8))
        return mac.finalise()
    }

    /// The first eight bytes, enough to tell runs apart.
    public var description: String { "seed-" + String(key.description.prefix(16)) }
}
