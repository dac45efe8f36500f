import ChipABI
import Cryptography

/// Several SHA-384 computations at once, each of which can be read and goes on.
struct TranscriptEngine: Equatable {
    private var computations: [SHA384Hasher] = []
    private var selected = 0
    private var digest = [UInt8](repeating: 0, count: Digest384.byteCount)

    func load(_ offset: UInt32) -> UInt32 {
        let address = TranscriptRegisters.base + offset
        guard (TranscriptRegisters.digest..<TranscriptRegisters.digest + 48).contains(address) else { return 0 }
        return digest.word(at: Int(address - TranscriptRegisters.digest))
    }

    mutating func store(_ value: UInt32, to offset: UInt32) {
        // Made at first use: most chips of a fleet never speak SPDM.
        if computations.isEmpty {
            computations = (0..<TranscriptRegisters.count).map { _ in SHA384Hasher() }
        }
        switch TranscriptRegisters.base + offset {
        case TranscriptRegisters.select: if value < computations.count { selected = Int(value) }
        case TranscriptRegisters.begin: computations[selected] = SHA384Hasher()
        case TranscriptRegisters.copy:
            if value < computations.count { computations[selected] = computations[Int(value)] }
        case TranscriptRegisters.word:
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                computations[selected].update(byte: UInt8(truncatingIfNeeded: value >> shift))
            }
        case TranscriptRegisters.byte: computations[selected].update(byte: UInt8(truncatingIfNeeded: value))
        case TranscriptRegisters.snapshot:
            var copy = computations[selected]
            digest = copy.finalise().bytes
        default: break
        }
    }
}
