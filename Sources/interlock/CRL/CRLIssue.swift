import ArgumentParser
import Attestation
import Cryptography

struct CRLIssue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Sign a list of revoked device certificates with a root's key.",
        discussion: """
            A list is whole: name all certificates that are revoked, also those of the list before. Each list needs a \
            greater number than the one before. The root must be one that may sign lists (cRLSign), as those of \
            interlock chip new and fleet run are.

            EXAMPLES
              Revoke the chip that signed e.cbor, for its key is known to others:
                $ interlock crl issue --key lab/keys/vendor.pem --root lab/trust/root.pem --number 2 \\
                    --this-update 2026-03-01T00:00:00Z --next-update 2026-03-08T00:00:00Z \\
                    --revoke e.cbor --reason keyCompromise --out lab/trust/crls/2.crl
              Nothing is revoked, and verifiers may rely on that for a week:
                $ interlock crl issue --key lab/keys/vendor.pem --root lab/trust/root.pem --number 3 \\
                    --this-update 2026-03-08T00:00:00Z --next-update 2026-03-15T00:00:00Z --out lab/trust/crls/3.crl
            """)

    @Option(help: "The root's private key, PEM.", completion: .file())
    var key: String

    @Option(help: "The root's certificate, PEM.", completion: .file())
    var root: String

    @Option(help: "The list's number; greater than that of the list before.")
    var number: UInt64

    @Option(help: "The moment until which the list is complete (RFC 3339).")
    var thisUpdate: String

    @Option(help: "When the next list can be had at the latest (RFC 3339).")
    var nextUpdate: String

    @Option(
        help: ArgumentHelp(
            "A certificate to revoke: evidence of its chip, the certificate in PEM, or its serial number in hexadecimal. May be repeated.",
            valueName: "FILE|SERIAL"), completion: .file())
    var revoke: [String] = []

    @Option(help: "Since when they are revoked (RFC 3339); --this-update unless given.")
    var since: String?

    @Option(help: "Why: \(RevocationReason.names).")
    var reason: RevocationReason = .unspecified

    @Option(help: "Where the list goes, DER.", completion: .file())
    var out: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let signer = try KeyFile.privateKey(at: key).classical
        guard let certificate = try HardwareFiles.certificates(root).first else {
            throw CommandFailure(.unusable, "--root \(root): there is no certificate; give the root in PEM")
        }
        guard certificate.publicKey == signer.publicKey else {
            throw CommandFailure(.unusable, "--key \(key): it is not the key of \(root); give the key of this root")
        }
        let start = try CorimFile.given(thisUpdate, "--this-update")
        let since = try CorimFile.moment(since, "--since") ?? start
        let revocation = Revocation(moment: since, reason: reason.reason)
        let revoked = try revoke.map { (name) throws(CommandFailure) in
            CertificateAuthority.RevokedCertificate(serial: try serial(name), revocation: revocation)
        }
        let der: [UInt8]
        do {
            der = try CertificateAuthority.revocationList(
                of: certificate, signedBy: signer, number: number, thisUpdate: start,
                nextUpdate: try CorimFile.given(nextUpdate, "--next-update"), revoked: revoked)
        } catch let error as IssueError {
            throw CommandFailure(
                .unusable,
                "--revoke, --since or --next-update: \(error.description.prefix(1).lowercased())\(error.description.dropFirst().dropLast()); each serial number counts once"
            )
        }
        guard let list = try? RevocationList(der: der), list.isOf(certificate),
            list.signature(by: certificate) == .valid
        else {
            throw CommandFailure(
                .unusable,
                "--root \(root): its key may not sign lists (cRLSign), or has another identifier than interlock "
                    + "gives; take a root that interlock made")
        }
        try OutputFile.write(der, to: out, replacing: force)
        print("\(out): list \(number), \(revoked.count) revoked, complete until \(start.rfc3339)")
    }

    /// The serial number that a file, or the argument itself, gives.
    private func serial(_ name: String) throws(CommandFailure) -> [UInt8] {
        if let digits = [UInt8](hex: name), (1...20).contains(digits.count) { return digits }
        let bytes = try InputFile.content(of: name)
        if let evidence = try? Evidence(bytes), let device = try? Certificate(der: evidence.deviceCertificate) {
            return device.serial
        }
        if let text = String(validating: bytes, as: UTF8.self), let all = try? Certificate.all(inPEM: text),
            let first = all.first
        {
            return first.serial
        }
        throw CommandFailure(
            .unusable,
            "--revoke \(name): neither evidence nor a certificate in PEM; give one of them, or a serial number in hexadecimal"
        )
    }
}

/// Why certificates are revoked, by the names of RFC 5280.
enum RevocationReason: String, ExpressibleByArgument, CaseIterable {
    case unspecified
    case keyCompromise
    case cACompromise
    case affiliationChanged
    case superseded
    case cessationOfOperation
    case certificateHold
    case privilegeWithdrawn

    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    /// The same in a list.
    var reason: Revocation.Reason {
        switch self {
        case .unspecified: .unspecified
        case .keyCompromise: .keyCompromise
        case .cACompromise: .authorityCompromise
        case .affiliationChanged: .affiliationChanged
        case .superseded: .superseded
        case .cessationOfOperation: .cessationOfOperation
        case .certificateHold: .hold
        case .privilegeWithdrawn: .privilegeWithdrawn
        }
    }
}
