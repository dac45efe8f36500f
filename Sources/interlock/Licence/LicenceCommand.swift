import ArgumentParser

struct LicenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "licence",
        abstract: "Write, sign, read and install licences.",
        discussion: """
            A licence goes from hand to hand: one party issues a draft, each party signs it in turn, and once a quorum \
            has signed, chips take it. Or a verifier service prepares it and collects the signatures: request, pending, \
            endorse, collect; propose puts a step on a finding before the parties.

            EXAMPLES
              The whole way, with two of three parties:
                $ interlock keys new --out anna.pem
                $ interlock keys new --out bert.pem
                $ interlock licence issue --terms terms.yaml --chips chips.json --agreement agreement.yaml \
            --out draft.cbor
                $ interlock licence sign draft.cbor --key anna.pem --out half.cbor
                $ interlock licence sign half.cbor --key bert.pem --out licence.cbor
                $ interlock licence inspect licence.cbor --trust trust
            """,
        subcommands: [
            LicenceIssue.self, LicenceSign.self, LicenceInspect.self, LicenceInstall.self, LicenceRequest.self,
            LicencePending.self, LicenceEndorse.self, LicenceCollect.self, LicencePropose.self,
        ])
}
