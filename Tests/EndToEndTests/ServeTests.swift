import Foundation
import Testing

@Suite("interlock serve")
struct ServeTests {
    /// A lab, a key for results, and a server's certificate of openssl's making; serves in the background and leaves the
    /// port in the shell's `$port`.
    private static let serve = """
        trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT
        interlock chip new lab >/dev/null
        interlock keys new --classical-only --out results.pem >/dev/null
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -sha384 -days 2 -subj /CN=localhost \
            -addext subjectAltName=IP:127.0.0.1 -keyout server-key.pem -out server.pem 2>/dev/null
        at="--tls-certificate server.pem --tls-key server-key.pem --signing-key results.pem --store sqlite:ledger.db"
        serve() {
            : >serve.log
            interlock serve --listen 127.0.0.1:0 $at --clock evidence "$@" 2>serve.log &
            port=$(served serve.log $!)
        }

        """

    @Test("SV-20: a host and a relying party in Python attest a chip, before and after the service is killed")
    func python() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            ServeTests.serve + """
                set -e
                client() { ${INTERLOCK_PYTHON:-python3} $ROOT/tools/service/client.py --url https://127.0.0.1:$port \
                    --ca server.pem --chip lab/chips/chip-000.cbor; }
                serve --trust lab/trust
                client
                kill -9 $! && wait $! || true
                serve --trust lab/trust
                client
                kill -TERM $! && wait $!
                interlock ledger check sqlite:ledger.db
                """)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.components(separatedBy: "status affirming; receipt ").count == 3)
        #expect(outcome.output.hasSuffix("2 entries of 1 chips\nevery chain holds\n"))
    }

    @Test("SV-53: what the store trusts is not replaced by a start, unless it is said")
    func replaced() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            ServeTests.serve + """
                interlock chip new other --seed 2 >/dev/null
                serve --trust lab/trust && kill $! && wait $!
                interlock serve $at --trust other/trust 2>errors
                echo "status $?"
                grep -c 'give --replace-trust' errors || true
                serve && kill $! && wait $!
                serve --trust other/trust --replace-trust && kill $! && wait $!
                interlock serve $at --trust lab/trust 2>/dev/null
                echo "status $?"
                """)
        #expect(outcome.output == "status 2\n1\nstatus 2\n", "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "what can't be used ends with 2 and a mend, before anything is served",
        arguments: [
            "--listen nowhere", "--trust lab", "--trust missing", "--agreement missing.yaml", "--phase one",
            "--tls-key results.pem", "--tls-certificate lab/trust/policy.json", "--client-ca lab/trust/policy.json",
            "--signing-key server.pem", "--store ledger.db", "--session-seconds 0", "--clock yesterday",
        ])
    func refused(arguments: String) throws {
        let program = try Program()
        defer { program.remove() }
        let trust = arguments.contains("--trust") ? "" : "--trust lab/trust"
        let outcome = try program.shell(
            ServeTests.serve + "timeout 20 interlock serve --listen 127.0.0.1:0 $at \(trust) \(arguments)")
        #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
        #expect(!outcome.errors.contains("\"serving\""))
    }

    @Test("options come from a file too; those of the command line outweigh it, and what is no option is named")
    func config() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            ServeTests.serve + """
                cat >config.json <<END
                {"store": "memory:", "trust": "nowhere", "tls-certificate": "server.pem", "tls-key": "server-key.pem",
                 "signing-key": "results.pem", "session-seconds": 9}
                END
                at="--config config.json"
                serve --trust lab/trust || exit 9
                curl --silent --cacert server.pem -X POST https://127.0.0.1:$port/challenge-response/v1/newSession \
                    | grep -c waiting
                kill $! && wait $!
                interlock serve $at; echo "status $?"
                sed -i s/store/stoer/ config.json; interlock serve $at; echo "status $?"
                echo '{"store": null}' >config.json; interlock serve $at; echo "status $?"
                interlock serve --config=config.json; echo "status $?"
                echo '{"tls-certificate": "x", "tls-key": "x", "signing-key": "x"}' >once.json
                interlock serve --store memory: --config once.json $at; echo "status $?"
                """)
        #expect(
            outcome.output == "1\nstatus 2\nstatus 2\nstatus 2\nstatus 2\nstatus 2\n",
            "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("nowhere") && outcome.errors.contains("no option --stoer"))
        #expect(outcome.errors.split(separator: "config.json:1: field store").count == 3)
        #expect(outcome.errors.contains("--config is given once"))
    }

    @Test("a ledger that was changed is found out, and what is missing from it")
    func changed() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            """
            interlock ledger check sqlite:missing.db; echo "status $?"
            echo nonsense > digests
            printf '%096d\\n' 0 > missing
            interlock keys new --classical-only --out k.pem >/dev/null
            openssl req -x509 -key k.pem -subj /CN=x -out c.pem 2>/dev/null
            interlock serve --store sqlite:l.db --tls-certificate c.pem --tls-key k.pem --signing-key k.pem 2>/dev/null
            echo "status $?"
            interlock ledger check sqlite:l.db --has missing; echo "status $?"
            interlock ledger check sqlite:l.db --has digests; echo "status $?"
            """)
        #expect(
            outcome.output == """
                status 2
                status 2
                0 entries of 0 chips
                FAULT: evidence \(String(repeating: "0", count: 96)) is missing
                1 faults
                status 1
                status 2

                """, "\(outcome.output)\(outcome.errors)")
    }
}
