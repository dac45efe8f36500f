import ArgumentParser
import Attestation

struct CorimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corim",
        abstract: "Read and write CoRIMs: what vendors and endorsers say of chips, in the form that verifiers share.",
        discussion: """
            A CoRIM (concise reference integrity manifest, draft-ietf-rats-corim) carries reference values, keys and \
            endorsements. show reads any. pack and unpack turn the part of a trust directory that vendors and endorsers \
            give into a CoRIM of Interlock's profile and back: roots, approved firmware, chips (Specs/Corim.md). A \
            verifier service takes the same at /endorsement-provisioning/v1/submit.

            EXAMPLES
                $ interlock corim pack --trust out/trust --out vendor.corim
                $ interlock corim show vendor.corim
                $ interlock corim unpack vendor.corim --trust other/trust
            """,
        subcommands: [CorimShow.self, CorimPack.self, CorimUnpack.self])
}

extension CorimSignature.Algorithm: ExpressibleByArgument {
    /// An algorithm by the name of the option.
    public init?(argument: String) {
        switch argument.lowercased() {
        case "es384": self = .es384
        case "ml-dsa-87": self = .mldsa87
        default: return nil
        }
    }

    /// What the option takes.
    public static var allValueStrings: [String] { ["es384", "ml-dsa-87"] }
}
