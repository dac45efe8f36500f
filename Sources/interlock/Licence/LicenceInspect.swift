import ArgumentParser
import Attestation

struct LicenceInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a licence permits, who signed it, and whether that is enough.",
        discussion: """
            Exit status: 0, or with --trust 0 where the quorum holds and 1 where it does not.

            EXAMPLES
              Before signing:
                $ interlock licence inspect draft.cbor
              After signing:
                $ interlock licence inspect licence.cbor --trust trust
            """)

    @Argument(help: "A licence, or a draft.", completion: .file())
    var file: String

    @Option(help: "The trust directory whose parties must have signed.", completion: .directory)
    var trust: String?

    @Flag(help: "Show all of every digest.")
    var full = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let document = try LicenceFile.read(file)
        let store = try trust.map { try TrustDirectory.read($0) }
        let endorsement = store.flatMap { LicenceInspect.endorsement(of: document, by: $0) }
        var members = LicenceInspect.members(of: document, endorsement)
        if let store, let chips = store.chips {
            let set = chips.licensable.first { $0.root == document.terms.chipRoot }
            let names = set.map { set in JSONValue.array(set.chips.map { .string(chips.name(of: $0) ?? "\($0)") }) }
            members.append(JSONValue.Member("chips of the set", names ?? .string("no set of the trust directory")))
        }
        Rendering(format: format, isFull: full).show(JSONValue(.object(members)))
        if let store, store.parties != nil, !(endorsement?.holds ?? false) { throw ExitCode(1) }
    }

    private static func endorsement(of document: LicenceFile, by store: TrustStore) -> Endorsement? {
        guard case .licence(let licence) = document, let parties = store.parties else { return nil }
        return licence.endorsement(by: parties.parties, quorum: parties.licenceQuorum)
    }

    private static func members(of document: LicenceFile, _ endorsement: Endorsement?) -> [JSONValue.Member] {
        switch document {
        case .draft(let terms):
            [
                JSONValue.Member("kind", .string("draft of a licence, not signed")),
                JSONValue.Member("terms", terms.shown),
            ]
        case .licence(let licence): licence.shown(endorsement)
        }
    }
}
