import Appraisal
import Cryptography
import InterlockTesting
import Testing

/// What is given about the device's own certificate, and what must come of it.
private struct RevocationCase: Sendable, CustomTestStringConvertible {
    let lists: [String]
    let responses: [String]
    let nonce: [UInt8]?
    /// The word for the certificate's standing.
    let status: String
    let rules: [String]
    let isAuthentic: Bool

    init(
        lists: [String] = [], _ responses: [String], nonce: [UInt8]? = nil, _ status: String,
        _ rules: [String] = [], isAuthentic: Bool = true
    ) {
        self.lists = lists
        self.responses = responses
        self.nonce = nonce
        self.status = status
        self.rules = rules
        self.isAuthentic = isAuthentic
    }

    init(lists: [String], _ status: String, _ rules: [String] = [], isAuthentic: Bool = true) {
        self.init(lists: lists, [], status, rules, isAuthentic: isAuthentic)
    }

    var testDescription: String { (lists + responses).joined(separator: " + ") }

    static let all: [RevocationCase] =
        good + refused + revoked + [
            RevocationCase(["unknown"], "unknown", ["IL-HW-24"]),
            RevocationCase(["stale"], "out of date", ["IL-HW-25"]),
            RevocationCase(["endless"], "out of date", ["IL-HW-25"]),
            RevocationCase(lists: ["stale"], "out of date", ["IL-HW-25"]),
            // What is in date outweighs what is not, and unknown outweighs good.
            RevocationCase(lists: ["stale"], ["good"], "good"),
            RevocationCase(lists: ["authority"], ["stale"], "good"),
            RevocationCase(lists: ["authority"], ["unknown"], "unknown", ["IL-HW-24"]),
            // A nonce is neither needed nor enough.
            RevocationCase(["nonce"], nonce: Array(0..<16), "good"),
            RevocationCase(["nonce"], "good"),
            RevocationCase(["nonce"], nonce: Array(1..<17), "not covered", ["IL-HW-21"]),
            RevocationCase(["nonce"], nonce: Array(0..<15), "not covered", ["IL-HW-21"]),
            RevocationCase(["good"], nonce: Array(0..<16), "good", ["IL-HW-21"]),
        ]

    static let good: [RevocationCase] = [
        RevocationCase(lists: ["authority"], "good"), RevocationCase(lists: ["due now"], "good"),
        RevocationCase(lists: ["not critical"], "good"), RevocationCase(lists: ["users"], "good"),
        RevocationCase(lists: ["its point"], "good"), RevocationCase(["good"], "good"),
        RevocationCase(["good, sha1"], "good"), RevocationCase(["good, sha384"], "good"),
        RevocationCase(["good, direct"], "good"), RevocationCase(["good, direct by name"], "good"),
        RevocationCase(["by checked"], "good"),
        // About others: no finding, and nothing is covered.
        RevocationCase(lists: ["authorities"], "not covered"), RevocationCase(lists: ["other point"], "not covered"),
        RevocationCase(lists: ["namesake"], "not covered"), RevocationCase(lists: ["root"], "not covered"),
        RevocationCase(["other"], "not covered"), RevocationCase(["namesake"], "not covered"),
        RevocationCase(["authority good"], "not covered"), RevocationCase(["good, sha224"], "not covered"),
    ]

    static let refused: [RevocationCase] =
        [
            "future", "namesake without identifier", "delta", "indirect", "indirect entry", "some reasons",
            "attributes",
            "critical", "critical entry", "sha256",
        ].map { RevocationCase(lists: [$0], "not covered", ["IL-HW-20"]) }
        + [
            "future", "produced later", "by namesake", "by root's responder", "by root", "by responder below",
            "by leaf",
            "by other leaf", "by server", "by purposeless", "by expired", "by early", "by mute", "without certificate",
            "sha256", "critical", "try later",
        ].map { RevocationCase([$0], "not covered", ["IL-HW-20"]) }
        + [
            RevocationCase(lists: ["responder revoked"], ["by checked"], "good", ["IL-HW-20"])
        ]

    static let revoked: [RevocationCase] = [
        RevocationCase(lists: ["leaf revoked"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(lists: ["leaf revoked, stale"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(lists: ["leaf superseded"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(lists: ["leaf superseded later"], "revoked", ["IL-HW-22"]),
        RevocationCase(lists: ["leaf compromised later"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(lists: ["leaf invalid before"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(lists: ["leaf on hold"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(["revoked"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(["revoked without reason"], "revoked", ["IL-HW-22"], isAuthentic: false),
        // A good answer, old or stolen, never outweighs a list, whichever is newer.
        RevocationCase(lists: ["leaf revoked"], ["good"], "revoked", ["IL-HW-22"], isAuthentic: false),
        RevocationCase(lists: ["newer"], ["revoked"], "revoked", ["IL-HW-22"], isAuthentic: false),
    ]
}

@Suite("Revocation of other hardware") struct RevocationTests {
    private let vectors = RevocationVectors.shared

    private func appraise(
        device: String = "device", lists: [String] = [], _ responses: [String] = [],
        _ change: (inout HardwareQuestion) -> Void = { _ in }
    ) throws -> HardwareAppraisal {
        var hardware = try vectors.hardware(device: device)
        hardware.question.revocation = vectors.files(lists: lists, responses: responses)
        change(&hardware.question)
        return hardware.appraise()
    }

    private func rules(_ appraisal: HardwareAppraisal) -> [String] { appraisal.findings.map(\.rule.id).sorted() }

    private func words(_ appraisal: HardwareAppraisal) -> [String] {
        appraisal.appraiser.allStandings.map(\.status.word)
    }

    private func reasons(_ appraisal: HardwareAppraisal) -> String {
        appraisal.findings.map { "\($0.rule.id): \($0.reason)" }.joined(separator: "\n")
    }

    @Test("each list and each response says what it may say, and nothing else counts", arguments: RevocationCase.all)
    private func what(_ given: RevocationCase) throws {
        let appraisal = try appraise(lists: given.lists, given.responses) { $0.statusNonce = given.nonce }
        #expect(appraisal.appraiser.standings[0].status.word == given.status, "\(reasons(appraisal))")
        #expect(rules(appraisal) == given.rules, "\(reasons(appraisal))")
        #expect(appraisal.isAuthentic == given.isAuthentic, "\(reasons(appraisal))")
        #expect(appraisal.verdict == (given.rules.isEmpty ? .kept : .indeterminate))
        for finding in appraisal.findings { #expect(!finding.reason.hasSuffix(".")) }
    }

    @Test("every list and every response of the vectors is in some case")
    func complete() {
        let lists = Set(RevocationCase.all.flatMap(\.lists))
        let apart: Set = [
            "publisher", "publisher root", "authority revoked", "publisher's signer revoked",
            "publisher revoked", "older", "by maker",
        ]
        #expect(lists.union(apart).isSuperset(of: vectors.listNames), "\(Set(vectors.listNames).subtracting(lists))")
        let responses = Set(RevocationCase.all.flatMap(\.responses))
        let others: Set = ["publisher good", "publisher's authority good"]
        #expect(responses.union(others).isSuperset(of: vectors.responseNames))
    }

    @Test("all certificates but the anchors are to be covered where the policy asks: by lists, or by responses")
    func whole() throws {
        let all = ["authority", "root", "publisher", "publisher root"]
        let listed = try appraise(lists: all) { $0.policy.whenMissing = .doubt }
        #expect(listed.verdict == .kept, "\(reasons(listed))")
        #expect(listed.checks.first { $0.check == .revocation }?.outcome == .held)
        // Two certificates of the device, two of each of two manifests.
        #expect(words(listed) == Array(repeating: "good", count: 6))
        let answered = try appraise(["good", "authority good", "publisher good", "publisher's authority good"]) {
            $0.policy.whenMissing = .doubt
        }
        #expect(answered.verdict == .kept, "\(reasons(answered))")
        for left in all {
            let less = try appraise(lists: all.filter { $0 != left }) { $0.policy.whenMissing = .doubt }
            #expect(Set(rules(less)) == ["IL-HW-26"] && less.verdict == .indeterminate, "without \(left)")
        }
    }

    @Test(
        "an authority that is revoked takes its device along, and a publisher's its manifests, which match nothing then"
    )
    func above() throws {
        let device = try appraise(lists: ["authority", "authority revoked"])
        #expect(rules(device) == ["IL-HW-22"] && !device.isAuthentic)
        for name in ["publisher's signer revoked", "publisher revoked"] {
            let manifests = try appraise(lists: [name])
            #expect(rules(manifests) == ["IL-HW-23", "IL-HW-23"], "\(reasons(manifests))")
            #expect(manifests.isAuthentic && manifests.appraiser.manifests.allSatisfy { !$0.isTrusted })
            #expect(manifests.vector[.executables] == 0)
        }
    }

    @Test("the most age is counted from thisUpdate: to the second")
    func age() throws {
        for (age, isFresh) in [(86_400, true), (86_399, false), (0, false)] {
            let appraisal = try appraise(lists: ["authority"]) { $0.policy.maximumAge = Int64(age) }
            #expect(rules(appraisal) == (isFresh ? [] : ["IL-HW-25"]), "\(age)")
        }
        // Without a nextUpdate, an age is what makes a response count.
        let endless = try appraise(["endless"]) { $0.policy.maximumAge = 3600 }
        #expect(rules(endless).isEmpty && words(endless)[0] == "good")
    }

    @Test("what is out of date is stated where the policy says so, and still is no held check")
    func stated() throws {
        let appraisal = try appraise(lists: ["stale", "root", "publisher", "publisher root"]) {
            $0.policy = RevocationPolicy(whenStale: .state, whenMissing: .doubt)
        }
        #expect(rules(appraisal).isEmpty && appraisal.verdict == .kept)
        guard case .notMade(let reason)? = appraisal.checks.first(where: { $0.check == .revocation })?.outcome else {
            Issue.record("the check was made")
            return
        }
        #expect(reason.contains("out of date"))
    }

    @Test("without a time nothing is in date, and what is revoked is revoked")
    func timeless() throws {
        let listed = try appraise(lists: ["authority"]) { $0.moment = nil }
        #expect(rules(listed) == ["IL-HW-07", "IL-HW-25"])
        let revoked = try appraise(lists: ["leaf superseded later"]) { $0.moment = nil }
        #expect(rules(revoked) == ["IL-HW-07", "IL-HW-22"] && !revoked.isAuthentic)
    }

    @Test(
        "a certificate under a key that signs certificates alone is not revocable by itself; a list by that key is refused"
    )
    func made() throws {
        let appraisal = try appraise(device: "made", lists: ["authority", "root", "publisher", "publisher root"]) {
            $0.policy.whenMissing = .doubt
        }
        #expect(appraisal.appraiser.standings.map(\.status.word) == ["not revocable", "good", "good"])
        #expect(appraisal.verdict == .kept, "\(reasons(appraisal))")
        let own = try appraise(device: "made", lists: ["by maker"])
        #expect(rules(own) == ["IL-HW-20"])
    }

    @Test("a chain that leads nowhere is asked nothing")
    func nowhere() throws {
        let appraisal = try appraise(lists: ["authority", "leaf revoked"]) { $0.chain.remove(at: 1) }
        #expect(rules(appraisal) == ["IL-HW-02"] && appraisal.appraiser.standings.isEmpty)
    }

    @Test("URLs that mean something to a shell are not shown")
    func urls() throws {
        let chain = try vectors.authority("hostile").chain
        #expect(chain[0].statusURLs == ["http://ocsp.example/b"])
        // That it says where to ask, whatever it says, makes it revocable.
        #expect(chain[0].namesRevocationSource)
        #expect(try !vectors.authority("made").chain[0].namesRevocationSource)
        #expect(try vectors.authority("device").chain[0].revocationListURLs == ["http://crl.example/device.crl"])
    }

    @Test("lists tell less than others by number, responses by time; what is about others tells nothing of the same")
    func order() throws {
        let lists = vectors.files(lists: ["older", "authority", "newer", "root"])
        #expect(lists[0].tellsLess(than: lists[1]) && lists[1].tellsLess(than: lists[2]))
        #expect(!lists[1].tellsLess(than: lists[0]) && !lists[1].tellsLess(than: lists[1]))
        #expect(lists[0].tellsLess(than: lists[3]) && lists[3].tellsLess(than: lists[0]))
        let responses = vectors.files(responses: ["stale", "good", "other"])
        #expect(responses[0].tellsLess(than: responses[1]) && !responses[1].tellsLess(than: responses[0]))
        #expect(responses[0].tellsLess(than: responses[2]) && responses[2].tellsLess(than: responses[0]))
        #expect(!responses[0].tellsLess(than: lists[1]))
    }

    @Test(
        "no flipped bit of a list or a response makes it count, and no cut",
        arguments: [
            "good", "good, sha1", "good, sha384", "good, direct", "revoked", "unknown", "nonce",
        ])
    func responseBits(name: String) throws {
        try shake(vectors.response(name), .response)
    }

    @Test("no flipped bit of a list makes it count, and no cut", arguments: ["authority", "leaf revoked", "its point"])
    func listBits(name: String) throws {
        try shake(vectors.list(name), .list)
    }

    /// Flips every bit, and cuts at every byte: nothing may be said of the device's certificate.
    private func shake(_ bytes: [UInt8], _ kind: RevocationFile.Kind) throws {
        var question = try vectors.hardware().question
        question.revocation = [RevocationFile(Exhibit(name: "x", bytes: bytes), kind: kind)]
        #expect(HardwareAppraiser(question).standings[0].statement != nil)
        var accepted: [Int] = []
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            question.revocation = [RevocationFile(Exhibit(name: "x", bytes: flipped), kind: kind)]
            if HardwareAppraiser(question).standings[0].statement != nil { accepted.append(bit) }
        }
        #expect(accepted.isEmpty, "bits \(accepted.prefix(8))")
        for count in 0..<bytes.count {
            let cut = RevocationFile(Exhibit(name: "x", bytes: Array(bytes.prefix(count))), kind: kind)
            if cut.failure == nil { accepted.append(count) }
        }
        #expect(accepted.isEmpty, "cut at \(accepted.prefix(8))")
        #expect(RevocationFile(Exhibit(name: "x", bytes: bytes + [0]), kind: kind).failure == .notDER)
    }
}
