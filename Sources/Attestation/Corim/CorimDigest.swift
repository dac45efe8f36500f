import Cryptography

/// A digest with its algorithm (draft-ietf-rats-eat-measured-component, section 4.2).
public struct CorimDigest: Hashable, Sendable {
    /// How it is made.
    public enum Algorithm: Hashable, Sendable {
        /// By the number of the Named Information Hash Algorithm Registry.
        case number(Int64)
        /// By its name there.
        case name(String)
    }

    /// SHA-384 in the Named Information Hash Algorithm Registry.
    static let sha384: Int64 = 7

    /// How it is made.
    public let algorithm: Algorithm
    /// The digest.
    public let value: [UInt8]

    /// A SHA-384 digest.
    public init(_ digest: Digest384) {
        algorithm = .number(CorimDigest.sha384)
        value = digest.bytes
    }

    init(_ field: CorimField) throws(CorimError) {
        let parts = try field.record(["alg", "val"])
        if case .text = parts[0].item.content {
            algorithm = .name(try parts[0].text())
        } else {
            algorithm = .number(try parts[0].integer())
        }
        value = try parts[1].bytes(1...256)
        if let length = CorimDigest.lengths[algorithm], value.count != length {
            throw parts[1].error("it has \(value.count) bytes", mend: "give the \(length) of this algorithm")
        }
    }

    /// Digests of the same thing, each by another algorithm.
    static func list(_ field: CorimField) throws(CorimError) -> [CorimDigest] {
        let digests = try field.items { (field) throws(CorimError) in try CorimDigest(field) }
        guard Set(digests.map(\.algorithm)).count == digests.count else {
            throw field.error("an algorithm occurs twice", mend: "give one digest for each")
        }
        return digests
    }

    var item: CBORItem {
        switch algorithm {
        case .number(let number): .array([.integer(number), .bytes(value)])
        case .name(let name): .array([.text(name), .bytes(value)])
        }
    }

    /// The digest, where it is SHA-384.
    public var sha384: Digest384? {
        guard algorithm == .number(CorimDigest.sha384) || algorithm == .name("sha-384") else { return nil }
        return Digest384(value)
    }

    private static let lengths: [Algorithm: Int] = [
        .number(1): 32, .number(7): 48, .number(8): 64, .name("sha-256"): 32, .name("sha-384"): 48,
        .name("sha-512"): 64,
    ]
}

extension CorimDigest.Algorithm: CustomStringConvertible {
    /// Its name, or its number.
    public var description: String {
        switch self {
        case .number(1): "sha-256"
        case .number(7): "sha-384"
        case .number(8): "sha-512"
        case .number(let number): "algorithm \(number)"
        case .name(let name): name
        }
    }
}

extension CorimDigest: CustomStringConvertible {
    /// Algorithm and digits.
    public var description: String { "\(algorithm) \(value.hex)" }
}
