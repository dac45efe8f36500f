import Policy
import Testing

@Suite("Proportions")
struct ProportionTests {
    // The least share in parts per million whose binomial tail is at most 5 %, by exact fractions in Python.
    @Test(
        "the upper bound is Clopper and Pearson's",
        arguments: [
            (0, 30, 95_034), (0, 50, 58_156), (1, 50, 91_399), (3, 50, 147_838), (10, 20, 698_047), (49, 50, 998_975),
        ])
    func upper(count: Int, runs: Int, bound: UInt64) {
        let found = Proportion(count: count, runs: runs).upperBound(confidence: 950_000)
        #expect(found == bound)
    }

    @Test("bounds lie on both sides of the share, and mirror each other")
    func mirrors() {
        for runs in [1, 7, 100, 1000] {
            for count in [0, 1, runs / 2, runs - 1, runs] {
                let seen = Proportion(count: count, runs: runs)
                let other = Proportion(count: runs - count, runs: runs)
                #expect(seen.upperBound(confidence: 950_000) >= seen.share)
                #expect(seen.lowerBound(confidence: 950_000) <= seen.share)
                #expect(seen.lowerBound(confidence: 950_000) == 1_000_000 - other.upperBound(confidence: 950_000))
            }
        }
    }
}
