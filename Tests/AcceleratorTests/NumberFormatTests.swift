import Accelerator
import Testing

@Suite("Number formats")
struct NumberFormatTests {
    @Test("an operation weighs max(bits / 16, 1)", arguments: NumberFormat.allCases)
    func weight(format: NumberFormat) {
        #expect(format.weight == UInt64(max(format.bits / 16, 1)))
        #expect(format.weight == 1 << UInt64(format.weightShift))
        #expect(format.operationsPerMultiplyAccumulate == 2 * format.weight)
    }

    @Test("bytes round up to whole bytes")
    func bytes() {
        #expect(NumberFormat.int4.bytes(3) == 2)
        #expect(NumberFormat.int4.bytes(4) == 2)
        #expect(NumberFormat.fp64.bytes(3) == 24)
    }

    @Test("policy operations weigh each format's multiply-accumulates twice and elementwise operations once")
    func policyOperations() {
        var counters = Counters()
        counters[.multiplyAccumulates(.fp8)] = 10
        counters[.multiplyAccumulates(.fp64)] = 3
        counters[.vectorOperations(.fp32)] = 7
        #expect(counters.policyOperations == 20 + 24 + 14)
    }

    @Test("an hour of one H100 at its peak fits many times where 64 bits overflow after 5.2 hours")
    func sixtyFourBits() {
        var hour = Counters()
        hour[.multiplyAccumulates(.bf16)] = 989_400_000_000_000 * 3600 / 2
        let shift = hour * 6
        #expect(shift.policyOperations > UInt128(UInt64.max))
        #expect(shift.policyOperations == 21_371_040_000_000_000_000)
    }
}
