import Attestation
import Testing

import VerifierService

@Suite("Roles")
struct RoleTests {
    /// The whole table, written a second time: what each role may do, in the order of `Endpoint`.
    static let table: [Endpoint: String] = [
        //                 anyone, host, party, auditor, operator
        .health: "ahpuo", .readiness: "ahpuo", .metrics: "---uo", .openAPI: "ahpuo", .discovery: "ahpuo",
        .newSession: "ahp-o", .submitEvidence: "ahp-o", .readSession: "ahp-o", .deleteSession: "ahp-o",
        .submitBatch: "-h--o", .readEvidence: "--puo", .reappraise: "--puo", .listChips: "--puo", .readChip: "--puo",
        .listEntries: "--puo", .readFleet: "--puo", .submitTicket: "-h--o", .listTickets: "--puo",
        .readTicket: "--puo", .listRuns: "--puo", .listDocuments: "--puo", .readDocument: "--puo",
        .putDocument: "----o", .deleteDocument: "----o", .submitEndorsements: "----o",
        .requestLicence: "-h--o", .requestDecision: "--p-o",
        .listRequests: "-hpuo", .readRequest: "-hpuo", .readSigned: "-hpuo", .signRequest: "--p--",
        .readConsequences: "--puo", .readLogHead: "--puo", .readLog: "--puo", .showFleet: "--puo",
        .showChips: "--puo", .showChip: "--puo", .showFindings: "--puo", .showLicences: "--puo", .showLog: "--puo",
        .showEntry: "--puo", .showStyle: "--puo", .showScript: "--puo",
    ]

    @Test("SV-40: each role may do what the table says, and nothing else", arguments: Role.allCases)
    func everyPair(role: Role) async throws {
        let service = try TestService()
        let column = try #require(Role.allCases.firstIndex(of: role))
        for endpoint in Endpoint.allCases {
            let row = Array(try #require(RoleTests.table[endpoint], "\(endpoint) has no row"))
            let path = endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("{") ? "x" : $0 }.joined(separator: "/")
            let response = await service.ask(
                endpoint.method.rawValue, path, as: Peer(role: role, name: role == .anyone ? "" : "n"))
            #expect((response.status == .forbidden) == (row[column] == "-"), "\(role) \(endpoint): \(response.status)")
        }
    }

    @Test("a refusal comes before anything is looked at: it is the same whatever the body and the path's parameter")
    func before() async throws {
        let service = try TestService()
        let host = Peer(role: .host, name: "h")
        for name in ["root.pem", "nothing", "%2e%2e"] {
            for body in [[], [UInt8](repeating: 1, count: 100)] {
                let response = await service.ask("PUT", "/interlock/v1/trust/\(name)", body: body, as: host)
                #expect(response.status == .forbidden)
            }
        }
        #expect(try service.store.revision() == 1)
    }

    @Test(
        "a certificate's name gives a role, or none",
        arguments: [
            ("host:rack 7", Peer(role: .host, name: "rack 7")), ("party:Norland", Peer(role: .party, name: "Norland")),
            ("auditor:a:b", Peer(role: .auditor, name: "a:b")), ("operator:x", Peer(role: .operator, name: "x")),
            ("anyone:x", nil), ("operator", nil), ("operator:", nil), (":x", nil), ("Operator:x", nil), ("", nil),
            (" operator:x", nil), ("host", nil),
        ] as [(String, Peer?)])
    func names(name: String, peer: Peer?) {
        #expect(Peer(commonName: name) == peer)
    }

    @Test("a method that is not used at a path is 405, and Allow tells those that are")
    func methods() async throws {
        let service = try TestService()
        let response = await service.ask("PATCH", "/interlock/v1/trust/root.pem")
        #expect(response.status == .methodNotAllowed && response.header("allow") == "GET, PUT, DELETE")
        #expect(await service.ask("GET", "/challenge-response/v1/newSession").status == .methodNotAllowed)
    }
}
