import Cryptography
import Wire

/// A firmware image as it lies in flash: key table, ML-DSA-87 keys, manifest, code (`Specs/cddl/image.cddl`).
public struct FlashSlot: Hashable, Sendable {
    /// What an image starts with.
    public static let magic: [UInt8] = Array("ILFW".utf8)
    private static let headerLength = 16

    /// The keys that the chip is to trust.
    public let keyTable: [UInt8]
    /// The signers' ML-DSA-87 keys, the vendor's first, that a hybrid table names; empty beside a classical one.
    public let latticeKeys: [UInt8]
    /// The signed manifest.
    public let manifest: [UInt8]
    /// The code.
    public let code: [UInt8]

    /// A slot of its parts. They are kept as bytes, so that a test can assemble one that the ROM must refuse.
    public init(keyTable: [UInt8], latticeKeys: [UInt8], manifest: [UInt8], code: [UInt8]) {
        self.keyTable = keyTable
        self.latticeKeys = latticeKeys
        self.manifest = manifest
        self.code = code
    }

    /// What lies behind the key table of these signers, the vendor first: their ML-DSA-87 keys, or nothing.
    public static func latticeKeys(of signers: [VerifyingKey]) -> [UInt8] {
        signers.flatMap { $0.postQuantum?.raw ?? [] }
    }

    /// Reads an image from the start of `bytes`; what follows it must be zeros or erased flash (0xFF).
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count >= FlashSlot.headerLength else {
            throw DocumentError(.truncated, at: bytes.count, field: "slot.header")
        }
        guard bytes.starts(with: FlashSlot.magic) else {
            throw DocumentError(.unexpectedItem, at: 0, field: "slot.magic")
        }
        var offset = FlashSlot.headerLength
        var parts: [[UInt8]] = []
        var latticeKeys: [UInt8] = []
        for (position, field) in [(4, "slot.key-table"), (8, "slot.manifest"), (12, "slot.code")] {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
            let padded = (length + 3) & ~3
            guard padded <= bytes.count - offset else { throw DocumentError(.truncated, at: position, field: field) }
            let end = offset + length
            parts.append(Array(bytes[offset..<end]))
            guard bytes[end..<(offset + padded)].allSatisfy({ $0 == 0 }) else {
                throw DocumentError(.unexpectedItem, at: end, field: field)
            }
            offset += padded
            guard position == 4 else { continue }
            let count = KeyTable.latticeByteCount(behind: parts[0])
            guard count <= bytes.count - offset else {
                throw DocumentError(.truncated, at: offset, field: "slot.ml-dsa-keys")
            }
            latticeKeys = Array(bytes[offset..<(offset + count)])
            offset += count
        }
        guard let fill = bytes.dropFirst(offset).first else {
            self.init(keyTable: parts[0], latticeKeys: latticeKeys, manifest: parts[1], code: parts[2])
            return
        }
        guard fill == 0 || fill == 0xff, bytes[offset...].allSatisfy({ $0 == fill }) else {
            throw DocumentError(.trailingBytes, at: offset, field: "slot")
        }
        self.init(keyTable: parts[0], latticeKeys: latticeKeys, manifest: parts[1], code: parts[2])
    }

    /// The bytes from the slot's start to the end of the padded code.
    public func encoded() -> [UInt8] {
        var bytes = FlashSlot.magic
        for part in [keyTable, manifest, code] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: part.count >> (8 * $0)) }
        }
        for part in [keyTable, latticeKeys, manifest, code] {
            bytes += part + [UInt8](repeating: 0, count: (4 - part.count & 3) & 3)
        }
        return bytes
    }

    /// The keys of the signer at `index`, the vendor's first; nil where one is no key, or not the one that its table names.
    public func key(of signer: KeyTable.Signer, at index: Int) -> VerifyingKey? {
        guard let classical = try? P384.PublicKey(raw: signer.key) else { return nil }
        guard let digest = signer.digest else { return VerifyingKey(classical: classical, postQuantum: nil) }
        let length = MLDSA87.publicKeyByteCount
        guard index >= 0, latticeKeys.count >= length * (index + 1),
            let second = MLDSA87.PublicKey(raw: Array(latticeKeys[(length * index)..<(length * (index + 1))]))
        else { return nil }
        let key = VerifyingKey(classical: classical, postQuantum: second)
        return key.digest == digest ? key : nil
    }
}
