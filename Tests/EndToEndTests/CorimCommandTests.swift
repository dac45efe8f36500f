import Attestation
import Foundation
import InterlockTesting
import Testing

@Suite("interlock corim")
struct CorimCommandTests {
    @Test("what is packed of one directory is unpacked into another, and evidence is kept by it")
    func roundTrip() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            """
            set -e
            interlock chip new lab >/dev/null
            interlock corim pack --trust lab/trust --out all.corim --tag-version 3
            interlock corim show all.corim | grep -q 'tag:interlock.example,2026:corim#1'
            interlock inspect all.corim | grep -q 'interlock/trust, version 3'
            interlock corim unpack all.corim --trust other
            interlock corim unpack all.corim --trust other
            cmp lab/trust/reference-values.json other/reference-values.json
            cmp lab/trust/root.pem other/root.pem
            cmp lab/trust/root-ml-dsa.pem other/root-ml-dsa.pem
            cmp lab/trust/chips.json other/chips.json
            """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("not packed: "))
        #expect(outcome.output.contains("other: nothing changes"))
    }

    @Test("signed by the vendor, verified by another program, changed by nobody")
    func signed() throws {
        guard Python.having("cbor2", "cryptography") != nil else { return }
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            """
            set -e
            interlock chip new lab >/dev/null
            interlock keys new --out endorser.pem >/dev/null
            interlock corim pack --trust lab/trust --only reference-values.json --key endorser.pem --out f.corim \
                --issuer Endorser --not-after 2099-01-01T00:00:00Z
            ${INTERLOCK_PYTHON:-python3} $ROOT/Tests/Vectors/check_corim.py f.corim endorser.pem lab/trust
            interlock corim show f.corim --signer endorser.pem --format json | grep -q 'valid, by endorser.pem'
            interlock corim unpack f.corim --trust lab/trust --signer endorser.pem --dry-run
            interlock corim pack --trust lab/trust --key endorser.pem --algorithm ml-dsa-87 --out m.corim
            interlock corim show m.corim --signer endorser.pem >/dev/null
            """)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(try program.interlock("corim unpack f.corim --trust lab/trust").status == 1)
        #expect(
            try program.interlock(
                "corim unpack f.corim --trust lab/trust --signer endorser.pem --at 2100-01-01T00:00:00Z"
            ).status == 2)
        #expect(try program.interlock("keys new --out other.pem").status == 0)
        #expect(try program.interlock("corim show f.corim --signer other.pem").status == 1)
        // A byte of the signature.
        let file = program.folder.appendingPathComponent("f.corim")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: file)
        #expect(try program.interlock("corim unpack f.corim --trust lab/trust --signer endorser.pem").status == 1)
    }

    @Test(
        "unusable input is 2, with a mend",
        arguments: [
            "corim show nothing", "corim show lab/trust/root.pem", "corim pack --trust nothing --out x",
            "corim pack --trust lab/trust --only parties.json --out x",
            "corim pack --trust lab/trust --not-before 2026-01-01T00:00:00Z --out x",
            "corim pack --trust lab/trust --not-after tomorrow --out x", "corim unpack lab/trust/root.pem --trust y",
        ])
    func unusable(line: String) throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try program.interlock("chip new lab").status == 0)
        let outcome = try program.interlock(line)
        #expect(outcome.status == 2, "\(outcome.output)")
        #expect(!outcome.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: program.folder.appendingPathComponent("x").path))
    }

    /// Files of other programs, and what they are; nil for those that are no CoRIM.
    private static let samples: [(name: String, profile: String?)] = [
        ("psa-endorsements", "http://arm.com/psa/iot/1"), ("cca-endorsements", "http://arm.com/cca/ssd/1"),
        ("cca-realm-endorsements", "http://arm.com/cca/realm/1"), ("psa-evidence", nil), ("cca-evidence", nil),
    ]

    @Test("real files are shown, or refused with the reason; none is taken for ours", arguments: samples)
    func real(sample: (name: String, profile: String?)) throws {
        guard let url = ExternalData.url("veraison-services/input/\(sample.name).cbor") else { return }
        let program = try Program()
        defer { program.remove() }
        let shown = try program.interlock("corim show \(url.path) --format json")
        let taken = try program.interlock("corim unpack \(url.path) --trust nowhere")
        #expect(taken.status == 2)
        guard let profile = sample.profile else {
            #expect(shown.status == 2 && shown.errors.contains(";"))
            return
        }
        #expect(shown.status == 0 && shown.output.contains(profile))
        #expect(shown.output.contains("earlier form") && shown.output.contains("\"remarks\""))
        #expect(taken.errors.contains("the profile is \(profile)"))
    }
}
