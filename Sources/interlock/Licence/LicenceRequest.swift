import ArgumentParser
import Attestation
import Cryptography

struct LicenceRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Ask the parties, by way of a verifier service, for a licence or its renewal.",
        discussion: """
            The service prepares the terms from the agreement and from what the chips last attested to. What is left out \
            here is as much as is permitted.

            EXAMPLES
                $ interlock licence request --server https://verifier.example:8443 --certificate host.pem \
            --certificate-key host-key.pem --total 1e15
            """)

    @OptionGroup var service: ServiceOptions
    @Option(help: "The set of chips: 0 for all, or the number of a further set of chips.json.")
    var set = 0
    @Option(help: "Operations of each chip, in decimal digits.")
    var total: String?
    @Option(help: "Of which for training.")
    var training: String?
    @Option(help: "The most that one opening passes.")
    var quantum: String?
    @Option(help: "Ticks of validity.")
    var validity: UInt64?
    @Option(help: "Boots of validity.")
    var boots: UInt64?
    @Option(help: "A model, by its name in the agreement. May be repeated; without it, all of them.")
    var model: [String] = []
    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        var members = [JSONValue.Member("set", .number(set))]
        for (name, value) in [("total", total), ("training", training), ("quantum", quantum)] {
            if let value { members.append(JSONValue.Member(name, .string(value))) }
        }
        for (name, value) in [("validity", validity), ("boots", boots)] {
            if let value { members.append(JSONValue.Member(name, .number(value))) }
        }
        if !model.isEmpty { members.append(JSONValue.Member("models", .array(model.map { .string($0) }))) }
        let answer = try service.post(members, to: "/interlock/v1/licence-requests")
        Rendering(format: format, isFull: true).show(answer)
    }
}

struct LicencePropose: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Ask the parties, by way of a verifier service, to decide on a finding.",
        discussion: """
            The finding is named by its entry in the transparency log. The steps are those of the agreement's ladder, each \
            once it is due, and clear: that the finding is cleared up.

            EXAMPLES
                $ interlock licence propose revoke --finding 17 --server https://verifier.example:8443 --certificate \
            anna-client.pem --certificate-key anna-client-key.pem
            """)

    @Argument(help: "warn, suspend, revoke, forfeit or clear.")
    var step: String
    @Option(help: "The finding's entry in the log.")
    var finding: UInt64
    @Option(help: "What is forfeited, by its name in the agreement.")
    var escrow: String?
    @OptionGroup var service: ServiceOptions
    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        var members = [JSONValue.Member("step", .string(step)), JSONValue.Member("finding", .number(finding))]
        if let escrow { members.append(JSONValue.Member("escrow", .string(escrow))) }
        let answer = try service.post(members, to: "/interlock/v1/decision-requests")
        Rendering(format: format, isFull: true).show(answer)
    }
}

struct LicenceCollect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Fetch a licence that enough parties have signed from a verifier service.",
        discussion: """
            EXAMPLES
                $ interlock licence collect 3f09ab12 --out licence.cbor --server https://verifier.example:8443 \
            --certificate host.pem --certificate-key host-key.pem
            """)

    @Argument(help: "The request: its digest, or 8 of its digits.")
    var request: String
    @OptionGroup var service: ServiceOptions
    @Option(help: "Where the licence goes.", completion: .file())
    var out: String
    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let found = try RemoteRequest(request, at: service)
        let bytes = try service.ask("GET", "\(found.path)/document")
        try OutputFile.write(bytes, to: out, replacing: force)
        print("\(out): \(found.json["title"]?.string ?? "")")
    }
}
