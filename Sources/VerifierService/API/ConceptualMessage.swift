import Attestation
import Wire

/// A conceptual message wrapper with one message (RFC 9999, section 3): a media type and what it is the type of.
struct ConceptualMessage: Hashable, Sendable {
    /// The media type of the message.
    let type: String
    /// The message.
    let value: [UInt8]

    /// The media types that wrappers come as.
    static let mediaTypes = [
        "application/cmw", "application/cmw+json", "application/cmw+cbor", "application/vnd.veraison.cmw",
        "application/vnd.veraison.cmw+json", "application/vnd.veraison.cmw+cbor",
    ]
    /// The content format of application/eat+cwt, and its tag: 1668546817 + 263 / 255 · 256 + 263 mod 255 (RFC 9277,
    /// section 4.3).
    private static let eatFormat: UInt64 = 263
    private static let eatTag: UInt64 = 1_668_547_081
    /// The bit that says "evidence" in the third item.
    private static let evidence: UInt64 = 1 << 2

    /// Reads a wrapper in JSON or CBOR: a record, or in CBOR also a tag.
    init(_ bytes: [UInt8]) throws(Problem) {
        switch bytes.first {
        case UInt8(ascii: "["), UInt8(ascii: " "), 0x0a, 0x0d, 0x09: self = try ConceptualMessage.json(bytes)
        default:
            do { self = try ConceptualMessage.cbor(bytes) } catch let problem as Problem { throw problem } catch {
                throw ConceptualMessage.problem(
                    "it is no record or tag in deterministic CBOR", mend: "wrap by RFC 9999, section 3")
            }
        }
        guard !value.isEmpty else {
            throw ConceptualMessage.problem("the message in it is empty", mend: "put the evidence there")
        }
    }

    private init(type: String, value: [UInt8]) {
        self.type = type
        self.value = value
    }

    private static func json(_ bytes: [UInt8]) throws(Problem) -> ConceptualMessage {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch {
            throw problem("it is no JSON (\(error))", mend: "write [\"TYPE\", \"BASE64URL\"]")
        }
        guard case .array(let items) = json.content, (2...3).contains(items.count),
            case .string(let value) = items[1].content, let value = [UInt8](base64URL: value)
        else { throw problem("it is no record", mend: "write [\"TYPE\", \"BASE64URL\"]") }
        if items.count == 3 {
            guard case .number(let text) = items[2].content, let indicator = UInt64(text), indicator & evidence != 0
            else { throw problem("its indicator does not say evidence", mend: "set bit 2, or leave it out") }
        }
        switch items[0].content {
        case .string(let type): return ConceptualMessage(type: type, value: value)
        case .number(let format): return ConceptualMessage(type: try type(ofFormat: UInt64(format)), value: value)
        case .null, .boolean, .array, .object:
            throw problem("its type is no media type and no content format", mend: "name the evidence's media type")
        }
    }

    private static func cbor(_ bytes: [UInt8]) throws -> ConceptualMessage {
        var reader = CBORReader(bytes.span)
        if reader.nextMajorType == 6 {
            try reader.tag(eatTag)
            let range = try reader.bytes()
            try reader.finish()
            return ConceptualMessage(type: EvidenceType.eat, value: Array(bytes[range]))
        }
        let count = try reader.array()
        guard (2...3).contains(count) else {
            throw problem("it is no record", mend: "write [type, bytes], and the indicator behind them or not")
        }
        let type: String
        if reader.nextMajorType == 0 {
            type = try self.type(ofFormat: try reader.unsigned())
        } else {
            type = String(decoding: bytes[try reader.text()], as: UTF8.self)
        }
        let range = try reader.bytes()
        if count == 3 {
            guard try reader.unsigned() & evidence != 0 else {
                throw problem("its indicator does not say evidence", mend: "set bit 2, or leave it out")
            }
        }
        try reader.finish()
        return ConceptualMessage(type: type, value: Array(bytes[range]))
    }

    /// The media type of a CoAP content format.
    private static func type(ofFormat format: UInt64?) throws(Problem) -> String {
        guard format == eatFormat else {
            throw problem("its content format is none that is taken here", mend: "give 263, application/eat+cwt")
        }
        return EvidenceType.eat
    }

    private static func problem(_ reason: String, mend: String) -> Problem {
        Problem(.badRequest, field: "body.cmw", reason, mend: mend)
    }
}

/// The media types of evidence.
package enum EvidenceType {
    /// What a chip signs: an EAT in COSE (RFC 9782).
    package static let eat = "application/eat+cwt"

    /// What is taken, with the profile that our chips follow.
    static let accepted = [
        "application/eat+cwt; eat_profile=\"1.3.6.1.4.1.42623.1.3\"", eat,
    ]
    /// Several pieces of evidence: a CBOR array of byte strings.
    package static let batch = "application/vnd.interlock.evidence-batch+cbor"

    /// Whether evidence of a media type is taken: the type, and the profile where one is named.
    static func isAccepted(_ type: MediaType) -> Bool {
        type.name == eat && type.parameters["eat_profile"].map { $0 == "1.3.6.1.4.1.42623.1.3" } ?? true
    }
}
