import Appraisal
import Cryptography
import Foundation
import InterlockTesting
import Testing

@Suite("interlock verify --chain") struct HardwareCommandTests {
    private let program: Program

    init() throws { program = try Program() }

    /// Writes a case's files, and gives the arguments that name them.
    private func arguments(_ hardware: HardwareCase, isHexadecimal: Bool = false) throws -> String {
        var files: [(String, [UInt8])] = hardware.manifests.map { ($0.name, $0.bytes) }
        let report = hardware.reportBytes
        files.append(("report", isHexadecimal ? Array((report.hex + "\n").utf8) : report))
        files.append(("chain.pem", Array(hardware.device.chain.map(\.pem).joined().utf8)))
        files.append(("anchor.pem", Array(hardware.device.root.pem.utf8)))
        files.append(("publisher.pem", Array(hardware.publisher.root.pem.utf8)))
        for (name, bytes) in files { try Data(bytes).write(to: program.folder.appendingPathComponent(name)) }
        return "report --chain chain.pem --manifest vbios.swidtag --manifest driver.swidtag --anchor anchor.pem "
            + "--manifest-anchor publisher.pem --nonce \(hardware.report.nonce.hex) --at 2025-06-15T15:06:40Z"
    }

    @Test("a report that is all right exits 0, in bytes and in hexadecimal", arguments: [false, true])
    func kept(isHexadecimal: Bool) throws {
        defer { program.remove() }
        let outcome = try program.interlock("verify \(try arguments(HardwareCase(), isHexadecimal: isHexadecimal))")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.hasPrefix("kept: the report is GH100 TEST LF's own and fresh, and its 5 expected"))
    }

    @Test("another measurement exits 1, in JSON too")
    func broken() throws {
        defer { program.remove() }
        var hardware = try HardwareCase()
        hardware.report.blocks[0].value[0] ^= 1
        let outcome = try program.interlock("verify \(try arguments(hardware)) --format json")
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains("\"IL-HW-16\"") && outcome.output.contains("\"ear_status\": \"contraindicated\""))
    }

    @Test("a changed bit exits 4, and a cut report 2")
    func changed() throws {
        defer { program.remove() }
        var hardware = try HardwareCase()
        hardware.spoilReport = { $0[60] ^= 1 }
        let changed = try program.interlock("verify \(try arguments(hardware))")
        #expect(changed.status == 4 && changed.output.contains("IL-HW-04"), "\(changed.output)")
        hardware.spoilReport = { $0.removeLast() }
        let cut = try program.interlock("verify \(try arguments(hardware))")
        #expect(cut.status == 2 && cut.output.contains("IL-HW-01"), "\(cut.output)")
    }

    @Test("arguments that don't go together, and files that are none, exit 2 with the mend")
    func usage() throws {
        defer { program.remove() }
        let all = try arguments(HardwareCase())
        for (line, words) in [
            ("report", "give its certificate chain with --chain"),
            ("report --anchor anchor.pem --trust .", "go with --chain"),
            ("\(all) --partial", "don't go with --chain"),
            ("report --crl list --trust .", "go with --chain"),
            ("report --when-stale state --trust .", "go with --chain"),
            ("\(all) --ocsp-nonce x", "--ocsp-nonce takes 1 to 128 bytes"),
            ("\(all) --revocation-age=-1", "--revocation-age takes seconds"),
            ("report report --chain chain.pem", "name one hardware report"),
            ("report --chain chain.pem --nonce 0011223344556677", "--nonce takes 32 bytes"),
            ("report --chain chain.pem --at 5", "--at takes a moment"),
            ("report --chain report", "report: "),
            ("report --chain missing.pem", "missing.pem: there is no such file"),
        ] {
            let outcome = try program.interlock("verify \(line)")
            #expect(outcome.status == 2 && outcome.errors.contains(words), "\(line): \(outcome.errors)")
        }
    }

    @Test("revocation is read from files, in DER and PEM, and the output teaches how to get those that are missing")
    func revocation() throws {
        defer { program.remove() }
        let vectors = RevocationVectors.shared
        let hardware = try vectors.hardware()
        let all = try arguments(hardware)
        let bare = try program.interlock("verify \(all)")
        #expect(bare.status == 0, "\(bare.output)")
        #expect(
            bare.output.contains(
                "openssl ocsp -noverify -no_nonce -issuer 1.pem -cert 0.pem -url 'http://ocsp.example/' -respout 0.ocsp"
            ))
        #expect(bare.output.contains("curl -o 1.crl 'http://crl.example/device-root.crl'"))
        #expect(bare.output.contains("revocation: nothing was given that says what is revoked"))
        let files = [
            ("leaf.ocsp", vectors.response("good")), ("root.crl", vectors.list("root")),
            ("publisher.crl", vectors.list("publisher")), ("publisher-root.crl", vectors.list("publisher root")),
            ("revoked.crl", vectors.list("leaf revoked")),
        ]
        for (name, bytes) in files { try Data(bytes).write(to: program.folder.appendingPathComponent(name)) }
        let pem = PEM.encode(vectors.list("root"), label: .revocationList)
        try Data(pem.utf8).write(to: program.folder.appendingPathComponent("root.pem"))
        let given = "--ocsp leaf.ocsp --crl root.pem --crl publisher.crl --crl publisher-root.crl"
        let good = try program.interlock("verify \(all) \(given) --revocation-missing doubt --revocation-age 90000")
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.output.contains("leaf.ocsp, by “device responder”"))
        #expect(good.output.contains("of 2025-06-15T14:06:40Z, next 2025-06-16T15:06:40Z, 3600 s old"))
        #expect(!good.output.contains("revocation: "), "\(good.output)")
        let revoked = try program.interlock("verify \(all) \(given) --crl revoked.crl --format json")
        #expect(revoked.status == 4)
        for words in ["\"IL-HW-22\"", "\"revoked\"", "\"key compromise\"", "\"revokedAt\": \"2025-06-05T15:06:40Z\""] {
            #expect(revoked.output.contains(words), "\(words): \(revoked.output)")
        }
        let unreadable = try program.interlock("verify \(all) --crl report")
        #expect(unreadable.status == 2 && unreadable.output.contains("IL-HW-19"))
    }

    @Test("a trust directory's documents of hardware serve as well, and a misspelt one is refused")
    func trustDirectory() throws {
        defer { program.remove() }
        let vectors = RevocationVectors.shared
        let hardware = try vectors.hardware()
        _ = try arguments(hardware)
        let documents: [(String, [UInt8])] = [
            ("hardware/device-anchors/root.pem", Array(hardware.device.root.pem.utf8)),
            ("hardware/manifest-anchors/root.pem", Array(hardware.publisher.root.pem.utf8)),
            ("hardware/manifests/vbios.swidtag", hardware.manifests[0].bytes),
            ("hardware/manifests/driver.swidtag", hardware.manifests[1].bytes),
            ("hardware/crl/device.crl", vectors.list("leaf revoked")),
        ]
        for (name, bytes) in documents {
            let url = program.folder.appendingPathComponent("trust/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        let line =
            "verify report --chain chain.pem --trust trust --nonce \(hardware.report.nonce.hex) --at 2025-06-15T15:06:40Z"
        let revoked = try program.interlock(line)
        #expect(revoked.status == 4 && revoked.output.contains("IL-HW-22"), "\(revoked.output)\(revoked.errors)")
        try FileManager.default.removeItem(
            at: program.folder.appendingPathComponent("trust/hardware/crl/device.crl"))
        let kept = try program.interlock(line)
        #expect(kept.status == 0, "\(kept.output)\(kept.errors)")
        try Data("x".utf8).write(to: program.folder.appendingPathComponent("trust/hardware/crl/device.crl"))
        let bad = try program.interlock(line)
        #expect(bad.status == 2 && bad.errors.contains("hardware/crl/device.crl"), "\(bad.errors)")
    }

    @Test("inspect decodes report and manifest")
    func inspect() throws {
        defer { program.remove() }
        _ = try arguments(HardwareCase(), isHexadecimal: true)
        let report = try program.interlock("inspect report")
        #expect(report.status == 0 && report.output.contains("550.90.07"), "\(report.output)\(report.errors)")
        let manifest = try program.interlock("inspect vbios.swidtag")
        #expect(manifest.status == 0 && manifest.output.contains("96.00.9F.00.01"))
        #expect(manifest.output.contains("manifest signer"))
    }

    @Test(
        "the genuine report is genuine, and with manifests of other versions exits 4",
        .enabled(
            if: ExternalData.hasReport, "the genuine report is absent; INTERLOCK_DATA names the folder that has it"))
    func genuine() throws {
        defer { program.remove() }
        let folder = try #require(ExternalData.url(ExternalData.report)).deletingLastPathComponent().path
        let outcome = try program.interlock(
            "verify \(folder)/hopperAttestationReport.txt --chain \(folder)/hopperCertChain.txt "
                + "--manifest \(folder)/1010_0200_882_96005E0001_PROD.swidtag "
                + "--manifest \(folder)/Driver_RIM_test_no_gpu.swidtag --at 2024-06-01T00:00:00Z")
        #expect(outcome.status == 4)
        #expect(outcome.output.contains("anchor not verified"))
        #expect(outcome.output.contains("13 match, 19 mismatch, 31 zero and not in a manifest"))
    }
}
