import Policy
import Testing

@Suite("Series")
struct SeriesTests {
    private func values(_ text: String) throws -> [Series.Sample] { try Series(text).samples }

    @Test("a+bxn is n + 1 samples, as in promtool")
    func expands() throws {
        #expect(try values("1+2x3") == [.value(1), .value(3), .value(5), .value(7)])
        #expect(try values("7-2x2") == [.value(7), .value(5), .value(3)])
        #expect(try values("4x2") == [.value(4), .value(4), .value(4)])
        #expect(try values("1e3+1e+2x1") == [.value(1000), .value(1100)])
    }

    @Test("gaps, resets and restarts are explicit")
    func marks() throws {
        #expect(
            try values("0 +5x2 _x2 reset 0 restart _ 3") == [
                .value(0), .value(5), .value(10), .missing, .missing, .reset, .value(0), .restart, .missing, .value(3),
            ])
    }

    @Test(
        "what is no series is an error, whatever it is",
        arguments: [
            "", " ", "reset", "a", "1+x3", "1+2", "+1x2", "_ +1x2", "1+1x", "1+1x-2", "1+1x5000", "5-3x2", "1++2x1",
            "340282366920938463463374607431768211455+1x1", "1.5", "x3", "_x", "1x+2", "0+1x4096",
        ])
    func refuses(text: String) { #expect(throws: Series.Refusal.self) { try Series(text) } }

    @Test("the largest number and the longest series are taken")
    func limits() throws {
        #expect(try values("340282366920938463463374607431768211454+1x1").last == .value(.max))
        #expect(try values("0+1x4095").count == Series.maximumCount)
    }
}
