import Cryptography

/// The random number generator: a stream that the device secret and the boot count determine, so that a chip's history
/// can be repeated and no two boots draw the same numbers.
struct RandomSource: Equatable {
    private let secret: [UInt8]
    private let boot: UInt64
    private var stream: SeededStream?

    /// The generator of a chip in its `boot`th boot.
    init(secret: [UInt8], boot: UInt64) {
        self.secret = secret
        self.boot = boot
    }

    /// The next bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        // Made at first use: most chips of a fleet never ask.
        var stream = stream ?? Seed(secret).stream("random/boot/\(boot)")
        defer { self.stream = stream }
        return stream.bytes(count)
    }

    /// The next 32 bits.
    mutating func word() -> UInt32 { bytes(4).word(at: 0) }
}
