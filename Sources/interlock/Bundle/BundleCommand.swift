import ArgumentParser

struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Pack evidence and all that it was judged by into one file, and judge it again years later.",
        discussion: """
            A bundle holds the evidence, the trust directory with its revocation lists, the agreement, the time of the \
            question, and the result. It is signed by whoever packs it. Verifying it needs no network and no clock, and \
            must give the same result, byte for byte (Specs/Bundle.md).

            EXAMPLES
                $ interlock bundle create out/evidence --trust out/trust --agreement out/agreement.yaml --key inspector.pem \
            --out march.bundle
                $ interlock bundle verify march.bundle --signer inspector.pub
            """,
        subcommands: [BundleCreate.self, BundleVerify.self, BundleShow.self])
}
