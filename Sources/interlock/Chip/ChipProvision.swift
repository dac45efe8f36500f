import ArgumentParser
import Attestation
import Cryptography
import Silicon

/// `interlock chip provision`.
struct ChipProvision: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provision",
        abstract: "Give a chip certificates of its operator, over SPDM: slot 1.",
        discussion: """
            Slot 0 holds the vendor's chain for good. Slot 1 is empty until its operator fills it, in a session. The chip \
            takes a chain that comes to a key of its own, and no other. With --authority, all happens at once: the chip \
            asks for a certificate, your key signs it, and the chip gets it with your root in front. With --chain, you \
            bring what an authority of yours has made of `interlock chip csr`, the root first.

            A certificate of the alias key is for this firmware, and slot 1 is empty after an update until there is a \
            new one. One of the local identity stays; the chip puts its own alias certificate behind it.

            Exit status: 0 done; 1 the chip's root is not the one of --root; 2 unusable input; 3 the chip refused, or \
            does not answer.

            EXAMPLES
              $ interlock chip provision --spdm 127.0.0.1:2323 --authority lab/keys/avalon.pem --out operator.pem
              $ interlock chip attest --spdm 127.0.0.1:2323 --slot 1 --root operator.pem --nonce 8f2a91c04be7d563
            """)

    /// Which of the chip's keys is certified.
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case alias, local
    }

    @OptionGroup var responder: ResponderOptions
    @Option(help: "Your private key, PEM: a root of it is made, and signs.", completion: .file()) var authority: String?
    @Option(help: "With --authority: which key is certified, alias or local.") var certify = Subject.alias
    @Option(help: "Certificates, PEM, the root first.", completion: .file()) var chain: String?
    @Flag(help: "Empty the slot (SPDM 1.3).") var erase = false
    @Option(help: "Where the chain goes that was made, PEM, the root first.", completion: .file()) var out: String?
    @Flag(help: "Replace the file where it exists.") var force = false

    func validate() throws {
        guard [authority != nil, chain != nil, erase].filter({ $0 }).count == 1 else {
            throw ValidationError("give one of --authority, --chain and --erase")
        }
        guard out == nil || authority != nil else { throw ValidationError("--out goes with --authority") }
    }

    func run() throws {
        let root = try ResponderOptions.certificate(responder.root)
        let key = try authority.map { path throws(CommandFailure) in try KeyFile.privateKey(at: path).classical }
        let given = try chain.map(ResponderOptions.certificates) ?? []
        let conversation = responder.conversation
        let made = try conversation.hold { (requester: inout SPDMRequester) throws(SPDMFailure) -> [Certificate]? in
            guard responder.trusts(requester, root) else { return nil }
            var session: SPDMSession? = try conversation.session(requester)
            var chain = given
            if erase {
                try requester.eraseCertificates(inSlot: 1, in: &session)
            } else {
                if let key { chain = try certificates(requester, key, &session) }
                try requester.set(chain, inSlot: 1, in: &session)
            }
            try session?.end(requester)
            return chain
        }
        guard let made else {
            StandardError.write("\(responder.spdm): its root is NOT the one of --root\n")
            throw ExitCode(1)
        }
        if let out { try OutputFile.write(Array(made.map(\.pem).joined().utf8), to: out, replacing: force) }
        print(erase ? "slot 1: empty" : "slot 1: \(made.count) certificates")
        for certificate in made { print("        \(certificate.subjectCommonName ?? "no common name")") }
    }

    /// A root of the operator's key, and what it says of the chip's.
    private func certificates(
        _ requester: SPDMRequester, _ key: P384.PrivateKey, _ session: inout SPDMSession?
    ) throws(SPDMFailure) -> [Certificate] {
        let subject: (name: String?, key: P384.PublicKey)
        switch certify {
        case .alias:
            let request = try requester.certificateRequest(in: &session)
            subject = (request.commonName, request.publicKey)
        case .local:
            // The one below the alias. The alias certificate, whose key was challenged, is signed by it.
            guard let local = requester.certificates.dropLast().last else { throw .chain }
            subject = (local.subjectCommonName, local.publicKey)
        }
        guard let chain = OperatorAuthority(key).chain(for: subject.key, named: subject.name, certify == .local) else {
            throw .certificateRequest
        }
        return chain
    }
}
