import Appraisal
import Attestation
import Cryptography

/// Measurement reports of other hardware, as a collection of conceptual messages in JSON (RFC 9999, section 3.3): each
/// member but `__cmwc_t` and `nonce` is a device, with its transcript and its certificates.
struct HardwareCollection: Sendable {
    /// One device's report.
    struct Item: Sendable {
        /// The member's name.
        let name: String
        /// Request and signed response.
        let report: [UInt8]
        /// The device's certificates, its own first.
        let chain: [Certificate]
        /// What tells of their revocation.
        let revocation: [RevocationFile]
    }

    /// The media types within.
    static let reportType = "application/vnd.nvidia.spdm-measurement-transcript"
    static let chainType = "application/vnd.nvidia.pem-cert-chain"
    static let responseType = "application/ocsp-response"
    static let listType = "application/pkix-crl"
    /// The most lists, and the most responses, of one device.
    static let maximumRevocationCount = 16
    /// The most devices of one collection.
    static let maximumCount = 16

    /// The devices, in the order of the collection.
    let items: [Item]

    /// Reads a collection.
    init(_ bytes: [UInt8]) throws(Problem) {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch {
            throw HardwareCollection.problem("", "it is no JSON (\(error))", mend: "send a collection by RFC 9999")
        }
        guard case .object(let members) = json.content else {
            throw HardwareCollection.problem("", "it is no object", mend: "send a collection by RFC 9999")
        }
        let devices = members.filter { !["__cmwc_t", "nonce"].contains($0.name) }
        guard (1...HardwareCollection.maximumCount).contains(devices.count) else {
            throw HardwareCollection.problem(
                "", "it has \(devices.count) devices", mend: "send 1 to \(HardwareCollection.maximumCount)")
        }
        var items: [Item] = []
        for device in devices { items.append(try HardwareCollection.item(device)) }
        self.items = items
    }

    private static func item(_ device: JSONValue.Member) throws(Problem) -> Item {
        let report = try record(device, "evidence", of: reportType)
        let pem = String(decoding: try record(device, "certificate", of: chainType), as: UTF8.self)
        let lists = try revocation(device, .list, of: listType)
        let responses = try revocation(device, .response, of: responseType)
        do {
            return Item(
                name: device.name, report: report, chain: try Certificate.all(inPEM: pem),
                revocation: lists + responses)
        } catch {
            throw problem(".\(device.name).certificate", "\(error)", mend: "give the device's certificates in PEM")
        }
    }

    private static func record(
        _ device: JSONValue.Member, _ name: String, of type: String
    ) throws(Problem) -> [UInt8] {
        guard let value = device.value[name].flatMap({ value(of: $0, type) }) else {
            throw problem(
                ".\(device.name).\(name)", "it is no record of \(type)", mend: "write [\"\(type)\", \"BASE64URL\"]")
        }
        return value
    }

    /// One record, or a list of records; none where the device has no such member.
    private static func revocation(
        _ device: JSONValue.Member, _ kind: RevocationFile.Kind, of type: String
    ) throws(Problem) -> [RevocationFile] {
        guard let member = device.value[kind.rawValue] else { return [] }
        let name = "\(device.name).\(kind.rawValue)"
        if let bytes = value(of: member, type) {
            return [RevocationFile(Exhibit(name: name, bytes: bytes), kind: kind)]
        }
        guard case .array(let records) = member.content, records.count <= maximumRevocationCount else {
            throw problem(
                ".\(name)", "it is neither a record nor a list of at most \(maximumRevocationCount) records",
                mend: "write [[\"\(type)\", \"BASE64URL\"], …]")
        }
        var files: [RevocationFile] = []
        for (index, record) in records.enumerated() {
            guard let bytes = value(of: record, type) else {
                throw problem(
                    ".\(name)[\(index)]", "it is no record of \(type)", mend: "write [\"\(type)\", \"BASE64URL\"]")
            }
            files.append(RevocationFile(Exhibit(name: "\(name)[\(index)]", bytes: bytes), kind: kind))
        }
        return files
    }

    /// The value of a record of a type; nil where it is none.
    private static func value(of json: JSONValue, _ type: String) -> [UInt8]? {
        guard case .array(let record) = json.content, (2...3).contains(record.count),
            case .string(let found) = record[0].content, MediaType(found).name == type,
            case .string(let text) = record[1].content
        else { return nil }
        return [UInt8](base64URL: text)
    }

    private static func problem(_ place: String, _ reason: String, mend: String) -> Problem {
        Problem(.badRequest, field: "body.cmw\(place.prefix(100))", reason, mend: mend)
    }
}
