import Attestation
import Cryptography
import InterlockTesting
import SignedXML
import Testing

@Suite("Parsers of hardware evidence") struct HardwareParserTests {
    private func code(_ change: (inout ReportMaker) -> Void, after: (inout [UInt8]) -> Void = { _ in }) throws
        -> DocumentError.Code?
    {
        var maker = ReportMaker()
        change(&maker)
        var bytes = maker.report(signedBy: try HardwareCase().device.key)
        after(&bytes)
        do {
            let report = try HardwareReport(bytes)
            #expect(report.encoded == bytes)
            return nil
        } catch { return error.code }
    }

    @Test("a report is read, with fields that nobody knows, and encodes to the same bytes")
    func roundTrip() throws {
        #expect(try code { _ in } == nil)
        #expect(try code { $0.blocks = [] } == nil)
        #expect(try code { $0.opaque = [] } == nil)
        #expect(try code { $0.blocks[0].value = [] } == nil)
    }

    @Test("what is out of range, repeated or of another version is an error that says where")
    func errors() throws {
        #expect(try code { $0.blocks[1].index = 1 } == .unexpectedItem)
        #expect(try code { $0.blocks[1].index = 0 } == .outOfRange)
        #expect(try code { $0.blocks[1].index = 255 } == .outOfRange)
        #expect(try code { $0.opaque[1].type = 6 } == .unexpectedItem)
        #expect(try code { $0.opaque[4].value = [UInt8](repeating: 0, count: 1024) } == .tooLong)
        #expect(try code({ _ in }, after: { $0[0] = 0x12 }) == .unexpectedItem)
        #expect(try code({ _ in }, after: { $0[2] = 0 }) == .unexpectedItem)
        #expect(try code({ _ in }, after: { $0[36] = 1 }) == .unexpectedItem)
        #expect(try code({ _ in }, after: { $0[36] = 16 }) == .outOfRange)
        #expect(try code({ _ in }, after: { $0.append(0) }) == .trailingBytes)
    }

    @Test("hexadecimal of either case, with line breaks, is the same report; other text is none")
    func hexadecimal() throws {
        let bytes = ReportMaker().report(signedBy: try HardwareCase().device.key)
        let lines = bytes.hex.uppercased() + "\r\n"
        #expect(HardwareReport.bytes(ofFile: Array(lines.utf8)) == bytes)
        #expect(
            HardwareReport.bytes(ofFile: Array((bytes.hex.prefix(100) + "\n" + bytes.hex.dropFirst(100)).utf8)) == bytes
        )
        #expect(HardwareReport.bytes(ofFile: Array("11e0x".utf8)) == nil)
        #expect(HardwareReport.bytes(ofFile: []) == nil)
    }

    @Test("any bytes give a report that encodes to them, or an error", arguments: 0..<64 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var stream = Seed(seed).stream("HardwareParserTests")
        let bytes = ReportMaker().report(signedBy: try HardwareCase().device.key)
        for _ in 0..<200 {
            var bad = bytes
            for byte in stream.bytes(3) { bad[Int(byte) * bad.count / 256] = byte &* 31 }
            let lengths = stream.bytes(2)
            bad = Array(bad.prefix(bad.count - Int(lengths[0] % 2) * Int(lengths[1])))
            guard let report = try? HardwareReport(bad) else { continue }
            #expect(report.encoded == bad, "seed \(seed)")
        }
    }

    private func manifest(_ change: (inout ManifestMaker) -> Void) throws -> ReferenceManifest.Failure? {
        var maker = ManifestMaker.vbios
        change(&maker)
        let document = maker.document(signedBy: try HardwareCase().publisher)
        do { _ = try ReferenceManifest(document) } catch { return error }
        return nil
    }

    @Test("a manifest's faults are told apart")
    func manifests() throws {
        #expect(try manifest { _ in } == nil)
        #expect(try manifest { $0.version = "" } == .attribute("Meta colloquialVersion"))
        #expect(try manifest { $0.measurements[1].index = 0 } == .repeatedIndex(0))
        #expect(try manifest { $0.measurements[1].index = -1 } == .attribute("Resource index"))
        #expect(try manifest { $0.measurements[1].values = [] } == .attribute("Resource 1 alternatives"))
        #expect(try manifest { $0.measurements[1].values[0].removeLast() } == .attribute("Resource 1 Hash0"))
        #expect(throws: ReferenceManifest.Failure.notManifest) { try ReferenceManifest(Array("<a/>".utf8)) }
    }

    @Test("XML: no document type, no entity, no depth without end; text and attributes as they are")
    func xml() throws {
        let read = { (text: String) in XMLElement(parsing: Array(text.utf8)) }
        let root = try #require(read("<a x='1' xmlns:n='u' n:y='&amp;2'>t<!-- c --><b/>u<?p?><n:c>v</n:c></a>"))
        #expect(root.attribute("x") == "1" && root.attribute("y", in: "u") == "&2" && root.attribute("y") == nil)
        #expect(root.children.map(\.name) == ["b", "c"] && root.text == "tu")
        #expect(root.children("c", in: "u").map(\.text) == ["v"] && root.children("c", in: "").isEmpty)
        #expect(read("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>") == nil)
        #expect(read("<a>&e;</a>") == nil)
        #expect(read("<a>") == nil && read("") == nil && read("<a/><b/>") == nil && read("\u{FEFF}<a/>") != nil)
        let deep = { (depth: Int) in
            String(repeating: "<a>", count: depth) + "x" + String(repeating: "</a>", count: depth)
        }
        #expect(read(deep(31)) != nil && read(deep(33)) == nil)
        #expect(read("<a>" + String(repeating: " ", count: XMLElement.maximumByteCount) + "</a>") == nil)
    }

    @Test("a second signature, a wrapped one and a signature elsewhere are refused")
    func wrapping() throws {
        let publisher = try HardwareCase().publisher
        let document = ManifestMaker.vbios.document(signedBy: publisher)
        let key = publisher.chain[0].publicKey
        guard case .valid(let content) = XMLSignature.verify(document, by: key) else {
            Issue.record("the signature does not verify")
            return
        }
        #expect(content.firstRange(of: Array("Signature".utf8)) == nil)
        let text = String(decoding: document, as: UTF8.self)
        let start = try #require(text.range(of: "<ds:Signature "))
        let end = try #require(text.range(of: "</ds:Signature>"))
        let signature = String(text[start.lowerBound..<end.upperBound])
        let twice = text.replacing(signature, with: signature + signature)
        #expect(XMLSignature.verify(Array(twice.utf8), by: key) == .unsupported)
        let inner = text.replacing(signature, with: "").replacing("<Payload>", with: "<Payload>" + signature)
        #expect(XMLSignature.verify(Array(inner.utf8), by: key) == .unsupported)
        let wrapped =
            "<SoftwareIdentity xmlns=\"http://standards.iso.org/iso/19770/-2/2015/schema.xsd\">\(text)</SoftwareIdentity>"
        #expect(XMLSignature.verify(Array(wrapped.utf8), by: key) == .unsupported)
        #expect(XMLSignature.verify(document, by: publisher.root.publicKey) == .invalid)
    }
}
