import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Silicon
import Synchronization
import Testing

import VerifierService

/// A service with its clock and a small world of chips.
final class TestService: Sendable {
    static let world = TestWorld(7)
    static let signingKey = P384.PrivateKey(derivedFrom: [1, 2, 3], purpose: "results")
    static let sessions = "/challenge-response/v1"

    let service: VerifierService
    let store: any Store
    private let clock: Clock

    /// A service on a store; it trusts what made the world's chips.
    init(
        store: any Store = MemoryStore(), rules: ServiceRules = ServiceRules(clock: .evidence, build: "test"),
        start: Int64 = 1_800_000_000, instance: UInt64 = 0, results: ResultKey = .es384(TestService.signingKey)
    ) throws {
        let clock = Clock(start)
        self.clock = clock
        self.store = store
        let files = try TestService.world.trust(
            timing: AppraisalTiming(epoch: 1_790_000_000, attestationInterval: 0, grace: 0)
        ).files
        _ = try VerifierService.provision(files, into: store, isReplacing: false)
        let entropy = Entropy(instance)
        service = try VerifierService(
            store: store, signer: ResultSigner(results), rules: rules, now: { clock.now },
            entropy: { entropy.bytes($0) })
    }

    private final class Clock: Sendable {
        private let seconds: Mutex<Int64>
        init(_ start: Int64) { seconds = Mutex(start) }
        var now: UTCSeconds { UTCSeconds(seconds.withLock { $0 }) }
        func advance(_ by: Int64) { seconds.withLock { $0 += by } }
    }

    private final class Entropy: Sendable {
        private let stream: Mutex<SeededStream>
        init(_ instance: UInt64) { stream = Mutex(SeededStream(seed: instance, name: "entropy")) }
        func bytes(_ count: Int) -> [UInt8] { stream.withLock { $0.bytes(count) } }
    }

    /// Lets time pass.
    func wait(_ seconds: Int64) { clock.advance(seconds) }

    /// Asks.
    func ask(
        _ method: String, _ path: String, query: String = "", headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], as peer: Peer = .anyone
    ) async -> ServiceResponse {
        await service.respond(
            to: ServiceRequest(method: method, path: path, query: query, headers: headers, body: body, peer: peer))
    }

    /// Opens a session: its path, and its nonce.
    func open(query: String = "", as peer: Peer = .anyone) async throws -> (path: String, nonce: [UInt8]) {
        let response = await ask("POST", "\(TestService.sessions)/newSession", query: query, as: peer)
        let location = try #require(response.header("location"))
        return ("\(TestService.sessions)/\(location)", try #require(try response.json["nonce"]?.bytes))
    }

    /// Answers a session.
    func submit(
        _ evidence: [UInt8], to path: String, type: String = EvidenceType.eat, query: String = "",
        as peer: Peer = .anyone
    ) async -> ServiceResponse {
        await ask("POST", path, query: query, headers: [("content-type", type)], body: evidence, as: peer)
    }

    /// Brings evidence without a session.
    func bring(_ evidence: [[UInt8]], query: String = "") async throws -> [JSONValue] {
        let response = await ask(
            "POST", "/interlock/v1/evidence", query: query, headers: [("content-type", EvidenceType.batch)],
            body: CBOR.array(evidence), as: Peer(role: .host, name: "h"))
        #expect(response.status == .ok)
        return try response.json["items"]?.items ?? []
    }

    /// A chip that is on.
    static func chip(_ name: String = "chip/0") throws -> Chip {
        let chip = try world.chip(name, mode: .native)
        #expect(chip.powerOn())
        return chip
    }
}

extension Chip {
    /// What it signs for a nonce.
    func evidence(_ nonce: [UInt8]) throws -> [UInt8] { try send(.attest, nonce) }

    /// What it signs one after the other.
    func history(_ count: Int) throws -> [[UInt8]] {
        try (0..<count).map { try evidence(Array(repeating: UInt8($0 + 1), count: 16)) }
    }
}

/// Deterministic CBOR, as far as tests write it.
enum CBOR {
    static func head(_ major: UInt8, _ count: Int) -> [UInt8] {
        switch count {
        case ..<24: [major << 5 | UInt8(count)]
        case ..<256: [major << 5 | 24, UInt8(count)]
        case ..<65536: [major << 5 | 25, UInt8(count >> 8), UInt8(count & 255)]
        default:
            [major << 5 | 26] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
        }
    }

    static func bytes(_ bytes: [UInt8]) -> [UInt8] { head(2, bytes.count) + bytes }
    static func text(_ text: String) -> [UInt8] { head(3, text.utf8.count) + Array(text.utf8) }
    static func array(_ items: [[UInt8]]) -> [UInt8] { head(4, items.count) + items.flatMap { bytes($0) } }
}

extension ServiceResponse {
    var json: JSONValue {
        get throws { try JSONValue(parsing: body) }
    }
}

extension JSONValue {
    var text: String? { if case .string(let text) = content { text } else { nil } }
    var items: [JSONValue] { if case .array(let items) = content { items } else { [] } }
    var bytes: [UInt8]? { text.flatMap { [UInt8](base64URL: $0) } }
    var rules: [String] { self["findings"]?.items.compactMap { $0["rule"]?.text } ?? [] }
}
