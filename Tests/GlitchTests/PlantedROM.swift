import Cryptography
import Glitch
import Silicon

/// A ROM of a few instructions that reads a word of flash, and reports success only where it is zero.
struct PlantedROM {
    static let report: UInt32 = 0x600d_f000
    let words: [UInt32]

    /// One check and nothing else.
    static let naked = PlantedROM(words: [
        0x3040_1073,  //  0 csrw mie, zero
        0x4000_02b7,  //  4 lui t0, 0x40000
        0x600d_f337,  //  8 lui t1, 0x600df
        0x6000_03b7,  // 12 lui t2, 0x60000
        0x0003_a503,  // 16 lw a0, 0(t2)
        0x0005_1463,  // 20 bne a0, zero, 28
        0x0062_a023,  // 24 sw t1, 0(t0)
        0x1050_0073,  // 28 wfi
        0xffdf_f06f,  // 32 j 28
    ])

    /// The same word read twice into registers that begin as a refusal, compared twice, with a trap between.
    static let hardened = PlantedROM(words: [
        0x3040_1073,  //  0 csrw mie, zero
        0x4000_02b7,  //  4 lui t0, 0x40000
        0x600d_f337,  //  8 lui t1, 0x600df
        0x6000_03b7,  // 12 lui t2, 0x60000
        0xfff0_0513,  // 16 li a0, -1
        0xfff0_0593,  // 20 li a1, -1
        0x0003_a503,  // 24 lw a0, 0(t2)
        0x0003_a583,  // 28 lw a1, 0(t2)
        0x0005_1863,  // 32 bne a0, zero, 48
        0x0005_9663,  // 36 bne a1, zero, 48
        0x0062_a023,  // 40 sw t1, 0(t0)
        0x0000_0013,  // 44 nop
        0x1050_0073,  // 48 wfi
        0xffdf_f06f,  // 52 j 48
    ])

    /// An attack on it: flash is erased, all ones, where it must be zero.
    func attack() throws -> Attack {
        Attack(
            window: .boot, name: "planted", start: try state(flash: .max), permitted: try state(flash: 0),
            goal: .execution(report: PlantedROM.report))
    }

    private func state(flash word: UInt32) throws -> CoreState {
        var flash = Flash()
        flash.write((0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }, at: 0)
        let fuses = Fuses(
            chipIdentifier: Array(repeating: 1, count: 16), deviceSecret: Array(repeating: 2, count: 48),
            keyTableDigest: .zero, lifeCycle: .production, minimumSecurityVersion: 0)
        let rom = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        let chip = Chip(
            ChipState(fuses: fuses, flash: flash), firmware: FirmwareImages(rom: rom, runtime: []),
            mode: .interpreted, cache: PublicKeyCache())
        return chip.coreStateAtReset
    }
}
