import Foundation
import Testing

@Suite("interlock chip serve")
struct SPDMCommandTests {
    /// Serves a chip on a free port in the background; leaves the port's number in the shell's `$port`.
    private static let serve = """
        interlock chip new lab >/dev/null
        serve() {
            rm -f serve.log
            interlock chip serve lab/chips/chip-000.cbor --spdm 127.0.0.1:0 "$@" 2>serve.log &
            port=$(told serve.log '.*SPDM on 127.0.0.1:\\([0-9]*\\)$' $!)
        }
        nonce=00112233445566778899aabbccddeeff

        """

    @Test("SP-30: a responder is served, attested in both transports, and stopped", arguments: ["", "--interpreted"])
    func served(mode: String) throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            SPDMCommandTests.serve + """
                serve \(mode) || exit 9
                set -e
                interlock chip attest --spdm 127.0.0.1:$port --nonce $nonce --root lab/trust/root.pem --session
                interlock chip attest --spdm 127.0.0.1:$port --nonce $nonce --transport doe --format json --stop
                wait
                """)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("spdm      1.3, measured in a session\n"))
        #expect(outcome.output.contains("root      trusted\n"))
        #expect(outcome.output.contains("0xfe      device mode, bits\n"))
        #expect(outcome.output.contains("\"version\" : \"1.3\""))
    }

    @Test("SP-32: a version can be left out; another vendor's root is told and ends with 1")
    func otherRoot() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            SPDMCommandTests.serve + """
                interlock chip new other --seed 2 >/dev/null
                serve --highest 1.2 --once || exit 9
                interlock chip attest --spdm 127.0.0.1:$port --nonce $nonce --root other/trust/root.pem
                status=$?
                wait
                exit $status
                """)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("spdm      1.2\n"))
        #expect(outcome.output.contains("root      NOT the one that is trusted\n"))
    }

    @Test("SP-43: an operator fills slot 1, attests by it, and empties it", arguments: ["alias", "local"])
    func provisioned(key: String) throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            SPDMCommandTests.serve + """
                serve || exit 9
                set -e
                at="--spdm 127.0.0.1:$port"
                interlock chip csr $at --root lab/trust/root.pem --out chip.csr
                interlock chip provision $at --root lab/trust/root.pem --authority lab/keys/avalon.pem \
                    --certify \(key) --out operator.pem
                interlock chip attest $at --slot 1 --root operator.pem --nonce $nonce --transfer-size 42 --session
                interlock chip provision $at --erase
                ! interlock chip attest $at --slot 1 --root operator.pem --nonce $nonce 2>empty.log
                grep -q 'the slot is empty' empty.log
                interlock chip provision $at --chain operator.pem
                interlock chip attest $at --slot 1 --root operator.pem --nonce $nonce --transport doe --stop
                wait
                head -1 chip.csr
                """)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("chip.csr: Interlock alias "))
        let names = "Interlock operator\n        Interlock \(key) "
        #expect(outcome.output.contains("slot 1: 2 certificates\n        \(names)"))
        #expect(outcome.output.contains("chain     Interlock operator\n          Interlock \(key) "))
        #expect(outcome.output.contains("root      trusted\n"))
        #expect(outcome.output.contains("slot 1: empty\n"))
        #expect(outcome.output.hasSuffix("-----BEGIN CERTIFICATE REQUEST-----\n"))
    }

    @Test("SP-45: what is not the chip's is refused, under another vendor's root nothing is done; both are told")
    func unprovisioned() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            SPDMCommandTests.serve + """
                interlock chip new other --seed 2 >/dev/null
                serve || exit 9
                at="--spdm 127.0.0.1:$port"
                interlock chip provision $at --chain other/trust/root.pem
                echo "chain $?"
                interlock chip provision $at --root other/trust/root.pem --authority lab/keys/avalon.pem
                echo "root $?"
                interlock chip csr $at --root other/trust/root.pem --out x.csr
                echo "csr $? $(ls x.csr 2>/dev/null)"
                interlock chip provision $at --erase --chain x
                echo "both $?"
                interlock chip attest $at --nonce $nonce --stop >/dev/null
                wait
                """)
        #expect(outcome.output.contains("chain 3\n"))
        #expect(outcome.errors.contains("refused request ee: error 44"))
        #expect(outcome.output.contains("root 1\n") && outcome.output.contains("csr 1 \n"))
        #expect(outcome.errors.contains("its root is NOT the one of --root"))
        #expect(outcome.output.contains("both 2\n"))
    }

    @Test("where nobody listens, and where nobody speaks SPDM, the command says so and ends with 3")
    func nobody() throws {
        let program = try Program()
        defer { program.remove() }
        let refused = try program.shell(
            SPDMCommandTests.serve + """
                serve --once || exit 9
                interlock chip attest --spdm 127.0.0.1:$port --nonce $nonce --stop >/dev/null
                wait
                interlock chip attest --spdm 127.0.0.1:$port --nonce $nonce
                """)
        #expect(refused.status == 3)
        #expect(refused.errors.contains("nothing listens there"))
        #expect(try program.interlock("chip serve lab/chips/chip-000.cbor --spdm 300.0.0.1:1").status != 0)
        #expect(try program.interlock("chip attest --nonce 0011223344556677").status != 0)
    }
}
