import Foundation
import InterlockTesting
import Testing

/// Tickets, manifests and weight trees as a user meets them, beside an implementation that shares no code with ours.
@Suite("interlock lineage")
struct LineageCommandTests {
    private static let python = Python.having("cbor2", "cryptography")

    private let check = """
        import hashlib, sys, pathlib, cbor2
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils
        def h(b): return hashlib.sha384(b).digest()
        def tree(leaves):
            if len(leaves) == 1: return leaves[0]
            k = 1
            while k * 2 < len(leaves): k *= 2
            return h(b"\\x01" + tree(leaves[:k]) + tree(leaves[k:]))
        root = x509.load_pem_x509_certificate(pathlib.Path("run/trust/root.pem").read_bytes())
        spans, parts = {}, {}
        for path in sorted(pathlib.Path("run/tickets").glob("*.cbor")):
            raw = path.read_bytes()
            protected, unprotected, payload, signature = cbor2.loads(raw).value
            assert cbor2.loads(protected) == {1: -51, 3: "application/vnd.interlock.ticket+cbor"}
            alias, local, device = [x509.load_der_x509_certificate(c) for c in unprotected[33]]
            device.verify_directly_issued_by(root)
            local.verify_directly_issued_by(device)
            alias.verify_directly_issued_by(local)
            r, s = int.from_bytes(signature[:48]), int.from_bytes(signature[48:])
            alias.public_key().verify(utils.encode_dss_signature(r, s),
                cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(hashes.SHA384()))
            told = cbor2.loads(payload)
            assert device.serial_number == int.from_bytes(b"\\x40" + told[1])
            for chip, start, end in told[8]: spans.setdefault(chip, set()).add((start, end))
            parts[told[2]] = path.stem
        total = sum(max(e for _, e in each) - min(b for b, _ in each) for each in spans.values())
        held = 0
        for path in pathlib.Path("run/weights").iterdir():
            data = path.read_bytes()
            leaves = [h(b"\\x00" + data[i:i + (1 << 20)]) for i in range(0, len(data), 1 << 20)]
            held += tree(leaves) in parts
        data = pathlib.Path("text").read_bytes()
        chunks = [data[i:i + 100] for i in range(0, len(data), 100)]
        manifest = tree([h(b"\\x00" + (3).to_bytes(4) + len(c).to_bytes(8) + h(c)) for c in chunks])
        print(total, held, manifest.hex())
        """

    @Test(
        "another implementation reads the same out of tickets, weights and manifests",
        .enabled(if: python != nil, "skipped: no Python with cbor2 and cryptography; set INTERLOCK_PYTHON to one"))
    func independent() throws {
        let program = try Program()
        defer { program.remove() }
        let python = try #require(LineageCommandTests.python)
        try check.write(to: program.folder.appendingPathComponent("check.py"), atomically: true, encoding: .utf8)
        let made = try program.shell(
            """
            set -e
            seq 1 400 > text
            interlock workload run text --steps 3 --batch 4 --generate 4 --out run > /dev/null
            interlock lineage verify run/tickets/*.cbor --trust run/trust --format json > told.json
            interlock lineage manifest text --data-class 3 --chunk 100 > manifest.json
            \(python) check.py > checked
            """)
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        func json(_ name: String) throws -> [String: Any] {
            let data = try Data(contentsOf: program.folder.appendingPathComponent(name))
            return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        let words = try String(contentsOf: program.folder.appendingPathComponent("checked"), encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(words.count == 3)
        #expect(try json("told.json")["all together"] as? String == words.first)
        #expect(words.dropFirst().first == "4", "each part's file is what its ticket names")
        #expect(try json("manifest.json")["root"] as? String == words.last)
    }

    @Test("a ticket that was changed is not believed, and a sum above the threshold is told")
    func verdicts() throws {
        let program = try Program()
        defer { program.remove() }
        let made = try program.shell(
            """
            set -e
            seq 1 400 > text
            interlock workload run text --steps 2 --batch 4 --generate 4 --out run > /dev/null
            """)
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        let verify = "interlock lineage verify --trust run/trust "
        #expect(try program.shell(verify + "run/tickets/*.cbor --threshold 1e30").status == 0)
        #expect(try program.shell(verify + "run/tickets/*.cbor --threshold 1e3").status == 1)
        let flip = "sed 's/Interlock alias/Interlock alien/' run/tickets/chip-000.cbor > forged.cbor; "
        let forged = try program.shell(flip + verify + "forged.cbor")
        #expect(forged.status == 4)
        #expect(forged.output.contains("not believed"))
        let other = try program.shell(verify + "text")
        #expect(other.status == 2)
        #expect(other.errors.contains("text: it is no lineage ticket"))
        #expect(try program.shell("interlock lineage manifest text --data-class 32").status == 2)
        #expect(try program.shell(": > empty; interlock lineage weights empty").status == 2)
        let shown = try program.shell("interlock inspect run/tickets/chip-000.cbor")
        #expect(shown.status == 0 && shown.output.contains("lineage ticket"))
    }

    @Test(
        "tickets are joined with the evidence of all chips: in a folder, and in a service that their host brings them to",
        .enabled(if: python != nil, "skipped: no Python with cbor2 and cryptography; set INTERLOCK_PYTHON to one"))
    func joined() throws {
        let program = try Program()
        defer { program.remove() }
        let python = try #require(LineageCommandTests.python)
        let made = try program.shell(
            """
            set -e
            seq 1 400 > text
            interlock workload run text --steps 2 --batch 4 --generate 4 --out run > /dev/null
            mkdir some && cp run/tickets/chip-000.cbor some
            """)
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        let verify = "interlock verify --trust run/trust --agreement run/agreement.yaml run/evidence "
        let alone = try program.shell(verify)
        let joined = try program.shell(verify + "run/tickets")
        #expect(joined.status == alone.status && !joined.output.contains("IL-COMP-4"), "\(joined.output)")
        #expect(joined.output.split(separator: "\n").first == alone.output.split(separator: "\n").first)
        let some = try program.shell(verify + "some")
        #expect(
            some.output.components(separatedBy: "IL-COMP-44").count == 4, "three tickets are missing: \(some.output)")
        let packed = try program.shell(
            """
            set -e
            interlock keys new --seed inspector --out inspector.pem > /dev/null
            pack="interlock bundle create --trust run/trust --agreement run/agreement.yaml --key inspector.pem"
            for tickets in run/tickets some; do
                interlock verify --trust run/trust --agreement run/agreement.yaml run/evidence $tickets --format json > told || true
                $pack run/evidence $tickets --out a.bundle --force > /dev/null
                interlock bundle verify a.bundle --signer inspector.pem | head -1
                interlock bundle show a.bundle --file result --out kept --force
                cmp told kept && grep -o 'IL-COMP-44' kept | sort | uniq -c
            done
            """)
        // The same bytes as verify gave, with a bundle's folder of tickets whole, and with three tickets missing.
        #expect(
            packed.output == """
                the same result: broken
                the same result: broken
                      6 IL-COMP-44

                """, "\(packed.output)\(packed.errors)")
        let served = try program.shell(
            """
            set -e
            trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT
            interlock keys new --classical-only --out results.pem >/dev/null
            \(python) - <<END
            import sys; sys.path.insert(0, "$ROOT/tools/service")
            import authority; authority.make("pki")
            END
            interlock serve --listen 127.0.0.1:0 --tls-certificate pki/server.pem --tls-key pki/server-key.pem \\
                --client-ca pki/clients.pem --signing-key results.pem --store sqlite:ledger.db --trust run/trust \\
                --clock evidence 2>serve.log &
            port=$(served serve.log $!)
            as() { echo "--server https://127.0.0.1:$port --server-ca pki/servers.pem --certificate pki/$1.pem --certificate-key pki/$1-key.pem"; }
            interlock lineage submit run/tickets/*.cbor $(as host) --format json > first.json
            grep -c '"standing": "kept"' first.json
            interlock lineage submit run/tickets/*.cbor $(as host) --format json | grep -c '"standing": "known"'
            interlock lineage submit run/tickets/chip-000.cbor $(as auditor) 2>/dev/null || echo "status $?"
            interlock lineage submit text $(as host) 2>/dev/null || echo "status $?"
            """)
        #expect(served.output == "4\n4\nstatus 2\nstatus 2\n", "\(served.output)\(served.errors)")
    }
}
