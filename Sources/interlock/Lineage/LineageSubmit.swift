import ArgumentParser
import Attestation
import VerifierService

/// `interlock lineage submit`: brings tickets to a verifier service.
struct LineageSubmit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Bring lineage tickets to a verifier service, as the chips' host.",
        discussion: """
            The service keeps what a chip of its vendor signed, joins it with all other
            tickets, and holds it against the chips' evidence (Specs/Service.md). The same
            ticket may be brought again.

            Exit status: 0 all are kept or known, and show no breach; 1 one shows a breach;
            2 one is refused, or unusable; 3 the service can't be asked; 4 one leaves a
            doubt.

            EXAMPLES
              $ interlock lineage submit run/tickets/*.cbor --server https://verifier.example:8443 \
            --certificate rack-7.pem --certificate-key rack-7-key.pem
            """)

    @Argument(help: "The tickets.", completion: .file())
    var files: [String]

    @OptionGroup var service: ServiceOptions

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        var rows: [JSONValue] = []
        var severities: Set<String> = []
        for file in files {
            let bytes = try InputFile.start(of: file, limit: LineageTicket.maximumByteCount)
            let answer = try service.json(
                "POST", "/interlock/v1/tickets", body: bytes, type: VerifierService.ticketType)
            let findings = answer["ticket"]?["findings"]?.list ?? []
            severities.formUnion(findings.compactMap { $0["severity"]?.string })
            rows.append(
                .object([
                    "file": .string(file), "standing": answer["standing"] ?? .null,
                    "ticket": answer["ticket"]?["ticket"] ?? .null, "run": answer["run"] ?? .null,
                    "findings": .array(
                        findings.map { finding in
                            .string("\(finding["rule"]?.string ?? ""): \(finding["reason"]?.string ?? "")")
                        }),
                ]))
        }
        Rendering(format: format, isFull: false).show(.object(["tickets": .array(rows)]))
        if severities.contains("breach") { throw ExitCode(1) }
        if severities.contains("doubt") { throw ExitCode(4) }
    }
}
