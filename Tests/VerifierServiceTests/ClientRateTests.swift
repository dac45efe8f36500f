import Attestation
import Testing

import VerifierService

/// How often a client may ask.
@Suite("Requests of each client")
struct ClientRateTests {
    private static let second: Int64 = 1_000_000_000
    private let rack = Client.named(Peer(role: .host, name: "rack"))

    /// How many of so many requests at a moment are taken.
    private func taken(_ rates: ClientRates, _ count: Int, of client: Client, at now: Int64) -> Int {
        (0..<count).count { _ in rates.refusal(of: client, at: now) == nil }
    }

    @Test(
        "SV-98: ten seconds' worth may come at once, then as many as the rate says; one client does not take another's")
    func burst() {
        let rates = ClientRates(perSecond: 5)
        #expect(taken(rates, 60, of: rack, at: 0) == 50)
        #expect(taken(rates, 60, of: .named(Peer(role: .host, name: "other")), at: 0) == 50)
        #expect(taken(rates, 60, of: .named(Peer(role: .party, name: "rack")), at: 0) == 50)
        #expect(rates.refusal(of: rack, at: 0) == 1)
        #expect(taken(rates, 9, of: rack, at: Self.second / 5 - 1) == 0)
        #expect(taken(rates, 9, of: rack, at: Self.second / 5) == 1)
        #expect((1...20).allSatisfy { taken(rates, 9, of: rack, at: Int64($0) * Self.second + Self.second / 5) == 5 })
        #expect(taken(rates, 60, of: rack, at: 100 * Self.second) == 50, "no more is saved up")
    }

    @Test("SV-98: a client that asks on and on while it is refused waits no longer for that")
    func persistent() {
        let rates = ClientRates(perSecond: 1)
        _ = taken(rates, 1000, of: rack, at: 0)
        #expect(taken(rates, 1000, of: rack, at: Self.second) == 1)
    }

    @Test(
        "SV-98: where the clock goes back or far ahead, nobody is kept out",
        arguments: [Int64.min, -86_400, 0, 86_400, .max])
    func clock(to moment: Int64) {
        let rates = ClientRates(perSecond: 2)
        let there = moment.multipliedReportingOverflow(by: Self.second)
        let now = there.overflow ? moment : there.partialValue
        #expect(taken(rates, 99, of: rack, at: 0) == 20)
        _ = rates.refusal(of: rack, at: now)
        guard now < Int64.max - 100 * Self.second else { return }
        #expect(taken(rates, 9, of: rack, at: now + Self.second) >= 2)
        #expect(taken(rates, 99, of: rack, at: now + 11 * Self.second) == 20)
    }

    @Test("SV-98: however many clients there are, one that keeps asking is known, and the others are not kept out")
    func many() {
        let rates = ClientRates(perSecond: 1)
        #expect(taken(rates, 99, of: rack, at: 0) == 10)
        for number in 0..<50_000 {
            let other = Client.named(Peer(role: .host, name: "\(number)"))
            #expect(rates.refusal(of: other, at: 0) == nil)
            if number % 1000 == 0 { #expect(rates.refusal(of: rack, at: 0) != nil, "\(number)") }
        }
    }

    @Test("SV-98: an address is IPv4 to the bit, however it is written, and a subscriber's network of IPv6")
    func addresses() {
        let four = Client(address: "192.0.2.1")
        #expect(four == .address([192, 0, 2, 1]))
        #expect(four == Client(address: "::ffff:192.0.2.1") && four != Client(address: "192.0.2.2"))
        let network: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 1]
        for text in ["2001:db8:0:1::1", "2001:db8:0:1:1:2:3:4", "2001:DB8:0:1::%eth0", "2001:db8::1:0:0:0:9"] {
            #expect(Client(address: text) == .address(network), "\(text)")
        }
        #expect(Client(address: "2001:db8:0:2::1") != .address(network))
        #expect(Client(address: "::1") == .address([UInt8](repeating: 0, count: 8)))
        #expect(Client(address: nil) == .address([]) && Client(address: "::1") != Client(address: nil))
    }

    @Test("SV-98: one too many is 429 with Retry-After, field and mend; who watches the service is always answered")
    func refused() async throws {
        let service = try TestService(rules: ServiceRules(clock: .evidence, clientRate: 1, build: "test")).service
        let ask = { (endpoint: Endpoint?) in service.refusal(of: rack, to: endpoint, path: "/p", at: 0) }
        for endpoint in Endpoint.allCases where [.health, .readiness, .metrics].contains(endpoint) {
            for _ in 0..<20 { #expect(ask(endpoint) == nil) }
        }
        for _ in 0..<10 { #expect(ask(.newSession) == nil) }
        for endpoint in Endpoint.allCases + [nil] {
            let isExempt = [.health, .readiness, .metrics].contains(endpoint)
            #expect((ask(endpoint) == nil) == isExempt)
        }
        let answer = try #require(ask(.newSession))
        #expect(answer.status.rawValue == 429 && answer.header("retry-after") == "1")
        #expect(answer.header("content-type") == "application/problem+json")
        #expect(try answer.json["field"]?.text == "client" && answer.json["instance"]?.text == "/p")
        #expect(try answer.json["mend"]?.text?.contains("ask again in 1 s") == true)
        let document = try await service.respond(to: ServiceRequest(method: "GET", path: "/openapi.json")).json
        for endpoint in Endpoint.allCases {
            let operation = document["paths"]?[endpoint.path]?[endpoint.method.rawValue.lowercased()]
            let isExempt = [.health, .readiness, .metrics].contains(endpoint)
            #expect((operation?["responses"]?["429"] == nil) == isExempt)
        }
    }

    @Test("without a rate there is no limit")
    func unlimited() async throws {
        let service = try TestService().service
        #expect((0..<10_000).allSatisfy { _ in service.refusal(of: rack, to: .newSession, path: "/", at: 0) == nil })
    }
}
