import Foundation
import Testing

@Suite("interlock chip")
struct ChipCommandTests {
    /// A folder with a laboratory of two chips.
    private func laboratory() throws -> Program {
        let program = try Program()
        try #require(try program.interlock("chip new lab --chips 2").status == 0)
        return program
    }

    @Test("the same seed makes the same world, byte for byte")
    func sameSeed() throws {
        let program = try Program()
        defer { program.remove() }
        for name in ["a", "b"] { #expect(try program.interlock("chip new \(name) --seed 7").status == 0) }
        #expect(try program.interlock("chip new c --seed 8").status == 0)
        #expect(try program.shell("diff -r a b").status == 0)
        #expect(try program.shell("diff -r a c").status == 1)
    }

    @Test("a chip in an earlier or later format is told apart from a file that is no chip", arguments: [3, 5])
    func otherFormat(version: UInt8) throws {
        let program = try laboratory()
        defer { program.remove() }
        let chip = "lab/chips/chip-000.cbor"
        _ = try program.shell("printf '\\\(String(version, radix: 8))' | dd of=\(chip) bs=1 seek=1 conv=notrunc")
        let refused = try program.interlock("chip boot \(chip)")
        #expect(refused.status == 2)
        let age = version < 4 ? "an earlier" : "a later"
        #expect(refused.errors.contains("a chip in format \(version), of \(age) interlock"))
        #expect(refused.errors.contains("`interlock chip new`"))
        _ = try program.shell("printf x > \(chip)")
        #expect(try program.interlock("chip boot \(chip)").errors.contains("this is no chip"))
    }

    @Test("both modes print and sign the same")
    func sameInBothModes() throws {
        let program = try laboratory()
        defer { program.remove() }
        _ = try program.shell("cp -r lab other")
        let nonce = "00112233445566778899aabbccddeeff"
        #expect(
            try program.interlock("chip attest lab/chips/chip-000.cbor --nonce \(nonce) --out a.cbor").status == 0)
        #expect(
            try program.interlock("chip attest other/chips/chip-000.cbor --nonce \(nonce) --out b.cbor --interpreted")
                .status == 0)
        #expect(try program.shell("cmp a.cbor b.cbor && diff -r lab other").status == 0)
    }

    @Test("openssl takes the chain in strict mode, and Python reads and verifies the evidence with none of our code")
    func independent() throws {
        let program = try laboratory()
        defer { program.remove() }
        let nonce = "00112233445566778899aabbccddeeff"
        _ = try program.interlock("chip attest lab/chips/chip-000.cbor --nonce \(nonce) --out e.cbor --interpreted")
        let hasPython =
            try program.shell(
                "python3 -c 'import cbor2, pycose; from cryptography.hazmat.primitives.asymmetric import mldsa'"
            ).status == 0
        guard hasPython else {
            print("skipped: Python has no cbor2, pycose and cryptography; tools/bootstrap --tests installs them")
            return
        }
        let script = "$ROOT/Tests/Vectors/verify_evidence.py"
        let roots = "--root lab/trust/root.pem --ml-dsa-root lab/trust/root-ml-dsa.pem"
        let good = try program.shell("python3 \(script) \(roots) --nonce \(nonce) e.cbor")
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.output.contains("\"verified\": true"))
        let bad = try program.shell("python3 \(script) \(roots) --nonce ffffffffffffffff e.cbor")
        #expect(bad.status == 1)
        let extract = """
            python3 - <<'END'
            import cbor2, base64
            message = cbor2.loads(open('e.cbor', 'rb').read())
            while isinstance(message, cbor2.CBORTag): message = message.value
            for name, der in zip(('alias', 'local', 'device'), message[3][0][1][33]):
                body = base64.encodebytes(der).decode()
                open(name + '.pem', 'w').write('-----BEGIN CERTIFICATE-----\\n' + body + '-----END CERTIFICATE-----\\n')
            END
            """
        #expect(try program.shell(extract).status == 0)
        let chain = try program.shell(
            "openssl verify -x509_strict -CAfile lab/trust/root.pem -untrusted local.pem -untrusted device.pem alias.pem"
        )
        #expect(chain.status == 0, "\(chain.output)\(chain.errors)")
        #expect(
            try program.shell("openssl verify -x509_strict -CAfile lab/trust/root.pem -untrusted device.pem alias.pem")
                .status != 0, "the device did not certify the alias by itself")
        #expect(
            try program.shell("openssl verify -x509_strict -CAfile device.pem -untrusted local.pem alias.pem").status
                != 0,
            "a device certificate is no anchor")
    }

    @Test("--classical-only makes and takes P-384 alone, says so, and is refused without the option")
    func classicalOnly() throws {
        let program = try laboratory()
        defer { program.remove() }
        let nonce = "00112233445566778899aabbccddeeff"
        #expect(try program.interlock("chip new old --classical-only").status == 0)
        #expect(try program.shell("test ! -e old/trust/root-ml-dsa.pem").status == 0)
        for lab in ["lab", "old"] {
            let made = try program.interlock(
                "chip attest \(lab)/chips/chip-000.cbor --nonce \(nonce) --out \(lab).cbor")
            #expect(made.status == 0)
        }
        let refused = try program.interlock("verify old.cbor --trust old/trust --nonce \(nonce)")
        #expect(refused.status == 4)
        #expect(refused.output.contains("IL-AUTH-03"))
        let taken = try program.interlock("verify old.cbor --trust old/trust --nonce \(nonce) --classical-only")
        #expect(taken.status == 0)
        #expect(taken.output.contains("signatures: classical only"))
        let json = try program.interlock(
            "verify old.cbor --trust old/trust --nonce \(nonce) --classical-only --format json")
        #expect(json.output.contains("\"signatures\": \"classical only\""))
        let hybrid = try program.interlock("verify lab.cbor --trust lab/trust --nonce \(nonce)")
        #expect(hybrid.status == 0)
        #expect(!hybrid.output.contains("classical"))
        // Keys: whoever has P-384 alone is no party of a hybrid laboratory.
        let terms = "$ROOT/Tests/EndToEndTests/Transcripts/terms.yaml"
        let draft = "licence issue --terms \(terms) --chips lab/trust/chips.json --out draft.cbor"
        #expect(try program.interlock(draft).status == 0)
        #expect(try program.interlock("keys new --classical-only --seed a --out a.pem").status == 0)
        #expect(try program.interlock("licence sign draft.cbor --key old/keys/avalon.pem --out half.cbor").status == 0)
        #expect(
            try program.interlock("licence sign half.cbor --key old/keys/cascadia.pem --out whole.cbor").status == 0)
        let install = try program.interlock("licence install whole.cbor lab/chips/chip-000.cbor --trust lab/trust")
        #expect(install.status == 1)
        #expect(install.output.contains("licenceSignatureUnpaired"))
        #expect(
            try program.interlock("licence sign draft.cbor --key a.pem --trust lab/trust --out no.cbor").status == 2)
    }

    @Test("a chip goes through its life from the command line, and its port with it")
    func life() throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try program.interlock("chip new lab --chips 2 --life-cycle test").status == 0)
        let (chip, other) = ("lab/chips/chip-000.cbor", "lab/chips/chip-001.cbor")
        let keys = "--key lab/keys/vendor.pem --key lab/keys/avalon.pem --key lab/keys/cascadia.pem"
        let nonce = "00112233445566778899aabbccddeeff"
        #expect(try program.interlock("chip life-cycle \(chip)").output == "test\n")
        #expect(try program.interlock("chip debug \(chip) --read 0x40010080").output == "0xb2865fbb\n")
        _ = try program.interlock("chip attest \(chip) --nonce \(nonce) --out test.cbor")
        #expect(try program.interlock("verify test.cbor --trust lab/trust --nonce \(nonce)").status == 1)
        for path in [chip, other] {
            #expect(try program.interlock("chip life-cycle \(path) --to production").status == 0)
        }
        #expect(try program.interlock("chip life-cycle \(chip) --to development").status == 1)
        #expect(try program.interlock("chip debug \(chip) --read 0x40010080").status == 1)
        let value = String(repeating: "5a", count: 32)
        #expect(try program.interlock("chip entropy \(chip) --value \(value)").status == 0)
        #expect(try program.interlock("chip entropy \(chip) --value 5a").status == 2)
        _ = try program.interlock("chip attest \(chip) --nonce \(nonce) --out production.cbor")
        #expect(try program.interlock("verify production.cbor --trust lab/trust --nonce \(nonce)").status == 0)

        #expect(try program.interlock("chip life-cycle \(other) --to end-of-life").status == 2)
        #expect(
            try program.interlock("chip life-cycle \(other) --to end-of-life --key lab/keys/vendor.pem").status == 1)
        #expect(try program.interlock("chip life-cycle \(other) --to end-of-life \(keys)").status == 0)
        let run = try program.interlock("chip run \(other) --model tern-7b --operations 10")
        #expect(run.status == 1)
        #expect(run.output.contains("endOfLife"))

        #expect(try program.interlock("chip debug \(chip) --unlock --key lab/keys/avalon.pem").status == 1)
        #expect(try program.interlock("chip debug \(chip) --unlock \(keys)").status == 0)
        #expect(try program.interlock("chip boot \(chip)").status == 1)
        #expect(try program.interlock("chip debug \(chip) --read 0x40010080").output == "0x65f2520f\n")
    }

    @Test(
        "what can't be used ends with 2, a message that names it, and nothing written",
        arguments: [
            "chip boot missing.cbor", "chip boot empty.cbor", "chip boot zeros.cbor", "chip boot lab",
            "chip attest lab/chips/chip-000.cbor --nonce 12 --out x.cbor",
            "chip attest lab/chips/chip-000.cbor --nonce zz --out x.cbor",
            "chip attest empty.cbor --nonce 0011223344556677 --out x.cbor",
            "chip new lab", "chip new x --chips 0", "chip new x --parties a,a", "chip new x --parties a --quorum 2",
            "chip run lab/chips/chip-000.cbor --model m --operations 0",
            "licence install missing.cbor lab/chips/chip-000.cbor --trust lab/trust",
            "licence install empty.cbor lab/chips/chip-000.cbor --trust missing",
            "verify missing.cbor --trust lab/trust", "verify empty.cbor --trust lab/trust",
            "verify zeros.cbor --trust lab/trust", "verify zeros.cbor --trust missing", "inspect empty.cbor",
            "inspect missing.cbor", "chip exec empty.cbor", "chip exec missing.elf", "nonsense",
        ])
    func unusable(arguments: String) throws {
        let program = try laboratory()
        defer { program.remove() }
        _ = try program.shell("touch empty.cbor; truncate -s 1G zeros.cbor")
        let before = program.names
        let outcome = try program.interlock(arguments)
        #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
        let message = outcome.output + outcome.errors
        #expect(message.count > 20)
        #expect(message.count < 2_000)
        #expect(program.names == before)
    }

    @Test("a chip's file with any byte changed is refused or boots; it never crashes", arguments: 0..<40)
    func changedFile(sample: Int) throws {
        let program = try laboratory()
        defer { program.remove() }
        let file = program.folder.appendingPathComponent("lab/chips/chip-000.cbor")
        var bytes = Array(try Data(contentsOf: file))
        bytes[sample < 20 ? sample * 11 : bytes.count - 1 - (sample - 20) * 23] ^= 0x41
        try Data(bytes).write(to: file)
        let status = try program.interlock("chip boot lab/chips/chip-000.cbor").status
        #expect([0, 1, 2].contains(status))
    }
}
