import InterlockTesting
import Tensors
import Testing

@Suite("Number formats")
struct FormatTests {
    @Test("all 256 codes of both 8-bit formats mean what ml_dtypes says")
    func decode() throws {
        let cases = try Vectors.load().decode
        #expect(cases.map(\.format) == ["e4m3", "e5m2"])
        for item in cases {
            let format = try #require(ElementFormat(rawValue: item.format))
            for (code, text) in item.values.enumerated() {
                let expected = try #require(Float(text))
                let found = format.decode(UInt32(code))
                #expect(found == expected || found.isNaN && expected.isNaN, "\(format) \(code)")
                #expect(found.sign == expected.sign || found.isNaN, "\(format) \(code)")
            }
        }
    }

    @Test("values at, beside and between all codes round as ml_dtypes rounds, ties to even")
    func encode() throws {
        for item in try Vectors.load().encode {
            for (index, bits) in item.bits.enumerated() {
                let value = Float(bitPattern: bits)
                #expect(ElementFormat.bf16.encode(value) == item.bf16[index], "\(value)")
                // ml_dtypes keeps the sign of E4M3's not-a-number, as we do; which of E5M2's it is does not matter.
                #expect(ElementFormat.e4m3.encode(value, overflow: .infinity) == item.e4m3[index], "\(value)")
                #expect(ElementFormat.e5m2.encode(value, overflow: .infinity) == item.e5m2[index], "\(value)")
                #expect(ElementFormat.int8.encode(value) == item.int8[index], "\(value)")
            }
        }
    }

    @Test("saturating, what lies beyond the largest value becomes it (OFP8 1.0, section 5.2.1)")
    func saturation() {
        for (format, largest, first) in [(ElementFormat.e4m3, Float(448), Float(464.1)), (.e5m2, 57344, 61440)] {
            for value in [first, 1e30, .infinity] {
                #expect(format.decode(format.encode(value)) == largest, "\(value)")
                #expect(format.decode(format.encode(-value)) == -largest, "\(value)")
                #expect(!format.decode(format.encode(value, overflow: .infinity)).isFinite, "\(value)")
            }
            #expect(format.decode(format.encode(.nan)).isNaN)
            #expect(format.decode(format.encode(largest)) == largest)
        }
        #expect(ElementFormat.int8.decode(ElementFormat.int8.encode(-1000)) == -127)
        #expect(ElementFormat.int8.encode(.nan) == 0)
        #expect(ElementFormat.bf16.decode(ElementFormat.bf16.encode(.greatestFiniteMagnitude)) == .infinity)
    }

    @Test("memory gives back the rounded values, and rounding again changes nothing", arguments: ElementFormat.allCases)
    func rows(format: ElementFormat) throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var generator = Generator(seed: seed)
            let (rows, columns) = (generator.number(1...9), generator.number(1...40))
            let scale = Float(sign: .plus, exponent: generator.number(-30...30), significand: 1)
            let matrix = try generator.matrix(rows, columns, scale: scale)
            let rounded = format.rounded(matrix)
            let bytes = format.encode(matrix)
            #expect(bytes.count == rows * format.rowBytes(columns))
            #expect(try format.decode(bytes[...], rows: rows, columns: columns) == rounded, "seed \(seed)")
            #expect(format.rounded(rounded) == rounded, "seed \(seed)")
            // Half a unit of the last place, beside the row's largest value where the row shares a scale.
            let precision: Float = [.fp32: 0, .bf16: 0x1p-8, .e4m3: 0x1p-4, .e5m2: 0x1p-3, .int8: 1 / 126][format] ?? 0
            for row in 0..<rows {
                let own = matrix.values[row * columns..<(row + 1) * columns]
                let top = own.reduce(0) { max($0, $1.magnitude) }
                for index in own.indices {
                    let bound = precision * (format == .bf16 ? own[index].magnitude : top)
                    #expect((rounded.values[index] - own[index]).magnitude <= bound, "seed \(seed)")
                }
            }
        }
    }

    @Test("a row of zeros, of the smallest and of the largest values has a scale", arguments: ElementFormat.allCases)
    func extremes(format: ElementFormat) throws {
        for value in [0, Float.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude / 2] {
            let matrix = try Matrix(1, 2, [value, -value])
            let rounded = format.rounded(matrix)
            #expect(try format.decode(format.encode(matrix)[...], rows: 1, columns: 2) == rounded)
            #expect(rounded.values.allSatisfy { $0.isFinite }, "\(value)")
        }
    }
}
