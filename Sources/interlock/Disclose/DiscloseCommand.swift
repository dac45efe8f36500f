import ArgumentParser

struct DiscloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclose",
        abstract: "Seal a result, and show each reader the claims that the agreement lets it see.",
        discussion: """
            The verifier seals a result: each claim is hidden under a salt, and all are signed together (SD-JWT, RFC \
            9901). Whoever holds it hands each reader the claims of the reader's profile (disclosure: of the agreement): \
            as they are, rounded, or only that they are within the agreement. So a party can show that every run is under \
            a threshold without its total. Readers check the verifier's signature by themselves (Specs/Disclosure.md).

            EXAMPLES
                $ interlock disclose seal out/evidence --trust out/trust --agreement out/agreement.yaml --key verifier.pem \
            --out sealed
                $ interlock disclose show sealed --agreement out/agreement.yaml --to public --out for-the-public
                $ interlock disclose read for-the-public --signer verifier.pub
            """,
        subcommands: [DiscloseSeal.self, DiscloseShow.self, DiscloseRead.self])
}
