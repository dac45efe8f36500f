import Agreement
import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Licensing
import Silicon
import Testing
import Transparency

import VerifierService

/// A service that gives licences to the chips of a world, under an agreement of the world's three parties.
struct LicensingWorld {
    static let names = ["Norland", "Vesta", "Maren"]
    static let host = Peer(role: .host, name: "rack")
    static let party = Peer(role: .party, name: "Norland")
    static let auditor = Peer(role: .auditor, name: "a")
    static let day: Int64 = 86_400
    static let start: Int64 = 1_800_000_000

    let service: TestService
    let chips: [Chip]
    let signer: NoteSigner

    /// A world whose agreement has these lines beside the usual ones.
    init(
        store: any Store = MemoryStore(), chips count: Int = 2, agreement lines: String = LicensingWorld.ladder,
        sets: [[Int]] = [[0]], instance: UInt64 = 0, of given: [Chip]? = nil, name: String = "chip-",
        clock: ServiceRules.Clock = .evidence
    ) throws {
        let world = TestService.world
        let chips = try given ?? (0..<count).map { try TestService.chip("chip/\($0)") }
        self.chips = chips
        signer = try LicensingWorld.signer()
        let parties = zip(LicensingWorld.names, world.parties).map { Party(name: $0, key: $1.publicKey) }
        let file = Array(LicensingWorld.text(lines).utf8)
        let agreement = try Agreement(file, file: "agreement.yaml")
        var trust = try world.trust(timing: AppraisalTiming(epoch: 1_790_000_000, attestationInterval: 0, grace: 0))
        trust.parties = TrustedParties(
            licenceQuorum: 2, imageQuorum: 2, vendor: world.vendor.publicKey, parties: parties)
        trust.chips = ChipRegister(
            chips: chips.enumerated().map { .init(name: "\(name)\($0.offset)", id: $0.element.id) },
            sets: sets.map { set in set.map { chips[$0].id } })
        _ = try VerifierService.provision(trust.files, into: store, isReplacing: false)
        let rules = try LicensingRules(
            agreement: agreement, file: file, phase: nil, requestSeconds: 7 * LicensingWorld.day, isClassical: false)
        service = try TestService(
            store: store,
            rules: ServiceRules(
                policy: agreement.appraisalPolicy, clock: clock,
                licensing: ServiceRules.Licensing(rules: rules, signer: signer), build: "test"),
            start: LicensingWorld.start, instance: instance)
    }

    static func signer() throws -> NoteSigner {
        let key = try #require(Ed25519.PrivateKey(secret: Digest256(hashing: [1]).bytes))
        return try #require(NoteSigner(name: "inspectorate.example/log", role: .log, key: key))
    }

    static let ladder = """
        consequences:
          - {finding: breach, ladder: [warn, throttle, suspend, revoke, forfeit], within: 7d}
        throttle: {operationsPerSecond: 2, burst: 5s}
        escrow:
          - {name: deposit, owner: Norland, holder: Bank, returnedAfter: 730d, forfeitedOn: [breach], by: [Vesta, Maren], quorum: 2}

        """

    static func text(_ lines: String) -> String {
        let parties = zip(names, TestService.world.parties).map { name, key in
            "  - {name: \(name), key: \(key.publicKey.digest)}\n"
        }
        return """
            agreement: 1
            name: Test accord
            beneficiary: Norland
            parties:
            \(parties.joined())quorum: {licence: 2, firmware: 2, renew: 3, revoke: 2}
            allowances: {total: 10000000, training: 1000000}
            models:
              - {name: m, weights: \(TestWorld.model), uses: [inference, training]}
            monitoring: {interval: 30d, grace: 1d}
            licences: {total: 1000000, training: 100000, validity: 30d, boots: 50, quantum: 50000}

            """ + lines
    }

    func ask(
        _ method: String, _ path: String, query: String = "", _ json: JSONValue? = nil, body: [UInt8] = [],
        type: String = "application/json", as peer: Peer = host
    ) async -> ServiceResponse {
        await service.ask(
            method, "/interlock/v1/\(path)", query: query, headers: [("content-type", type)],
            body: json.map { Array($0.compact.utf8) } ?? body, as: peer)
    }

    /// Lets chips answer challenges; all of them unless said otherwise.
    func attest(_ chips: [Chip]? = nil) async throws {
        for chip in chips ?? self.chips {
            let (path, nonce) = try await service.open()
            #expect(await service.submit(try chip.evidence(nonce), to: path).status == .ok)
        }
    }

    func request(_ json: JSONValue = .object([:])) async -> ServiceResponse {
        await ask("POST", "licence-requests", json)
    }

    /// Signs a request's bytes with a party's key; of the payload given, where it is another.
    func sign(
        _ request: JSONValue, by party: Int, key: SigningKey? = nil, payload: [UInt8]? = nil
    ) async throws -> ServiceResponse {
        let digest = try #require(request["request"]?.text)
        let bytes = try payload ?? LicensingWorld.payload(request)
        let key = key ?? TestService.world.parties[party]
        let isDecision = request["kind"]?.text == "decision"
        let document =
            isDecision
            ? Decision(signing: try Decision.Terms(bytes), with: [key]).encoded()
            : Licence(signing: try Licence.Terms(bytes), with: [key]).encoded()
        return await send(document, to: digest, isDecision: isDecision)
    }

    func send(_ document: [UInt8], to digest: String, isDecision: Bool = false) async -> ServiceResponse {
        await ask(
            "POST", "requests/\(digest)/signatures", body: document,
            type: "application/vnd.interlock.\(isDecision ? "decision" : "licence")+cbor", as: LicensingWorld.party)
    }

    static func payload(_ request: JSONValue) throws -> [UInt8] {
        let text = try #require(request["payload"]?.text)
        return try #require([UInt8](base64URL: text.replacing("+", with: "-").replacing("/", with: "_")))
    }

    static func terms(_ request: JSONValue) throws -> Licence.Terms { try Licence.Terms(payload(request)) }

    /// A licence from asking to quorum.
    func licence(_ ask: JSONValue = .object([:]), by parties: [Int] = [0, 1]) async throws -> Licence {
        let request = try await request(ask).json
        var last = request
        for party in parties { last = try await sign(request, by: party).json }
        #expect(last["status"]?.text == "complete", "\(last.compact)")
        let digest = try #require(request["request"]?.text)
        return try Licence(await self.ask("GET", "requests/\(digest)/document").body)
    }

    /// Installs a licence on a chip, as its host does.
    func install(_ licence: Licence, on chip: Chip) throws {
        let set = ChipSet(licence.terms.chipCount == 1 ? [chip.id] : chips.map(\.id))
        let installation = try #require(LicenceInstallation(licence, chip: chip.id, in: set))
        _ = try chip.send(.installLicence, installation.encoded())
    }

    /// Lets a chip try a model that nobody permitted: a breach, once it attests.
    func breach(_ chip: Chip) async throws {
        chip.load(weights: TestWorld.unlisted, bytes: 100)
        _ = try? chip.send(.measureModel)
        try await attest([chip])
    }

    /// The log as an auditor copies it, audited.
    func audit(against copies: [LogCopy] = []) async throws -> (copy: LogCopy, audit: Audit) {
        let head = await ask("GET", "log/checkpoint", as: LicensingWorld.auditor).body
        let entries = await ask("GET", "log/entries", query: "limit=1000", as: LicensingWorld.auditor).body
        let copy = LogCopy(name: "copy", entries: entries, head: head)
        return (copy, Audit(copy, operator: signer.verifier, copies: copies))
    }

    /// The statements of the log.
    func log() async throws -> [Entry] { try TransparencyLog(try await audit().copy.entries).entries }

    /// The entry of the first finding of a breach.
    func finding() async throws -> UInt64 {
        let list = try await ask("GET", "consequences", as: LicensingWorld.auditor).json["findings"]?.items ?? []
        let entry = list.first { $0["severity"]?.text == "breach" }?["entry"]
        guard case .number(let text)? = entry?.content, let number = UInt64(text) else { throw Missing() }
        return number
    }

    struct Missing: Error {}
}

extension ServiceResponse {
    /// What is wrong, where this is a problem.
    var detail: String { (try? json["detail"]?.text) ?? "" }
}
