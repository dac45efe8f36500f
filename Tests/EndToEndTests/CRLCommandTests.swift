import Testing

/// A vendor's revocation lists, from the key to the verdict, beside OpenSSL.
@Suite("interlock crl")
struct CRLCommandTests {
    private static let start = """
        interlock chip new lab >/dev/null
        interlock chip attest lab/chips/chip-000.cbor --nonce 8f2a91c04be7d563 --out e.cbor >/dev/null
        issue() {
            number=$1; shift
            interlock crl issue --key lab/keys/vendor.pem --root lab/trust/root.pem --number $number \\
                --next-update 2026-02-01T00:00:00Z --out lab/trust/crls/$number.crl "$@"
        }
        verify() {
            interlock verify e.cbor --trust lab/trust --nonce 8f2a91c04be7d563 "$@" > result; echo "status $?"
            grep -o 'IL-AUTH-[0-9]*' result | sort -u
        }
        mkdir lab/trust/crls

        """

    private func run(_ line: String) throws -> Program.Outcome {
        let program = try Program()
        defer { program.remove() }
        return try program.shell(CRLCommandTests.start + line)
    }

    @Test("what a list revokes is not believed any longer, and OpenSSL reads the same list")
    func revoked() throws {
        let outcome = try run(
            """
            verify
            issue 1 --this-update 2026-01-01T00:00:00Z
            verify
            issue 2 --this-update 2026-01-02T00:00:00Z --revoke e.cbor --reason keyCompromise
            verify
            openssl crl -inform DER -in lab/trust/crls/2.crl -CAfile lab/trust/root.pem -noout -text 2>&1 | \\
                grep -E -A1 'verify OK|Serial Number|CRL Number' | grep -vE 'Revocation|--' | sed 's/^ *//; s/ *$//'
            openssl crl -inform DER -in lab/trust/crls/2.crl -noout -text | grep -o 'Key Compromise'
            interlock inspect lab/trust/crls/2.crl
            """)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.output == """
                status 0
                lab/trust/crls/1.crl: list 1, 0 revoked, complete until 2026-01-01T00:00:00Z
                status 0
                lab/trust/crls/2.crl: list 2, 1 revoked, complete until 2026-01-02T00:00:00Z
                status 4
                IL-AUTH-11
                verify OK
                X509v3 CRL Number:
                2
                Serial Number: 4027210463D7DEA87445A0F91A709BC019
                Key Compromise
                kind         certificate revocation list
                issuer       Interlock laboratory vendor
                number       02
                this update  2026-01-02T00:00:00Z
                next update  2026-02-01T00:00:00Z
                signature    not verified: no root is given

                """, "\(outcome.errors)")
    }

    @Test("a list of a stranger, a root that may not sign lists, and what is no date are refused with the mend")
    func refused() throws {
        let outcome = try run(
            """
            interlock keys new --seed stranger --out stranger.pem >/dev/null
            interlock crl issue --key stranger.pem --root lab/trust/root.pem --number 1 --this-update 2026-01-01T00:00:00Z \\
                --next-update 2026-01-02T00:00:00Z --out a.crl; echo "status $?"
            issue 1 --this-update yesterday; echo "status $?"
            issue 1 --this-update 2026-03-01T00:00:00Z; echo "status $?"
            issue 1 --this-update 2026-01-01T00:00:00Z --revoke lab/keys/vendor.pem; echo "status $?"
            issue 1 --this-update 2026-01-01T00:00:00Z --revoke 01 --revoke 01; echo "status $?"
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -sha384 -days 2 -subj /CN=other \\
                -keyout other-key.pem -out other.pem 2>/dev/null
            openssl pkcs8 -topk8 -nocrypt -in other-key.pem -out other-key8.pem
            : > index; echo 01 > number
            printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\ncrlnumber=number\\ndefault_md=sha384\\ndefault_crl_days=9\\n' > ca.cnf
            openssl ca -gencrl -config ca.cnf -keyfile other-key8.pem -cert other.pem -out lab/trust/crls/other.crl 2>/dev/null
            verify 2>errors; cat errors
            """)
        #expect(
            outcome.output == String(repeating: "status 2\n", count: 6)
                + "error: lab/trust/crls/other.crl: field signature: no root of root.pem signed this list; put a list there that "
                + "the vendor's root signed, and that it may sign (cRLSign), or remove the file\n", "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 5, "\(outcome.errors)")
    }
}
