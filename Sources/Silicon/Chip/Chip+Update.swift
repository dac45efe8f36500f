import ChipABI
import Cryptography
import Wire

extension Chip {
    /// The most of an image that one command carries, in bytes.
    private static let chunkSize = 4_092

    /// Writes an image to the slot that does not run, and has the firmware verify it; the next boot tries it.
    package func update(_ image: [UInt8]) throws(Refusal) {
        _ = try send(.updateBegin, Chip.number(image.count) + Digest384(hashing: image).bytes)
        for start in stride(from: 0, to: image.count, by: Chip.chunkSize) {
            let end = min(start + Chip.chunkSize, image.count)
            _ = try send(.updateWrite, Chip.number(start) + image[start..<end])
        }
        _ = try send(.updateFinish)
    }

    /// Which slot boots, and how far an update is.
    package var bootSelector: BootSelector { BootSelector(counter(.bootSelector)) }

    private static func number(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
