import Cryptography
import Wire

/// A result as a CBOR web token (RFC 8392, draft-ietf-rats-ear-04): the claims of its JSON, under the keys that these
/// documents give them.
public enum ResultToken {
    /// A token of claims: COSE_Sign1 with ES256 or ES384, the key named as JSON tokens name it.
    ///
    /// - Parameters:
    ///   - claims: the claims as JSON tokens have them.
    ///   - key: the key that signs.
    /// - Returns: the token.
    public static func signed(_ claims: JSONValue, by key: ResultKey) -> [UInt8] {
        let protected = DocumentWriter.encode { sink in
            sink.map(2)
            sink.unsigned(1)
            sink.integer(key.number)
            sink.unsigned(4)
            sink.bytes(key.identifier)
        }
        let payload = encoded(claims)
        return DocumentWriter.encode { sink in
            sink.tag(COSE.sign1Tag)
            sink.array(4)
            sink.bytes(protected)
            sink.map(0)
            sink.bytes(payload)
            sink.bytes(key.sign(COSE.signedBytes(of: payload, protected: protected)))
        }
    }

    /// The claims in deterministic CBOR (RFC 8949, section 4.2.1). A claim that has no number keeps its name for a key, and
    /// its value as it is in JSON.
    public static func encoded(_ claims: JSONValue) -> [UInt8] {
        map(claims) { name, value in
            switch name {
            case "iat": (key(6), plain(value))
            case "eat_profile": (key(265), plain(value))
            case "submods": (key(266), map(value) { chip, claims in (key(chip), submodule(claims)) })
            case "ear_verifier_id":
                (
                    key(1004),
                    map(value) { (["developer", "build"].firstIndex(of: $0).map { key($0) } ?? key($0), plain($1)) }
                )
            default: common(name, value)
            }
        }
    }

    private static func submodule(_ claims: JSONValue) -> [UInt8] {
        map(claims) { name, value in
            guard name == "ear_trustworthiness_vector" else { return common(name, value) }
            return (key(1001), map(value) { (vector.firstIndex(of: $0).map { key($0) } ?? key($0), plain($1)) })
        }
    }

    /// Claims that a result has and its submodules have too.
    private static func common(_ name: String, _ value: JSONValue) -> (key: [UInt8], value: [UInt8]) {
        switch name {
        case "eat_nonce":
            (
                key(10),
                value.string.flatMap { [UInt8](base64URL: $0) }.map { bytes in
                    DocumentWriter.encode { $0.bytes(bytes) }
                } ?? plain(value)
            )
        case "ear_status":
            (
                key(1000),
                value.string.flatMap { tiers[$0] }.map { tier in
                    DocumentWriter.encode { $0.integer(tier) }
                } ?? plain(value)
            )
        default: (key(name), plain(value))
        }
    }

    /// The names of AR4SI's claims; the place of each is its key (draft-ietf-rats-ar4si, section 3.1).
    private static let vector = [
        "instance-identity", "configuration", "executables", "file-system", "hardware", "runtime-opaque",
        "storage-opaque", "sourced-data",
    ]
    private static let tiers: [String: Int64] = ["none": 0, "affirming": 2, "warning": 32, "contraindicated": 96]

    private static func key(_ number: Int) -> [UInt8] { DocumentWriter.encode { $0.integer(Int64(number)) } }
    private static func key(_ name: String) -> [UInt8] {
        DocumentWriter.encode { $0.text(utf8: Array(name.utf8).span) }
    }

    /// A map of an object's members, each turned into an encoded key and an encoded value; keys in the order of their bytes.
    private static func map(
        _ object: JSONValue, _ member: (String, JSONValue) -> (key: [UInt8], value: [UInt8])
    ) -> [UInt8] {
        guard case .object(let members) = object.content else { return plain(object) }
        let pairs = members.map { member($0.name, $0.value) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return DocumentWriter.encode { sink in
            sink.map(pairs.count)
            for pair in pairs {
                sink.write(pair.key.span)
                sink.write(pair.value.span)
            }
        }
    }

    /// A value that is the same in JSON and CBOR; a number that is no integer of 64 bits is its text.
    private static func plain(_ value: JSONValue) -> [UInt8] {
        switch value.content {
        case .null: [0xf6]
        case .boolean(let value): DocumentWriter.encode { $0.boolean(value) }
        case .number(let text):
            Int64(text).map { number in DocumentWriter.encode { $0.integer(number) } } ?? key(text)
        case .string(let text): key(text)
        case .array(let items):
            DocumentWriter.encode { sink in
                sink.array(items.count)
                for item in items { sink.write(plain(item).span) }
            }
        case .object: map(value) { name, value in (key(name), plain(value)) }
        }
    }
}
