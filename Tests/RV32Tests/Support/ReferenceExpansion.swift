/// Compressed instructions to 32-bit ones, by picking each immediate bit from the place that chapter 16 draws.
enum ReferenceExpansion {
    typealias A = Assembler

    /// Gathers an immediate: `places[i]` is the instruction bit that holds immediate bit `bits[i]`.
    private static func gather(_ word: UInt32, _ places: [(bit: UInt32, from: UInt32)], signed: UInt32? = nil) -> Int32
    {
        var value: UInt32 = 0
        for place in places { value |= (word >> place.from & 1) << place.bit }
        if let signed, value >> signed & 1 == 1 { value |= UInt32.max << signed }
        return Int32(bitPattern: value)
    }

    private static func range(_ high: UInt32, _ low: UInt32, at from: UInt32) -> [(bit: UInt32, from: UInt32)] {
        (low...high).map { (bit: $0, from: from + $0 - low) }
    }

    static func expand(_ c: UInt32) -> UInt32? {
        let (full, second) = (c >> 7 & 31, c >> 2 & 31)
        let (near, far) = ((c >> 7 & 7) + 8, (c >> 2 & 7) + 8)
        let six = gather(c, range(4, 0, at: 2) + [(5, 12)], signed: 5)
        let wordOffset = gather(c, range(5, 3, at: 10) + [(2, 6), (6, 5)])
        let jump = gather(
            c, [(11, 12), (4, 11), (9, 10), (8, 9), (10, 8), (6, 7), (7, 6), (3, 5), (2, 4), (1, 3), (5, 2)],
            signed: 11)
        let branch = gather(c, [(8, 12), (4, 11), (3, 10), (7, 6), (6, 5), (2, 4), (1, 3), (5, 2)], signed: 8)
        switch (c & 3, c >> 13) {
        case (0, 0):
            let offset = gather(c, range(5, 4, at: 11) + range(9, 6, at: 7) + [(2, 6), (3, 5)])
            return offset == 0 ? nil : A.addi(far, 2, offset)
        case (0, 2): return A.lw(far, near, wordOffset)
        case (0, 6): return A.sw(far, near, wordOffset)
        case (1, 0): return A.addi(full, full, six)
        case (1, 1): return A.jal(1, jump)
        case (1, 2): return A.addi(full, 0, six)
        case (1, 3):
            if full == 2 {
                let offset = gather(c, [(9, 12), (4, 6), (6, 5), (8, 4), (7, 3), (5, 2)], signed: 9)
                return offset == 0 ? nil : A.addi(2, 2, offset)
            }
            return six == 0 ? nil : A.lui(full, UInt32(bitPattern: six) & 0xfffff)
        case (1, 4):
            switch c >> 10 & 3 {
            case 0: return six < 0 ? nil : A.i(six, near, 5, near, 0x13)
            case 1: return six < 0 ? nil : A.i(six | 0x400, near, 5, near, 0x13)
            case 2: return A.i(six, near, 7, near, 0x13)
            default:
                if c >> 12 & 1 == 1 { return nil }
                return [
                    A.r(0x20, far, near, 0, near), A.r(0, far, near, 4, near), A.r(0, far, near, 6, near),
                    A.r(0, far, near, 7, near),
                ][Int(c >> 5 & 3)]
            }
        case (1, 5): return A.jal(0, jump)
        case (1, 6): return A.beq(near, 0, branch)
        case (1, 7): return A.bne(near, 0, branch)
        case (2, 0): return six < 0 ? nil : A.i(six, full, 1, full, 0x13)
        case (2, 2):
            return full == 0 ? nil : A.lw(full, 2, gather(c, [(5, 12)] + range(4, 2, at: 4) + range(7, 6, at: 2)))
        case (2, 4):
            if c >> 12 & 1 == 0 {
                if second == 0 { return full == 0 ? nil : A.jalr(0, full, 0) }
                return A.add(full, 0, second)
            }
            if second == 0 { return full == 0 ? A.ebreak : A.jalr(1, full, 0) }
            return A.add(full, full, second)
        case (2, 6): return A.sw(second, 2, gather(c, range(5, 2, at: 9) + range(7, 6, at: 7)))
        default: return nil
        }
    }
}
