/// The code of an image that must not boot: reports that it runs, and sleeps.
enum HostileCode {
    /// What it reports as boot status; no firmware does.
    static let report: UInt32 = 0x600d_f000

    /// The machine code, entered at any halfword of its so many words of no-ops: a jump that goes astray need not hit it
    /// where it begins.
    static func bytes(behindNoOps count: Int) -> [UInt8] {
        encode(
            Array(repeating: noOps, count: count) + [
                0x3040_1073,  // csrw mie, zero
                0x4000_02b7,  // lui t0, 0x40000
                0x600d_f337,  // lui t1, 0x600df
                0x0062_a023,  // sw t1, 0(t0)
                0x1050_0073,  // wfi
                0xffdf_f06f,  // j -4
            ])
    }

    /// Code of the same length that only sleeps.
    static func harmless(behindNoOps count: Int) -> [UInt8] {
        encode(Array(repeating: noOps, count: count + 3) + [0x3040_1073, 0x1050_0073, 0xffdf_f06f])
    }

    private static let noOps: UInt32 = 0x0001_0001

    private static func encode(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
}
