import ChipABI
import Cryptography

/// SHA-384 and HMAC-SHA-384 over a stream, and the stream of the ML-DSA engine's messages.
package struct HashEngine: Hashable, Sendable {
    private var message: [UInt8] = []
    private var key: [UInt8]?
    private var digest = [UInt8](repeating: 0, count: 48)
    private(set) var isRefused = false
    private var isMessage = false
    private static let keptCapacity = 16384

    /// An engine out of reset.
    package init() {}

    /// Begins a message: a hash without a key, an HMAC with one; refused where the vault had none to give.
    mutating func begin(key: [UInt8]?, isRefused: Bool) {
        message.removeAll(keepingCapacity: message.capacity <= HashEngine.keptCapacity)
        self.key = key
        self.isRefused = isRefused
        isMessage = false
    }

    /// Begins a message for the ML-DSA engine.
    package mutating func beginMessage() {
        begin(key: nil, isRefused: false)
        isMessage = true
    }

    /// Hands the message to the ML-DSA engine; nil where none was begun.
    mutating func takeMessage() -> [UInt8]? {
        guard isMessage else { return nil }
        defer { begin(key: nil, isRefused: false) }
        return message
    }

    func load(_ offset: UInt32) -> UInt32 {
        switch HashRegisters.base + offset {
        case HashRegisters.refused: isRefused ? 1 : 0
        case HashRegisters.digest..<HashRegisters.digest + 48:
            digest.word(at: Int(HashRegisters.base + offset - HashRegisters.digest))
        default: 0
        }
    }

    /// Writes the register at an offset in the block.
    package mutating func store(_ value: UInt32, to offset: UInt32) {
        switch HashRegisters.base + offset {
        case HashRegisters.word:
            message.append(UInt8(truncatingIfNeeded: value))
            message.append(UInt8(truncatingIfNeeded: value >> 8))
            message.append(UInt8(truncatingIfNeeded: value >> 16))
            message.append(UInt8(truncatingIfNeeded: value >> 24))
        case HashRegisters.byte: message.append(UInt8(truncatingIfNeeded: value))
        case HashRegisters.finish: finish()
        default: break
        }
    }

    /// Whether all is the same but for the last digest.
    func isAlikeButDigest(_ other: HashEngine) -> Bool {
        message == other.message && key == other.key && isRefused == other.isRefused && isMessage == other.isMessage
    }

    private mutating func finish() {
        if isRefused || isMessage {
            digest = [UInt8](repeating: 0, count: 48)
        } else if let key {
            digest = HMACSHA384.authenticate(key: key, message: message)
        } else {
            digest = Digest384(hashing: message).bytes
        }
        begin(key: nil, isRefused: false)
    }
}
