import Agreement
import Attestation
import Cryptography
import SignedXML
import Transparency

/// Recognises what a file holds by how it starts.
enum Artefact {
    /// Why it can't be shown.
    struct Failure: Error {
        let reason: String
    }

    /// What the bytes hold.
    static func shown(_ bytes: [UInt8], file: String, isFull: Bool) throws(Failure) -> JSONValue {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        do {
            if bytes.starts(with: [0xd9, 0xd9, 0xf7, 0xd8, 0x3d]) { return try Evidence(bytes).shown }
            if bytes.starts(with: FlashSlot.magic) { return try FlashSlot(bytes).shown }
            if bytes.first == 0xd2 || bytes.starts(with: [0xd9, 0x01, 0xf5]) {
                if let corim = try? CorimDocument(bytes) { return corim.shown(outcome: "not verified") }
                return try LineageTicket(bytes).shown
            }
            if bytes.starts(with: [0xd8, 0x62]) { return try signed(bytes) }
            if bytes.first == 1 || bytes.first == 2, let table = try? KeyTable(bytes) { return table.shown }
            if let report = HardwareReport.bytes(ofFile: bytes) { return try HardwareReport(report).shown }
            if bytes.starts(with: [0x30, 0x82]) {
                if let certificate = try? LatticeCertificate(der: bytes) { return certificate.shown }
                if let list = try? RevocationList(der: bytes) { return list.shown }
                return try Certificate(der: bytes).shown
            }
        } catch let error as DocumentError {
            throw Failure(reason: "it starts like one of our documents, but is none: \(error)")
        } catch { throw Failure(reason: "\(error)") }
        if let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") {
            if let shown = try shown(text, bytes, name: name) { return shown }
        }
        return try shownCBOR(bytes, isFull: isFull)
    }

    private static func signed(_ bytes: [UInt8]) throws(DocumentError) -> JSONValue {
        do { return JSONValue(.object(try Licence(bytes).shown(nil))) } catch {
            if let bundle = try? Bundle(bytes) { return bundle.shown }
            guard let manifest = try? SignedManifest(bytes) else { throw error }
            return manifest.shown(codeOf: nil)
        }
    }

    private static func shown(_ text: String, _ bytes: [UInt8], name: String) throws(Failure) -> JSONValue? {
        do {
            if text.contains("-----BEGIN CERTIFICATE-----") {
                if let all = try? LatticeCertificate.all(inPEM: text).map(\.shown) {
                    return all.count == 1 ? all[0] : .array(all)
                }
                let all = try Certificate.all(inPEM: text).map(\.shown)
                return all.count == 1 ? all[0] : .array(all)
            }
            if text.contains("-----BEGIN PUBLIC KEY-----") { return try VerifyingKey(pem: text).shown }
            if text.contains("-----BEGIN PRIVATE KEY-----") { return try SigningKey(pem: text).publicKey.shown }
            if let note = try? SignedNote(bytes) { return note.shown }
            if bytes.starts(with: #"{"index":0,"#.utf8) {
                return .array(try TransparencyLog(bytes).entries.map(\.json))
            }
            let start = text.unicodeScalars.first { !$0.properties.isWhitespace }
            if start == "<" {
                guard let root = XMLElement(parsing: bytes) else { throw Failure(reason: "it is not well-formed XML") }
                return try ReferenceManifest(bytes).shown(signedBy: XMLSignature.certificates(in: root) ?? [])
            }
            if start == "{" || start == "[" {
                if TrustFiles.names.contains(name) { try TrustFiles.check(bytes, name: name) }
                return try JSONValue(parsing: bytes)
            }
            if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return try Agreement(bytes, file: name).shown }
        } catch let failure as Failure {
            throw failure
        } catch { throw Failure(reason: "\(error)") }
        return nil
    }

    private static func shownCBOR(_ bytes: [UInt8], isFull: Bool) throws(Failure) -> JSONValue {
        if let terms = try? Licence.Terms(bytes) {
            return .object(["kind": .string("draft of a licence, not signed"), "terms": terms.shown])
        }
        if let log = try? UsageLog(bytes) {
            return .object(["kind": .string("usage log"), "entries": .array(log.entries.map(\.shown))])
        }
        if let installation = try? LicenceInstallation(bytes) {
            let licence = (try? Licence(installation.licence)).map { JSONValue(.object($0.shown(nil))) }
            return .object([
                "kind": .string("installation of a licence"), "index": .number(installation.index),
                "path": .array(installation.path.map { .string($0.description) }),
                "licence": licence ?? .string(installation.licence.hex),
            ])
        }
        do {
            let items = try CBORDiagnostic.notation(of: bytes, abbreviation: isFull ? nil : 16)
            return .object([
                "kind": .string("CBOR of no kind that is known here"), "items": .array(items.map { .string($0) }),
            ])
        } catch {
            throw Failure(reason: "it is none of our documents, and not CBOR (\(error))")
        }
    }
}
