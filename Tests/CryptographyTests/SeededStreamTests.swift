import Cryptography
import Testing

@Suite("Seeded streams")
struct SeededStreamTests {
    @Test("a stream is SHA-384 of its key and a counter, written out")
    func definition() {
        let root = SHA384.digest(of: Array("interlock seed 1".utf8) + [0, 0, 0, 0, 0, 0, 0, 7])
        let key = HMACSHA384.authenticate(key: root, message: Array("stream\0chip/7/trng".utf8))
        let blocks = (0..<3).flatMap { SHA384.digest(of: key + [0, 0, 0, 0, 0, 0, 0, UInt8($0)]) }
        var stream = Seed(7).stream("chip/7/trng")
        #expect(stream.bytes(144) == blocks)
    }

    @Test("the same seed and name give the same bytes, a copy continues alike, other names and seeds differ")
    func independence() {
        var first = Seed(1).stream("a")
        var copy = first
        #expect(first.bytes(1000) == copy.bytes(1000))
        let start = { (stream: SeededStream) -> [UInt8] in
            var stream = stream
            return stream.bytes(32)
        }
        let all = [
            start(Seed(1).stream("a")), start(Seed(1).stream("b")), start(Seed(2).stream("a")),
            start(Seed(1).child("a").stream("a")), start(Seed([1]).stream("a")), start(Seed(1).stream("")),
        ]
        #expect(Set(all).count == all.count)
        #expect(start(SeededStream(seed: 1, name: "a")) == all[0])
        #expect(start(SeededStream(seed: [1], name: "a")) == all[4])
    }

    @Test("numbers below a bound are below it and even", arguments: [1, 2, 3, 6, 10, 1000, UInt64.max])
    func bounds(bound: UInt64) {
        var stream = Seed(bound).stream("bounds")
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<5000 {
            let number = stream.number(below: bound)
            #expect(number < bound)
            if bound == 10 { counts[Int(number)] += 1 }
        }
        if bound == 10 { #expect(counts.allSatisfy { (400...600).contains($0) }) }
    }

    @Test("the standard library can draw from a stream")
    func generator() {
        var stream = Seed(3).stream("generator")
        #expect((1...6).contains(Int.random(in: 1...6, using: &stream)))
        #expect(stream.bytes(0).isEmpty && stream.bytes(5).count == 5)
    }
}
