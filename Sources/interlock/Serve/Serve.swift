import Agreement
import Appraisal
import ArgumentParser
import Attestation
import Cryptography
import Foundation
import Ledger
import Licensing
import Logging
import Synchronization
import VerifierService

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the verifier over HTTPS: challenge chips, judge and keep their evidence, show it.",
        discussion: """
            The interface is in Specs/Service.md and, while it runs, at /openapi.json. With --client-ca, clients show \
            certificates of P-384 keys whose common name is the role, a colon and a name: host:, party:, auditor: or \
            operator:. Without it anyone may challenge chips and bring evidence, and nobody may read or change more.

            --trust fills a store that trusts nothing yet. Where the store trusts something else, the service does not \
            start: what was taken back by way of the interface would be trusted again. --replace-trust says that it may. \
            The same holds of --device-anchor, --manifest and --manifest-anchor: they become the documents hardware/… of \
            the store, which can be listed, put and deleted while the service runs.

            Results are signed with --signing-key: with ES256 where it is a P-256 key, as `openssl genpkey -algorithm EC \
            -pkeyopt ec_paramgen_curve:P-256` makes it, and with ES384 where it is a P-384 key, as `interlock keys new \
            --classical-only` makes it. ES256 takes a fifth of the time.

            Exit status: 0 stopped by SIGTERM or SIGINT, 2 unusable input, 3 could not run.

            EXAMPLES
              Try it, with a key, and certificates of your own:
                $ interlock serve --store sqlite:ledger.db --trust lab/trust --signing-key result.pem \
            --tls-certificate server.pem --tls-key server-key.pem --clock evidence
              For a fleet, with roles:
                $ interlock serve --listen 0.0.0.0:8443 --store sqlite:ledger.db --trust trust --agreement \
            agreement.yaml --signing-key result.pem --tls-certificate server.pem --tls-key server-key.pem \
            --client-ca clients.pem
            """)

    @Option(
        help:
            "Options from a file, a JSON object such as {\"store\": \"sqlite:ledger.db\"}; those given here outweigh it."
    )
    var config: String?
    @Option(help: ArgumentHelp("Where to listen; port 0 for any.", valueName: "host:port"))
    var listen = "127.0.0.1:8443"
    @Option(help: "The certificates to show, the server's own first, PEM.", completion: .file())
    var tlsCertificate: String
    @Option(help: "The key of the first certificate, PEM.", completion: .file())
    var tlsKey: String
    @Option(help: "The authorities whose clients are let in, PEM. Without it, no certificates are asked for.")
    var clientCA: String?
    @Option(
        help: "The ledger: sqlite:PATH, postgres://HOST/DATABASE, or memory: for one that is gone with the process.")
    var store: StoreAddress
    @Option(help: "The trust directory to start from.", completion: .directory)
    var trust: String?
    @Flag(help: "Put --trust in the place of what the store trusts.")
    var replaceTrust = false
    @Option(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?
    @Option(help: "The phase that the agreement is in.")
    var phase: String?
    @Option(help: "The key that signs results, P-256 or P-384, PEM.", completion: .file())
    var signingKey: String
    @Option(help: "The time to judge by: now, or that of the evidence, for emulated chips.")
    var clock = ServiceRules.Clock.now
    @Flag(help: "Take P-384 signatures without ML-DSA-87 ones beside them. For comparison.")
    var classicalOnly = false
    @Option(help: "Other hardware: a root that is trusted to name devices, PEM. May be repeated.")
    var deviceAnchor: [String] = []
    @Option(help: "Other hardware: a reference manifest, a signed SWID tag. May be repeated.")
    var manifest: [String] = []
    @Option(help: "Other hardware: a root that is trusted to sign manifests, PEM. May be repeated.")
    var manifestAnchor: [String] = []
    @OptionGroup var revocation: RevocationOptions
    @Option(help: "A key that is trusted to sign CoRIMs of any content, PEM. May be repeated.")
    var corimAnchor: [String] = []
    @Option(
        help: "The secret key of the transparency log, as `interlock log key` makes it: the service gives licences.")
    var logKey: String?
    @Option(help: "How many seconds parties have to sign a request, 60 to 2592000.")
    var requestSeconds: Int64 = 604_800
    @Option(help: "How many seconds a session may be answered, 1 to 86400.")
    var sessionSeconds: Int64 = 150
    @Option(
        help: "The most requests a second of each client, beyond a burst of ten seconds' worth. Without it, no limit.")
    var clientRate: Int?
    @Option(help: "The most connections at a time.")
    var maximumConnections = 4096

    func validate() throws {
        // What is in the file stands here by now.
        guard config == nil else { throw ValidationError("--config is given once.") }
        guard phase == nil || agreement != nil else { throw ValidationError("--phase goes with --agreement.") }
        guard !replaceTrust || trust != nil || hasHardware else {
            throw ValidationError(
                "--replace-trust goes with --trust, --device-anchor, --manifest or --manifest-anchor.")
        }
        guard logKey == nil || agreement != nil else { throw ValidationError("--log-key goes with --agreement.") }
        guard (60...2_592_000).contains(requestSeconds) else {
            throw ValidationError("--request-seconds takes 60 to 2592000.")
        }
        guard (1...86400).contains(sessionSeconds) else { throw ValidationError("--session-seconds takes 1 to 86400.") }
        guard clientRate.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--client-rate takes 1 to 1000000.")
        }
        guard (1...100_000).contains(maximumConnections) else {
            throw ValidationError("--maximum-connections takes 1 to 100000.")
        }
    }

    /// Whether options name documents on other hardware.
    private var hasHardware: Bool { !(deviceAnchor.isEmpty && manifest.isEmpty && manifestAnchor.isEmpty) }

    func run() throws {
        let logger = Serve.logger
        let address = try address()
        let settings = VerifierServer.Settings(
            host: address.host, port: address.port, certificates: try InputFile.text(of: tlsCertificate),
            key: try InputFile.text(of: tlsKey), clientAuthorities: try clientCA.map(InputFile.text),
            maximumConnections: maximumConnections)
        let signer = ResultSigner(try KeyFile.resultKey(at: signingKey))
        let rules = try rules()
        let store = try store.open()
        let service: VerifierService
        do {
            try provision(store, rules)
            service = try VerifierService(
                store: store, signer: signer, rules: rules,
                now: { UTCSeconds(Int64(Date().timeIntervalSince1970)) }, entropy: Serve.entropy)
        } catch let error as LedgerError { throw CommandFailure(.couldNotRun, error.reason) }
        let server = VerifierServer(service, settings: settings, logger: logger)
        let outcome = Mutex<(any Error)?>(nil)
        let end = DispatchSemaphore(value: 0)
        Task {
            do {
                try await server.run { port in
                    logger.info(
                        "serving", metadata: ["host": .string(address.host), "port": .stringConvertible(port)])
                }
            } catch { outcome.withLock { $0 = error } }
            end.signal()
        }
        end.wait()
        Serve.lines.flush()
        switch outcome.withLock({ $0 }) {
        case nil: break
        case let failure as VerifierServer.Failure: throw CommandFailure(.unusable, failure.description)
        case let error?:
            throw CommandFailure(.couldNotRun, "--listen \(listen): \(error); name another address or port")
        }
    }

    /// Puts the trust directory into the store, and holds what the store trusts to what it must be.
    private func provision(_ store: some Store, _ rules: ServiceRules) throws {
        let hardware = try HardwareFiles.documents(
            anchors: deviceAnchor, manifests: manifest, manifestAnchors: manifestAnchor)
        if let trust {
            let given = try TrustDirectory.read(trust)
            if let mismatch = rules.mismatch(given) {
                throw CommandFailure(.unusable, "\(trust): \(mismatch); give the trust directory of the agreement")
            }
            let files = TrustFiles(try TrustDirectory.files(trust).files.filter { TrustFiles.isDocument($0.path) })
            do { _ = try HardwareTrust(files) } catch { throw CommandFailure(.unusable, "\(trust)/\(error)") }
            let isTwofold = hasHardware && files.files.contains { HardwareDocument(path: $0.path) != nil }
            guard !isTwofold else {
                throw CommandFailure(
                    .unusable,
                    "\(trust): it has documents on hardware already; put those of --device-anchor, --manifest and "
                        + "--manifest-anchor there too")
            }
            guard try VerifierService.provision(files, into: store, isReplacing: replaceTrust) else {
                throw CommandFailure(
                    .unusable,
                    "\(trust): the store trusts other documents; leave --trust out to keep those, or give "
                        + "--replace-trust to replace them")
            }
        }
        if hasHardware {
            guard try VerifierService.provision(hardware: hardware, into: store, isReplacing: replaceTrust) else {
                throw CommandFailure(
                    .unusable,
                    "the store has other documents on hardware; leave --device-anchor, --manifest and "
                        + "--manifest-anchor out to keep those, or give --replace-trust to replace them")
            }
        }
        let documents = try store.documents().documents
        do {
            _ = try HardwareTrust(TrustFiles(documents))
            let known = try TrustStore(TrustFiles(documents))
            if let mismatch = rules.mismatch(known) {
                throw CommandFailure(.unusable, "the store: \(mismatch); give the agreement of these parties")
            }
        } catch let error as TrustError {
            throw CommandFailure(.unusable, "the store trusts nothing that can be used (\(error)); give --trust")
        }
    }

    private func rules() throws(CommandFailure) -> ServiceRules {
        let corimAnchors = try corimAnchor.map { (path) throws(CommandFailure) in try KeyFile.publicKey(at: path) }
        let signatures: Question.Signatures = classicalOnly ? .classicalOnly : .hybrid
        guard let file = agreement else {
            return ServiceRules(
                clock: clock, signatures: signatures, revocation: revocation.policy, corimAnchors: corimAnchors,
                sessionSeconds: sessionSeconds, clientRate: clientRate, build: Interlock.version)
        }
        let agreement = try Agreement.read(file)
        var policy = agreement.appraisalPolicy
        let current = try phase.map { (name) throws(CommandFailure) in try agreement.phase(name, in: file) }
        if let current { policy = agreement.appraisalPolicy(in: current) }
        let licensing = try logKey.map { (path) throws(CommandFailure) in
            let signer = try NoteKeyFile.signer(path, role: .log)
            do {
                return ServiceRules.Licensing(
                    rules: try LicensingRules(
                        agreement: agreement, file: try InputFile.content(of: file), phase: current,
                        requestSeconds: requestSeconds, isClassical: classicalOnly), signer: signer)
            } catch let unfit as LicensingRules.Unfit {
                throw CommandFailure(.unusable, "\(file): \(unfit.reason)")
            } catch let failure as CommandFailure { throw failure } catch {
                throw CommandFailure(.couldNotRun, "\(error)")
            }
        }
        return ServiceRules(
            policy: policy, mismatch: { agreement.mismatch(with: $0) }, clock: clock, signatures: signatures,
            revocation: revocation.policy, corimAnchors: corimAnchors, sessionSeconds: sessionSeconds,
            clientRate: clientRate,
            licensing: licensing,
            build: Interlock.version)
    }

    private func address() throws(CommandFailure) -> (host: String, port: Int) {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65535).contains(port), colon > listen.startIndex
        else { throw CommandFailure(.unusable, "--listen \(listen): this is no address; write it as 127.0.0.1:8443") }
        var host = String(listen[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (host, port)
    }

    private static let lines = LogLines()

    private static let logger: Logger = {
        LoggingSystem.bootstrap { label in
            JSONLog(
                label: label, now: { UTCSeconds(Int64(Date().timeIntervalSince1970)).rfc3339 },
                write: { lines.write($0) })
        }
        return Logger(label: "interlock")
    }()

    @Sendable private static func entropy(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

extension ServiceRules.Clock: ExpressibleByArgument {}
