/// A reproducible stream of random bytes: SHA-384 of a stream key and a counter, block after block.
///
/// The stream key is HMAC-SHA-384 under the seed of the stream's name, so streams of different names are
/// independent. It is a plain value: a copy continues from the same place.
public struct SeededStream: RandomNumberGenerator, Sendable {
    private static let wordsPerBlock = 6

    private let key: Digest384
    private var counter: UInt64 = 0
    private var block = Digest384.zero.storage
    private var wordsUsed = SeededStream.wordsPerBlock

    /// The stream of a name under a seed.
    public init(seed: Seed, name: String) {
        key = seed.derive("stream", name)
    }

    /// The stream of a name under a seed given as bytes.
    public init(seed: [UInt8], name: String) {
        self.init(seed: Seed(seed), name: name)
    }

    /// The stream of a name under a seed given as a number.
    public init(seed: UInt64, name: String) {
        self.init(seed: Seed(seed), name: name)
    }

    /// The next eight bytes as a big-endian number.
    public mutating func next() -> UInt64 {
        if wordsUsed == Self.wordsPerBlock { refill() }
        defer { wordsUsed += 1 }
        return UInt64(bigEndian: block[wordsUsed])
    }

    /// The next `count` bytes; a last word that is not used up is dropped.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        precondition(count >= 0, "A stream can't give a negative number of bytes.")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let word = next()
            for index in 0..<min(8, count - bytes.count) {
                bytes.append(UInt8(truncatingIfNeeded: word >> (56 - 8 * index)))
            }
        }
        return bytes
    }

    /// A number in 0 ..< `bound`, each equally likely.
    ///
    /// `Int.random(in:using:)` may change its algorithm with the standard library; this never does.
    public mutating func number(below bound: UInt64) -> UInt64 {
        precondition(bound > 0, "There is no number below zero.")
        // Lemire's method: the high half of word × bound, redrawn in the rare uneven part.
        let uneven = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= uneven { return product.high }
        }
    }

    private mutating func refill() {
        var hasher = SHA384Hasher()
        hasher.update(key)
        let place: InlineArray<8, UInt8> = InlineArray { UInt8(truncatingIfNeeded: counter >> (56 - 8 * $0)) }
        hasher.update(place.span)
        block = hasher.finalise().storage
        counter &+= 1
        wordsUsed = 0
    }
}

extension SeededStream: Equatable {
    /// Whether both give the same bytes from here on. The block follows from key and counter.
    public static func == (left: SeededStream, right: SeededStream) -> Bool {
        left.key == right.key && left.counter == right.counter && left.wordsUsed == right.wordsUsed
    }
}
