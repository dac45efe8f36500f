import InterlockTesting
import Accelerator
import Testing

@Suite("Counters")
struct CountersTests {
    @Test("a portion and the rest are the whole, for every counter", arguments: UInt64(1)...200)
    func portion(seed: UInt64) {
        var generator = Generator(seed: seed)
        let whole = generator.counters()
        let denominator = generator.next() >> UInt64(generator.number(0...63)) | 1
        let numerator = UInt64.random(in: 0...denominator, using: &generator)
        let part = whole.portion(numerator: numerator, denominator: denominator)
        #expect(part + (whole - part) == whole, "seed \(seed)")
        for counter in Counter.all {
            let (high, low) = whole[counter].multipliedFullWidth(by: UInt128(numerator))
            let exact = UInt128(denominator).dividingFullWidth((high, low)).quotient
            #expect(part[counter] == exact, "seed \(seed), \(counter)")
        }
    }

    @Test("successive slices sum to the whole", arguments: UInt64(1)...50)
    func slices(seed: UInt64) {
        var generator = Generator(seed: seed)
        let whole = generator.counters()
        let count = UInt64(generator.number(1...97))
        var sum = Counters.zero
        for slice in 0..<count {
            sum =
                sum + whole.portion(numerator: slice + 1, denominator: count)
                - whole.portion(numerator: slice, denominator: count)
        }
        #expect(sum == whole, "seed \(seed)")
    }

    @Test("shares of resources sum to the whole, and every chip counts each command", arguments: UInt64(1)...50)
    func shares(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var whole = generator.counters()
        for kind in CommandKind.allCases { whole[.commands(kind)] = UInt128(generator.number(0...9)) }
        let chips = generator.number(1...40)
        var sum = Counters.zero
        for index in 0..<chips { sum = sum + whole.share(of: try Shard(index, of: chips)) }
        for counter in Counter.all {
            let expected = counter.countsCommands ? whole[counter] * UInt128(chips) : whole[counter]
            #expect(sum[counter] == expected, "seed \(seed), \(counter)")
        }
    }

    @Test("subtracting what was added gives what there was", arguments: UInt64(1)...50)
    func addition(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let (first, second) = (generator.counters(), generator.counters())
        let sum = try first.adding(second)
        #expect(sum == first + second, "seed \(seed)")
        #expect(try sum.subtracting(second) == first, "seed \(seed)")
    }

    @Test("a sum beyond 128 bits is an error that names the counter", arguments: Counter.all)
    func overflow(counter: Counter) {
        var (full, one) = (Counters(), Counters())
        full[counter] = .max
        one[counter] = 1
        #expect(throws: CountersError.overflow(counter)) { try full.adding(one) }
        #expect(throws: CountersError.overflow(counter)) { try full.multiplied(by: 2) }
        #expect(throws: Never.self) { try full.adding(Counters()) }
    }

    @Test("a reading that runs backwards is an error that names the counter", arguments: Counter.all)
    func underflow(counter: Counter) {
        var one = Counters()
        one[counter] = 1
        #expect(throws: CountersError.underflow(counter)) { try Counters().subtracting(one) }
    }

    @Test("adding with + traps instead of wrapping")
    func trap() async {
        await #expect(processExitsWith: .failure) {
            var full = Counters()
            full[.memoryBytesRead] = .max
            _ = full + full
        }
    }

    @Test("every counter keeps its own value")
    func independent() {
        var counters = Counters()
        for (index, counter) in Counter.all.enumerated() { counters[counter] = UInt128(index) + 1 }
        for (index, counter) in Counter.all.enumerated() { #expect(counters[counter] == UInt128(index) + 1) }
        #expect(Set(Counter.all.map(\.description)).count == Counter.all.count)
    }
}
