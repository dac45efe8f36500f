import Cryptography

/// A value of a JSON file on the way into a typed one: it knows its file, line and field for messages.
struct JSONField {
    let file: String
    let field: String
    let value: JSONValue

    /// The whole of a file.
    init(file: String, bytes: [UInt8]) throws(TrustError) {
        self.file = file
        field = ""
        do { value = try JSONValue(parsing: bytes) } catch {
            throw TrustError(file: file, line: error.line, reason: error.reason, mend: "give JSON (RFC 8259)")
        }
    }

    private init(file: String, field: String, value: JSONValue) {
        self.file = file
        self.field = field
        self.value = value
    }

    /// An error at this value.
    func error(_ reason: String, mend: String) -> TrustError {
        TrustError(file: file, line: value.line, field: field, reason: reason, mend: mend)
    }

    /// The members of an object that may have these names and no others.
    func object(_ names: [String]) throws(TrustError) -> JSONField {
        guard case .object(let members) = value.content else {
            throw error("this is no object", mend: "give an object with the fields \(names.joined(separator: ", "))")
        }
        if let unknown = members.first(where: { !names.contains($0.name) }) {
            throw TrustError(
                file: file, line: unknown.value.line, field: path(unknown.name), reason: "no field has this name",
                mend: "use one of \(names.joined(separator: ", ")), or take it out")
        }
        return self
    }

    /// The member that must be there.
    func member(_ name: String) throws(TrustError) -> JSONField {
        guard let member = optional(name) else {
            throw TrustError(
                file: file, line: value.line, field: path(name), reason: "the field is missing", mend: "add it")
        }
        return member
    }

    /// The member that may be there.
    func optional(_ name: String) -> JSONField? {
        value[name].map { JSONField(file: file, field: path(name), value: $0) }
    }

    /// The items of an array, each turned by `body`.
    func items<Item>(_ body: (JSONField) throws(TrustError) -> Item) throws(TrustError) -> [Item] {
        guard case .array(let items) = value.content else { throw error("this is no array", mend: "give an array") }
        var result: [Item] = []
        for (index, item) in items.enumerated() {
            result.append(try body(JSONField(file: file, field: "\(field)[\(index)]", value: item)))
        }
        return result
    }

    /// A string that is not empty.
    func string() throws(TrustError) -> String {
        guard case .string(let text) = value.content, !text.isEmpty else {
            throw error("this is no text", mend: "give a string that is not empty")
        }
        return text
    }

    /// A whole number from 0, below 2^64.
    func unsigned() throws(TrustError) -> UInt64 {
        guard case .number(let text) = value.content, let number = UInt64(text) else {
            throw error("this is no whole number from 0 to 2^64 - 1", mend: "give one in decimal digits")
        }
        return number
    }

    /// A moment (RFC 3339).
    func moment() throws(TrustError) -> UTCSeconds {
        guard let moment = UTCSeconds(rfc3339: try string()) else {
            throw error("this is no date and time", mend: "write it as 2026-01-01T00:00:00Z (RFC 3339)")
        }
        return moment
    }

    /// Bytes as hexadecimal digits, of a length in `lengths`.
    func bytes(_ lengths: ClosedRange<Int>) throws(TrustError) -> [UInt8] {
        guard case .string(let text) = value.content, let bytes = [UInt8](hex: text), lengths.contains(bytes.count)
        else {
            let length = lengths.count == 1 ? "\(lengths.lowerBound)" : "\(lengths.lowerBound) to \(lengths.upperBound)"
            throw error("this is not \(length) bytes in hexadecimal", mend: "give two digits a byte in a string")
        }
        return bytes
    }

    /// A digest as hexadecimal digits.
    func digest() throws(TrustError) -> Digest384 {
        guard let digest = Digest384(try bytes(48...48)) else {
            throw error("this is no digest", mend: "give 96 hexadecimal digits")
        }
        return digest
    }

    /// A chip identifier as hexadecimal digits.
    func chip() throws(TrustError) -> ChipID {
        guard let chip = ChipID(try bytes(16...16)) else {
            throw error("this is no chip identifier", mend: "give 32 hexadecimal digits")
        }
        return chip
    }

    /// Raw public keys as hexadecimal digits: P-384, and ML-DSA-87 behind it unless the signer is classical.
    func key() throws(TrustError) -> VerifyingKey {
        let raw = try bytes(96...2688)
        let second = MLDSA87.PublicKey(raw: Array(raw.dropFirst(96)))
        guard second != nil || raw.count == 96 else {
            throw error(
                "this is no pair of public keys",
                mend: "give x and y of the P-384 key and the ML-DSA-87 key: 2688 bytes, or 96 for a classical signer")
        }
        do {
            return VerifyingKey(
                classical: try P384.PublicKey(raw: Array(raw.prefix(96))), postQuantum: second)
        } catch {
            throw self.error("this is no point of P-384", mend: "give x and y of the public key, 48 bytes each")
        }
    }

    private func path(_ name: String) -> String { field.isEmpty ? name : "\(field).\(name)" }
}
