import ArgumentParser
import Attestation

struct LicencePending: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending",
        abstract: "List what a verifier service asks parties to sign.",
        discussion: """
            EXAMPLES
                $ interlock licence pending --server https://verifier.example:8443 --certificate anna-client.pem \
            --certificate-key anna-client-key.pem
            """)

    @OptionGroup var service: ServiceOptions
    @Flag(help: "Also what is complete, expired or void.")
    var all = false
    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let answer = try service.json("GET", "/interlock/v1/requests?limit=1000" + (all ? "" : "&status=open"))
        guard format == .text else { return print(answer.text, terminator: "") }
        let requests = answer["requests"]?.list ?? []
        guard !requests.isEmpty else { return print("nothing is before the parties") }
        var table = TextTable([
            ("request", .left), ("status", .left), ("signed", .left), ("until", .left), ("what", .left),
        ])
        for request in requests {
            let signers = request["signatures"]?.list.compactMap { $0["party"]?.string } ?? []
            table.add([
                String((request["request"]?.string ?? "").prefix(16)), request["status"]?.string ?? "",
                "\(signers.count) of \(request["needed"]?.digits ?? "")", request["expires"]?.string ?? "",
                request["title"]?.string ?? "",
            ])
        }
        print(table.lines.joined(separator: "\n"))
    }
}
