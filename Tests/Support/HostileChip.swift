import ChipABI
import Cryptography
import Foundation
import Silicon

/// A chip whose image an insider got signed (`Tests/HostileFirmware`), and all that its firmware has seen.
public struct HostileChip {
    /// The chip, interpreted.
    package let chip: Chip
    /// Everything that was read, in the order of reading.
    public private(set) var seen: [UInt8] = []

    /// The image's code.
    public static let code: [UInt8] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("HostileFirmware/hostile.bin")
        guard let bytes = try? Data(contentsOf: file) else { preconditionFailure("\(file.path) is committed.") }
        return Array(bytes)
    }()

    /// Why the firmware did not do as it was told.
    public struct Failure: Error {}

    /// Boots a chip of `world` with the hostile image, signed by vendor and quorum.
    public init(_ world: TestWorld) throws {
        chip = try world.chip(mode: .interpreted, image: world.image(code: HostileChip.code))
        guard chip.powerOn() else { throw Failure() }
    }

    /// What one place gave.
    public struct Probe {
        /// What it read as, 0 where it trapped.
        public let value: UInt32
        /// Whether the access trapped.
        public let trapped: Bool
    }

    /// Loads from `count` places, after storing `value` to each where there is one.
    public mutating func sweep(
        from address: UInt32, count: Int, stride: UInt32 = 4, width: UInt32 = 4, storing value: UInt32? = nil
    ) throws -> [Probe] {
        var probes: [Probe] = []
        while probes.count < count {
            let part = min(count - probes.count, 2048)
            let place = address &+ UInt32(truncatingIfNeeded: probes.count) &* stride
            let words = try ask([1, place, UInt32(part), stride, width, value == nil ? 0 : 1, value ?? 0])
            guard words.count == part * 2 else { throw Failure() }
            for index in 0..<part { probes.append(Probe(value: words[2 * index], trapped: words[2 * index + 1] != 0)) }
        }
        see(probes.map(\.value))
        return probes
    }

    /// Gives the key vault a command; answers how it ended, the signature and the public key.
    public mutating func vault(
        _ command: UInt32, source: UInt32, destination: UInt32, digest: [UInt8] = []
    ) throws -> (status: UInt32, signature: [UInt8], publicKey: [UInt8]) {
        let words = try ask([2, command, source, destination] + HostileChip.words(digest, count: 12))
        see(words)
        let bytes = HostileChip.bytes(words)
        return (words[0], Array(bytes[4..<100]), Array(bytes[100..<196]))
    }

    /// Has the digest engine authenticate a message of whole words with a slot; nil where it refuses.
    public mutating func authenticate(_ message: [UInt8], slot: UInt32) throws -> [UInt8]? {
        let words = try ask(
            [3, slot, UInt32(message.count / 4)] + HostileChip.words(message, count: message.count / 4))
        see(Array(words.dropFirst()))
        return words[0] == 0 ? HostileChip.bytes(Array(words.dropFirst())) : nil
    }

    /// Gives the session engine a command; answers how it ended.
    @discardableResult
    public mutating func session(
        _ command: UInt32, source: UInt32, destination: UInt32, input: [UInt8] = []
    ) throws -> UInt32 {
        let padded = HostileChip.words(input, count: (input.count + 3) / 4)
        let words = try ask([4, command, source, destination, 0, UInt32(input.count)] + padded)
        see(Array(words.dropFirst()))
        return words[0]
    }

    private func ask(_ words: [UInt32]) throws -> [UInt32] {
        let answer = try chip.send(rawCommand: 1, HostileChip.bytes(words))
        return HostileChip.words(answer, count: answer.count / 4)
    }

    private mutating func see(_ words: [UInt32]) { seen += HostileChip.bytes(words) }

    private static func bytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
    }

    private static func words(_ bytes: [UInt8], count: Int) -> [UInt32] {
        (0..<count).map { index in
            (0..<4).reduce(0) { word, byte in
                let place = index * 4 + byte
                return word | (place < bytes.count ? UInt32(bytes[place]) << UInt32(byte * 8) : 0)
            }
        }
    }
}

/// Looks for eight bytes in a row of any secret: at any alignment, in either order of bytes, in words of either order.
public struct SecretSearch {
    private var fragments: Set<UInt64> = []

    /// A search for these secrets.
    public init(_ secrets: some Sequence<[UInt8]>) {
        for secret in secrets { add(secret) }
    }

    /// Looks for one more.
    public mutating func add(_ secret: [UInt8]) {
        let swapped = stride(from: 0, to: secret.count, by: 4).flatMap {
            secret[$0..<min($0 + 4, secret.count)].reversed()
        }
        for form in [secret, secret.reversed(), swapped, swapped.reversed()] {
            SecretSearch.slide(over: form) { fragments.insert($0) }
        }
    }

    /// How many fragments of secrets `bytes` holds.
    public func count(in bytes: [UInt8]) -> Int {
        var count = 0
        SecretSearch.slide(over: bytes) { if fragments.contains($0) { count += 1 } }
        return count
    }

    private static func slide(over bytes: [UInt8], _ body: (UInt64) -> Void) {
        var window: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            window = window << 8 | UInt64(byte)
            if index >= 7 { body(window) }
        }
    }
}
