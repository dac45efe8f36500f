import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// Lists that the vendor signed: what they take from a chip, and what whoever holds them back or changes them gains.
@Suite("Revocation lists")
struct RevocationListTests {
    private let world = TestWorld()
    private let epoch: UTCSeconds = 1_800_000_000

    private func evidence(_ name: String = "chip/0") throws -> Evidence {
        let chip = try world.chip(name, mode: .native)
        try #require(chip.powerOn())
        return try Evidence(chip.send(.attest, Array(repeating: 1, count: 32)))
    }

    private func root(_ world: TestWorld? = nil) throws -> Certificate {
        try #require(try (world ?? self.world).trust().roots.first)
    }

    /// A list of the world's vendor: complete from so many seconds after the epoch, due after a week.
    private func list(
        _ number: UInt64, from seconds: Int64 = 0, revoking revoked: [(Evidence, Revocation.Reason)] = [],
        since: Int64 = 0, by world: TestWorld? = nil
    ) throws -> RevocationList {
        let start = UTCSeconds(epoch.value + seconds)
        return try RevocationList(
            der: CertificateAuthority.revocationList(
                of: try root(world), signedBy: (world ?? self.world).vendor.classical, number: number,
                thisUpdate: start, nextUpdate: UTCSeconds(start.value + 604_800),
                revoked: try revoked.map { evidence, reason in
                    .init(
                        serial: try Certificate(der: evidence.deviceCertificate).serial,
                        revocation: Revocation(moment: UTCSeconds(epoch.value + since), reason: reason))
                }))
    }

    private func trust(
        _ lists: [RevocationList], staleness: AppraisalTiming.Staleness? = nil, roots: [Certificate] = []
    ) throws -> TrustStore {
        var trust = try world.trust(
            timing: AppraisalTiming(epoch: epoch, attestationInterval: 0, grace: 0, staleness: staleness))
        trust.revocations = Revocations(asOf: .never)
        trust.revocationLists = lists
        trust.roots += roots
        // As a verifier reads it.
        return try TrustStore(trust.files)
    }

    private func rules(_ evidence: Evidence, _ trust: TrustStore, at seconds: Int64? = nil) -> [Rule] {
        let time = seconds.map { Question.Time.moment(UTCSeconds(epoch.value + $0)) } ?? .ofTheEvidence
        let question = Question(nonce: Array(repeating: 1, count: 32), time: time, completeness: .part)
        let appraisal = Appraiser(trust: trust, question: question).appraise([
            Exhibit(name: "x", bytes: evidence.encoded())
        ])
        #expect(appraisal.verdict == (appraisal.findings.isEmpty ? .kept : .indeterminate))
        return appraisal.findings.map(\.rule)
    }

    @Test("a chip whose device certificate is on the vendor's list is not believed, and no other chip is touched")
    func revoked() throws {
        let (first, second) = (try evidence(), try evidence("chip/1"))
        let lists = [try list(1, revoking: [(first, .keyCompromise)])]
        #expect(rules(first, try trust(lists)) == [.identityRevoked])
        #expect(rules(second, try trust(lists)).isEmpty)
        #expect(rules(first, try trust([])).isEmpty)
    }

    @Test(
        "what was signed before stays good only where the key was the chip's alone until then",
        arguments: [
            (Revocation.Reason.superseded, true), (.cessationOfOperation, true), (.keyCompromise, false),
            (.unspecified, false), (.hold, false),
        ])
    func reasons(reason: Revocation.Reason, isSpared: Bool) throws {
        let chip = try evidence()
        let tick = Int64(chip.claims.tick)
        let later = try trust([try list(1, revoking: [(chip, reason)], since: tick + 1)])
        #expect(rules(chip, later).isEmpty == isSpared)
        let sooner = try trust([try list(1, revoking: [(chip, reason)], since: tick)])
        #expect(rules(chip, sooner) == [.identityRevoked])
    }

    @Test("of several lists of a root the latest counts, in whatever order; an earlier one does not bring a chip back")
    func latest() throws {
        let chip = try evidence()
        let (before, after) = (try list(9), try list(256, revoking: [(chip, .keyCompromise)]))
        for lists in [[before, after], [after, before]] {
            #expect(rules(chip, try trust(lists)) == [.identityRevoked])
        }
        let released = try list(257)
        #expect(rules(chip, try trust([after, released, before])).isEmpty)
    }

    @Test("a list that is held back is too old when the document says so, to the second")
    func withheld() throws {
        let chip = try evidence()
        let week: Int64 = 604_800
        let lists = [try list(1)]
        #expect(rules(chip, try trust(lists), at: week).isEmpty)
        #expect(rules(chip, try trust(lists), at: week + 1) == [.revocationOutdated])
        let day = try trust(lists, staleness: .init(maximumAge: 86_400, whenStale: .doubt))
        #expect(rules(chip, day, at: 86_400).isEmpty)
        #expect(rules(chip, day, at: 86_401) == [.revocationOutdated])
        let lenient = try trust(lists, staleness: .init(maximumAge: 86_400, whenStale: .state))
        #expect(rules(chip, lenient, at: week + 1).isEmpty)
    }

    @Test("an agreement asks for an age, and for nothing that the documents only state")
    func agreed() throws {
        let chip = try evidence()
        var policy = AppraisalPolicy(
            agreement: .zero, name: "a", licenceQuorum: 1, totalAllowance: .max, trainingAllowance: .max, models: [],
            attestationInterval: 0, grace: 0, revocationAge: 864_000)
        let lenient = try trust([try list(1)], staleness: .init(maximumAge: 86_400, whenStale: .state))
        func rules(at seconds: Int64) -> [Rule] {
            let question = Question(
                nonce: Array(repeating: 1, count: 32), time: .moment(UTCSeconds(epoch.value + seconds)),
                completeness: .part)
            return Appraiser(trust: lenient, policy: policy, question: question)
                .appraise([Exhibit(name: "x", bytes: chip.encoded())]).findings.map(\.rule)
        }
        // After a week the list is past its own nextUpdate, which policy.json wants stated.
        #expect(rules(at: 864_000).isEmpty)
        #expect(rules(at: 864_001) == [.revocationOutdated])
        policy.revocationAge = nil
        #expect(rules(at: 864_001).isEmpty)
    }

    @Test("where one root has a list, a root without one is known of until nobody knows when")
    func silentRoot() throws {
        let chip = try evidence()
        let other = try root(TestWorld(2))
        let asking = AppraisalTiming.Staleness(maximumAge: 86_400, whenStale: .doubt)
        #expect(rules(chip, try trust([try list(1)], staleness: asking, roots: [other])) == [.revocationOutdated])
        let both = [try list(1), try list(1, by: TestWorld(2))]
        #expect(rules(chip, try trust(both, staleness: asking, roots: [other])).isEmpty)
    }

    @Test("a stranger's list is refused, whatever name it bears")
    func strangers() throws {
        let chip = try evidence()
        let stranger = TestWorld(2)
        let error = #expect(throws: TrustError.self) { try trust([try list(1, by: stranger)]) }
        #expect(error?.field == "signature" && error?.file.hasPrefix("crls/") == true)
        let forged = try CertificateAuthority.revocationList(
            of: try root(), signedBy: stranger.vendor.classical, number: 1, thisUpdate: epoch,
            nextUpdate: .never, revoked: [])
        #expect(throws: TrustError.self) { try trust([try RevocationList(der: forged)]) }
        _ = chip
    }

    @Test(
        "a list of some certificates only is refused: its number is not that of the others'",
        arguments: ["users", "its point"])
    func scoped(name: String) throws {
        let bytes = RevocationVectors.shared.list(name)
        #expect(try RevocationList(der: bytes).isScoped && !list(1).isScoped)
        let file = TrustFiles.File(path: "crls/1.crl", bytes: bytes)
        let files = TrustFiles(try trust([]).files.files + [file])
        let error = #expect(throws: TrustError.self) { try TrustStore(files) }
        #expect(error?.field == "issuingDistributionPoint")
    }

    @Test("no bit of a list can be changed")
    func bits() throws {
        let chip = try evidence()
        let der = try list(1, revoking: [(chip, .keyCompromise)]).der
        var files = try trust([]).files.files
        for bit in 0..<(der.count * 8) {
            var changed = der
            changed[bit / 8] ^= 1 << (bit % 8)
            files.append(TrustFiles.File(path: "crls/1.crl", bytes: changed))
            #expect(throws: TrustError.self, "bit \(bit)") { try TrustStore(TrustFiles(files)) }
            files.removeLast()
        }
    }

    @Test("a list that was put there reads back as it was, in DER and in PEM")
    func forms() throws {
        let list = try list(1, revoking: [(try evidence(), .superseded)])
        let store = try trust([list])
        #expect(store.revocationLists == [list])
        #expect(try TrustStore(store.files) == store)
        let pem = Array(PEM.encode(list.der, label: .revocationList).utf8)
        let file = TrustFiles.File(path: "crls/a.crl", bytes: pem)
        #expect(try TrustStore(TrustFiles(try trust([]).files.files + [file])).revocationLists == [list])
    }
}
