import Attestation
import Cryptography
import Testing

@Suite struct EvidenceTests {
    @Test("evidence of the independent maker that is readable re-encodes to the same bytes")
    func reencoding() throws {
        var count = 0
        for name in try Vectors.names(in: "cases") {
            let bytes = try Vectors.bytes("cases/\(name)")
            guard let evidence = try? Evidence(bytes) else { continue }
            count += 1
            #expect(evidence.encoded() == bytes, "\(name)")
        }
        #expect(count > 150)
    }

    @Test("every field has the value that the independent maker gave it")
    func fields() throws {
        let evidence = try Evidence(try Vectors.bytes("cases/honest-1.cbor"))
        let claims = evidence.claims
        #expect(claims.chip == ChipID(Array(SHA384.digest(of: Array("chip 0".utf8)).prefix(16))))
        #expect(claims.nonce == Array(SHA384.digest(of: Array("nonce 0 1".utf8)).prefix(32)))
        #expect(claims.debugStatus == .disabledPermanently)
        #expect(claims.bootCount == 1)
        #expect(claims.rom == Digest384(hashing: Array("rom".utf8)))
        #expect(claims.runtime.version == "1.0.0")
        #expect(claims.runtime.securityVersion == 3)
        #expect(claims.runtime.digest == Digest384(hashing: Array("runtime 1.0.0".utf8)))
        #expect(claims.tick == 2000)
        #expect(claims.licence?.sequence == 1)
        #expect(claims.licence?.total == Allowance(used: 100_001, allowed: 1_000_000))
        #expect(claims.licence?.training == Allowance(used: 40_000, allowed: 100_000))
        #expect(claims.meter.total == 100_001)
        #expect(claims.meter.training == 40_000)
        #expect(claims.meter.counts == [.init(format: 3, multiplyAccumulates: 50_000, vectorOperations: 1)])
        #expect(claims.meter.traffic.named.map(\.bytes) == [1_000_010, 100_001, 4096, 7, 9])
        #expect(claims.workload.state == .locked)
        #expect(claims.log.first == 5)
        #expect(claims.log.entries.map(\.event.kind) == [.usage, .attested])
        #expect(claims.log.computedHead == claims.log.head)
        #expect(claims.interlock == InterlockState(isOpen: false, openings: 5, refusals: 0))
        #expect(claims.counters == Counters(boot: 1, licenceSequence: 1, stateVersion: 7))
        #expect(claims.latchedFault == 0)
    }

    @Test("every truncation is an error that names a place within the bytes and a field")
    func truncation() throws {
        let bytes = try Vectors.bytes("cases/honest-0.cbor")
        for count in bytes.indices {
            let error = #expect(throws: DocumentError.self) { try Evidence(Array(bytes[..<count])) }
            #expect((error?.offset ?? .max) <= count)
            #expect(error?.field.isEmpty == false)
        }
    }

    @Test(
        "an error names the field and the offset",
        arguments: [
            ("nonce-too-short-0", DocumentError.Code.outOfRange, "claims.nonce"),
            ("extra-claim-0", .unexpectedItem, "claims"),
            ("missing-claim-0", .unexpectedItem, "claims.guarantee"),
            ("formats-out-of-order-0", .unexpectedItem, "claims.guarantee.meter.counts"),
            ("negative-tick-0", .unexpectedType, "claims.guarantee.tick"),
            ("quantity-beyond-128-bits-0", .outOfRange, "claims.guarantee.meter.total"),
            ("dbgstat-unknown-0", .outOfRange, "claims.dbgstat"),
            ("trailing-byte-0", .trailingBytes, "evidence"), ("empty-0", .truncated, "evidence"),
            ("too-long-0", .tooLong, "evidence"), ("indefinite-array-0", .notDeterministic, "evidence"),
            ("long-form-tag-0", .notDeterministic, "evidence"),
        ])
    func places(name: String, code: DocumentError.Code, field: String) throws {
        let bytes = try Vectors.bytes("cases/\(name).cbor")
        let error = #expect(throws: DocumentError.self) { try Evidence(bytes) }
        #expect(error?.code == code)
        #expect(error?.field == field)
    }

    @Test("a log is read as the entries one after the other")
    func usageLog() throws {
        let claims = try Evidence(try Vectors.bytes("cases/honest-0.cbor")).claims
        let bytes = claims.log.entries.flatMap { $0.encoded() }
        let log = try UsageLog(bytes)
        #expect(log.entries == claims.log.entries)
        #expect(log.encoded() == bytes)
        #expect(log.head(from: .zero) == claims.log.head)
        #expect(throws: DocumentError.self) { try UsageLog([UInt8]()) }
        #expect(throws: DocumentError.self) { try UsageLog(Array(bytes.dropLast())) }
    }
}
