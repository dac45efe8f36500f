import Appraisal
import Attestation
import Testing

@Suite struct BitFlipTests {
    private func honest() throws -> (appraiser: Appraiser, bytes: [UInt8]) {
        let vector = try #require(VectorCase.all.first { $0.name == "honest-nonce" })
        return (try vector.appraiser(), try vector.exhibits()[0].bytes)
    }

    @Test("evidence with any one bit flipped is never kept", arguments: 0..<8)
    func everyBit(bit: UInt8) throws {
        let (appraiser, good) = try honest()
        #expect(appraiser.appraise([Exhibit(name: "good", bytes: good)]).verdict == .kept)
        var cache = ChainCache()
        for place in good.indices {
            var bytes = good
            bytes[place] ^= 1 << bit
            let appraisal = appraiser.conclude([
                appraiser.examine(Exhibit(name: "flipped", bytes: bytes), using: &cache)
            ])
            #expect(appraisal.verdict != .kept, "byte \(place), bit \(bit)")
            #expect(appraisal.verdict != .broken, "byte \(place), bit \(bit): nobody is to blame for it")
        }
    }

    @Test("a warm cache of chains changes nothing")
    func warmCache() throws {
        let (appraiser, good) = try honest()
        var cache = ChainCache()
        for _ in 0..<20 { _ = appraiser.examine(Exhibit(name: "good", bytes: good), using: &cache) }
        for place in stride(from: 0, to: good.count, by: 7) {
            var bytes = good
            bytes[place] ^= 0x10
            let warm = appraiser.conclude([appraiser.examine(Exhibit(name: "x", bytes: bytes), using: &cache)])
            let cold = appraiser.appraise([Exhibit(name: "x", bytes: bytes)])
            #expect(warm.findings == cold.findings)
        }
    }

    @Test("every truncation of evidence is unreadable, and never kept")
    func truncation() throws {
        let (appraiser, good) = try honest()
        for count in good.indices {
            let appraisal = appraiser.appraise([Exhibit(name: "short", bytes: Array(good[..<count]))])
            #expect(appraisal.verdict == .indeterminate)
            #expect(appraisal.findings.map(\.rule) == [.unreadable])
        }
    }
}
