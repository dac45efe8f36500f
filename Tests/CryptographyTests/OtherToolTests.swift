import Cryptography
import Testing

@Suite("Agreement with other programs")
struct OtherToolTests {
    let key = P384.PrivateKey.testing("other tools")
    let message = Array("one message for all".utf8)

    @Test(
        "openssl reads our keys, verifies our signatures, and we verify its own",
        .enabled(if: Tool.openssl != nil, "the command openssl is absent"))
    func openssl() throws {
        let tool = try #require(Tool.openssl)
        let bench = try Workbench()
        try bench.write("key.pem", key.exposedPEM)
        try bench.write("public.pem", key.publicKey.pem)
        try bench.write("message", message)
        #expect(tool.run(["ec", "-in", "key.pem", "-pubout", "-out", "derived.pem"], in: bench.folder).status == 0)
        #expect(try bench.text("derived.pem") == key.publicKey.pem)
        let signed = tool.run(
            ["dgst", "-sha384", "-sign", "key.pem", "-out", "theirs.der", "message"], in: bench.folder)
        #expect(signed.status == 0, "\(signed.output)")
        let theirs = try raw(fromDER: bench.bytes("theirs.der"))
        let digest = Digest384(hashing: message)
        #expect(key.publicKey.verify(theirs, digest: digest) == .valid)
        let ours = key.sign(digest: digest).bytes
        try bench.write("ours.der", der(fromRaw: ours))
        let verified = tool.run(
            ["dgst", "-sha384", "-verify", "public.pem", "-signature", "ours.der", "message"], in: bench.folder)
        #expect(verified.output.contains("Verified OK"), "\(verified.output)")
        let generated = tool.run(
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "new.pem"], in: bench.folder)
        #expect(generated.status == 0)
        _ = try P384.PrivateKey(pem: bench.text("new.pem"))
        let other = tool.run(
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "p256.pem"], in: bench.folder
        )
        #expect(other.status == 0)
        #expect(throws: P384.KeyError.notPrivateKeyInfo) { try P384.PrivateKey(pem: bench.text("p256.pem")) }
    }

    @Test(
        "openssl verifies our chain strictly and reads what we wrote",
        .enabled(if: Tool.openssl != nil, "the command openssl is absent"))
    func chain() throws {
        let tool = try #require(Tool.openssl)
        let bench = try Workbench()
        let family = try Family()
        try bench.write("root.pem", family.root.pem)
        try bench.write("device.pem", family.device.pem)
        try bench.write("alias.pem", family.alias.pem)
        let time = String(Family.start.value + 1)
        let verified = tool.run(
            [
                "verify", "-x509_strict", "-attime", time, "-auth_level", "4", "-CAfile", "root.pem", "-untrusted",
                "device.pem", "alias.pem",
            ], in: bench.folder)
        #expect(verified.status == 0 && verified.output == "alias.pem: OK\n", "\(verified.output)")
        let unbounded = tool.run(["verify", "-x509_strict", "-CAfile", "root.pem", "device.pem"], in: bench.folder)
        #expect(unbounded.output == "device.pem: OK\n", "\(unbounded.output)")
        let text = tool.run(["x509", "-in", "device.pem", "-noout", "-text", "-nameopt", "RFC2253"], in: bench.folder)
        for line in [
            "Not After : Dec 31 23:59:59 9999 GMT", "CA:TRUE, pathlen:0", "Certificate Sign", "CN=Accelerator 7",
            "X509v3 Basic Constraints: critical", "X509v3 Key Usage: critical", "ecdsa-with-SHA384",
        ] {
            #expect(text.output.contains(line), "\(line)\n\(text.output)")
        }
    }

    @Test(
        "certificates of other kinds that openssl makes are refused, each for its reason",
        .enabled(if: Tool.openssl != nil, "the command openssl is absent"))
    func otherKinds() throws {
        let tool = try #require(Tool.openssl)
        let bench = try Workbench()
        func make(_ name: String, _ arguments: String) throws -> String {
            let all = arguments.split(separator: " ").map(String.init) + ["-out", name]
            let made = tool.run(all, in: bench.folder)
            try #require(made.status == 0, "\(made.output)")
            return try bench.text(name)
        }
        let request = "req -x509 -nodes -keyout new.pem -subj /CN=x -newkey"
        let sha256 = try make("1.pem", "\(request) ec -pkeyopt ec_paramgen_curve:P-384 -sha256")
        #expect(throws: CertificateError.signatureAlgorithm) { try Certificate(pem: sha256) }
        let rsa = try make("2.pem", "\(request) rsa:1024 -sha384")
        #expect(throws: CertificateError.signatureAlgorithm) { try Certificate(pem: rsa) }
        let p256 = try make("3.pem", "\(request) ec -pkeyopt ec_paramgen_curve:P-256 -sha384")
        #expect(throws: CertificateError.publicKey(.notPublicKeyInfo)) { try Certificate(pem: p256) }
        let long = try make(
            "4.pem",
            "\(request) ec -pkeyopt ec_paramgen_curve:P-384 -sha384 -set_serial 0x\(String(repeating: "7", count: 42))")
        #expect(throws: CertificateError.serialNumber) { try Certificate(pem: long) }
        try bench.write("key.pem", key.exposedPEM)
        _ = try make("request.pem", "req -new -key key.pem -subj /CN=x -sha384")
        let version1 = try make("5.pem", "x509 -req -in request.pem -signkey key.pem -sha384")
        #expect(throws: CertificateError.version(found: 1)) { try Certificate(pem: version1) }
        let accepted = try make("6.pem", "req -x509 -key key.pem -subj /CN=x -sha384")
        #expect(try Certificate(pem: accepted).isSigned(by: key.publicKey))
    }

    @Test(
        "Python's cryptography verifies our signature and chain, and we verify its signature and parse its certificate",
        .enabled(if: Tool.hasPyCA, "Python with the package cryptography is absent"))
    func python() throws {
        let tool = try #require(Tool.python)
        let bench = try Workbench()
        let family = try Family()
        let digest = Digest384(hashing: message)
        try bench.write("key.pem", key.exposedPEM)
        try bench.write("message", message)
        try bench.write("ours.raw", key.sign(digest: digest).bytes)
        try bench.write("chain.pem", family.alias.pem + family.device.pem + family.root.pem)
        try bench.write("script.py", Self.script)
        let ran = tool.run(["script.py"], in: bench.folder)
        try #require(ran.status == 0, "\(ran.output)")
        #expect(key.publicKey.verify(try bench.bytes("theirs.raw"), digest: digest) == .valid)
        let certificate = try Certificate(der: bench.bytes("theirs.der"))
        #expect(certificate.subjectCommonName == "made in Python" && certificate.serial == [0x30, 0x39])
        #expect(certificate.isSigned(by: key.publicKey) && certificate.publicKey == key.publicKey)
        #expect(certificate.isCA && certificate.pathLength == 3 && certificate.notAfter == .never)
        #expect(certificate.keyUsage == [.keyCertSign, .crlSign])
    }

    private static let script = """
        import datetime
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec, utils
        key = serialization.load_pem_private_key(open('key.pem', 'rb').read(), None)
        message = open('message', 'rb').read()
        ours = open('ours.raw', 'rb').read()
        pair = [int.from_bytes(ours[:48], 'big'), int.from_bytes(ours[48:], 'big')]
        key.public_key().verify(utils.encode_dss_signature(*pair), message, ec.ECDSA(hashes.SHA384()))
        alike = key.sign(message, ec.ECDSA(hashes.SHA384(), deterministic_signing=True))
        assert list(utils.decode_dss_signature(alike)) == pair, 'RFC 6979 gives another signature'
        theirs = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA384())))
        open('theirs.raw', 'wb').write(b''.join(number.to_bytes(48, 'big') for number in theirs))
        alias, device, root = x509.load_pem_x509_certificates(open('chain.pem', 'rb').read())
        alias.verify_directly_issued_by(device)
        device.verify_directly_issued_by(root)
        root.verify_directly_issued_by(root)
        assert device.serial_number == 0x8001
        assert device.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
        for issued, issuer in ((alias, device), (device, root)):
            mine = issued.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
            assert mine == issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'made in Python')])
        usage = dict.fromkeys(['digital_signature', 'content_commitment', 'key_encipherment', 'data_encipherment',
            'key_agreement', 'encipher_only', 'decipher_only'], False)
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(12345).not_valid_before(datetime.datetime(2020, 1, 1))
            .not_valid_after(datetime.datetime(9999, 12, 31, 23, 59, 59))
            .add_extension(x509.BasicConstraints(True, 3), True)
            .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), True)
            .sign(key, hashes.SHA384()))
        open('theirs.der', 'wb').write(made.public_bytes(serialization.Encoding.DER))
        """

    /// SEQUENCE { INTEGER, INTEGER }, every length below 128.
    private func der(fromRaw raw: [UInt8]) -> [UInt8] {
        let integers = [raw[..<48], raw[48...]].flatMap { number in
            let digits = Array(number.drop { $0 == 0 })
            let content = (digits[0] >= 0x80 ? [0] : []) + digits
            return [0x02, UInt8(content.count)] + content
        }
        return [0x30, UInt8(integers.count)] + integers
    }

    private func raw(fromDER der: [UInt8]) throws -> [UInt8] {
        let firstEnd = 4 + Int(der[3])
        let numbers = [der[4..<firstEnd], der[(firstEnd + 2)...]]
        return numbers.flatMap { number in
            let digits = Array(number.drop { $0 == 0 })
            return [UInt8](repeating: 0, count: 48 - digits.count) + digits
        }
    }
}
