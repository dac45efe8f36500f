import ArgumentParser

struct CRLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl",
        abstract: "Sign certificate revocation lists, as the vendor of emulated chips does.",
        discussion: """
            A list (RFC 5280) tells which chips' device certificates their vendor revoked. Verifiers take it into crls/ of \
            the trust directory, or by PUT to /interlock/v1/trust/crls/NAME.crl of a service; how old it may be, say \
            policy.json and the agreement. interlock inspect shows one.
            """,
        subcommands: [CRLIssue.self])
}
