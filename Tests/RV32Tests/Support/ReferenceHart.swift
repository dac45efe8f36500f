/// A second hart, as plain as possible: one array of bytes, one switch over raw bits, no decoding ahead.
/// Shares nothing with the module but the specification.
struct ReferenceHart: Equatable {
    var x = [UInt32](repeating: 0, count: 32)
    var pc: UInt32
    var ram: [UInt8]
    let base: UInt32
    var retired: UInt64 = 0
    var attempted: UInt64 = 0
    var interruptEnable = false
    var previousEnable = false
    var csrs: [UInt32: UInt32] = [0x304: 0, 0x305: 0, 0x340: 0, 0x341: 0, 0x342: 0, 0x343: 0]

    private struct Fault: Error {
        let cause: UInt32
        let value: UInt32
    }

    init(base: UInt32, size: Int) {
        self.base = base
        pc = base
        ram = [UInt8](repeating: 0, count: size)
    }

    mutating func step() {
        attempted += 1
        let start = pc
        do {
            let low = try read(pc, 2, 1)
            var word = low
            var length: UInt32 = 2
            if low & 3 == 3 {
                guard let high = try? read(pc &+ 2, 2, 1) else { throw Fault(cause: 1, value: pc &+ 2) }
                word = high << 16 | low
                length = 4
            } else {
                guard let expanded = ReferenceExpansion.expand(low) else { throw Fault(cause: 2, value: low) }
                word = expanded
            }
            pc = start &+ length
            try execute(word, start, original: length == 2 ? low : word)
            x[0] = 0
            retired += 1
        } catch let fault as Fault {
            csrs[0x341] = start
            csrs[0x342] = fault.cause
            csrs[0x343] = fault.value
            previousEnable = interruptEnable
            interruptEnable = false
            pc = (csrs[0x305] ?? 0) & ~3
        } catch {
            fatalError("Only faults are thrown here.")
        }
    }

    private func read(_ address: UInt32, _ count: UInt32, _ cause: UInt32) throws -> UInt32 {
        let offset = Int(address) - Int(base)
        guard offset >= 0, offset + Int(count) <= ram.count else { throw Fault(cause: cause, value: address) }
        return (0..<Int(count)).reduce(0) { $0 | UInt32(ram[offset + $1]) << UInt32(8 * $1) }
    }

    private mutating func write(_ value: UInt32, _ address: UInt32, _ count: UInt32) throws {
        if address % count != 0 { throw Fault(cause: 6, value: address) }
        let offset = Int(address) - Int(base)
        guard offset >= 0, offset + Int(count) <= ram.count else { throw Fault(cause: 7, value: address) }
        for index in 0..<Int(count) { ram[offset + index] = UInt8(value >> UInt32(8 * index) & 255) }
    }

    private func field(_ word: UInt32, _ high: UInt32, _ low: UInt32) -> UInt32 {
        word >> low & (UInt32.max >> (31 - (high - low)))
    }

    private func extend(_ value: UInt32, _ bits: UInt32) -> UInt32 {
        UInt32(bitPattern: Int32(bitPattern: value << (32 - bits)) >> Int32(32 - bits))
    }

    private mutating func execute(_ word: UInt32, _ start: UInt32, original: UInt32) throws {
        let illegal = Fault(cause: 2, value: original)
        let (rd, rs1, rs2) = (Int(field(word, 11, 7)), Int(field(word, 19, 15)), Int(field(word, 24, 20)))
        let (funct3, funct7) = (field(word, 14, 12), field(word, 31, 25))
        let (a, b) = (x[rs1], x[rs2])
        let immediate = extend(field(word, 31, 20), 12)
        switch field(word, 6, 0) {
        case 0b0110111: x[rd] = word & ~0xfff
        case 0b0010111: x[rd] = start &+ (word & ~0xfff)
        case 0b1101111:
            let offset = field(word, 31, 31) << 20 | field(word, 19, 12) << 12 | field(word, 20, 20) << 11
            x[rd] = pc
            pc = start &+ extend(offset | field(word, 30, 21) << 1, 21)
        case 0b1100111:
            if funct3 != 0 { throw illegal }
            let link = pc
            pc = (a &+ immediate) & ~1
            x[rd] = link
        case 0b1100011:
            let offset = field(word, 31, 31) << 12 | field(word, 7, 7) << 11 | field(word, 30, 25) << 5
            let (sa, sb) = (Int32(bitPattern: a), Int32(bitPattern: b))
            let conditions: [Bool?] = [a == b, a != b, nil, nil, sa < sb, sa >= sb, a < b, a >= b]
            guard let taken = conditions[Int(funct3)] else { throw illegal }
            if taken { pc = start &+ extend(offset | field(word, 11, 8) << 1, 13) }
        case 0b0000011:
            let sizes: [UInt32] = [1, 2, 4, 0, 1, 2, 0, 0]
            let size = sizes[Int(funct3)]
            if size == 0 { throw illegal }
            let address = a &+ immediate
            if address % size != 0 { throw Fault(cause: 4, value: address) }
            let value = try read(address, size, 5)
            x[rd] = funct3 < 3 ? extend(value, size * 8) : value
        case 0b0100011:
            if funct3 > 2 { throw illegal }
            try write(b, a &+ extend(funct7 << 5 | field(word, 11, 7), 12), 1 << funct3)
        case 0b0010011:
            let shift = UInt32(rs2)
            switch (funct3, funct7) {
            case (0, _): x[rd] = a &+ immediate
            case (2, _): x[rd] = Int32(bitPattern: a) < Int32(bitPattern: immediate) ? 1 : 0
            case (3, _): x[rd] = a < immediate ? 1 : 0
            case (4, _): x[rd] = a ^ immediate
            case (6, _): x[rd] = a | immediate
            case (7, _): x[rd] = a & immediate
            case (1, 0): x[rd] = a << shift
            case (5, 0): x[rd] = a >> shift
            case (5, 32): x[rd] = UInt32(bitPattern: Int32(bitPattern: a) >> Int32(shift))
            default: throw illegal
            }
        case 0b0110011: x[rd] = try arithmetic(funct7, funct3, a, b, illegal)
        case 0b0001111: if funct3 > 1 { throw illegal }
        case 0b1110011: try system(word, funct3, rd, rs1, illegal)
        default: throw illegal
        }
    }

    private func arithmetic(
        _ funct7: UInt32, _ funct3: UInt32, _ a: UInt32, _ b: UInt32, _ illegal: Fault
    ) throws -> UInt32 {
        let (sa, sb) = (Int64(Int32(bitPattern: a)), Int64(Int32(bitPattern: b)))
        let amount = b % 32
        switch (funct7, funct3) {
        case (0, 0): return a &+ b
        case (32, 0): return a &- b
        case (0, 1): return a << amount
        case (0, 2): return sa < sb ? 1 : 0
        case (0, 3): return a < b ? 1 : 0
        case (0, 4): return a ^ b
        case (0, 5): return a >> amount
        case (32, 5): return UInt32(truncatingIfNeeded: sa >> Int64(amount))
        case (0, 6): return a | b
        case (0, 7): return a & b
        case (1, 0): return UInt32(truncatingIfNeeded: sa * sb)
        case (1, 1): return UInt32(truncatingIfNeeded: (sa * sb) >> 32)
        case (1, 2): return UInt32(truncatingIfNeeded: (sa * Int64(b)) >> 32)
        case (1, 3): return UInt32((UInt64(a) * UInt64(b)) >> 32)
        case (1, 4): return b == 0 ? .max : UInt32(truncatingIfNeeded: sa / sb)
        case (1, 5): return b == 0 ? .max : a / b
        case (1, 6): return b == 0 ? a : UInt32(truncatingIfNeeded: sa % sb)
        case (1, 7): return b == 0 ? a : a % b
        default: throw illegal
        }
    }

    private mutating func system(
        _ word: UInt32, _ funct3: UInt32, _ rd: Int, _ rs1: Int, _ illegal: Fault
    ) throws {
        switch word {
        case 0x73: throw Fault(cause: 11, value: 0)
        case 0x100073: throw Fault(cause: 3, value: pc &- 4)
        case 0x30200073:
            interruptEnable = previousEnable
            previousEnable = true
            pc = csrs[0x341] ?? 0
            return
        default: break
        }
        guard funct3 & 3 != 0 else { throw illegal }
        let number = word >> 20
        guard let old = readCSR(number) else { throw illegal }
        let source = funct3 < 4 ? x[rs1] : UInt32(rs1)
        let new = [source, old | source, old & ~source][Int(funct3 & 3) - 1]
        if funct3 & 3 == 1 || rs1 != 0 {
            if number >> 10 == 3 { throw illegal }
            writeCSR(number, new)
        }
        x[rd] = old
    }

    private func readCSR(_ number: UInt32) -> UInt32? {
        switch number {
        case 0x300: 0x1800 | (interruptEnable ? 8 : 0) | (previousEnable ? 128 : 0)
        case 0x301: 0x4000_1104
        case 0x344, 0xf11, 0xf12, 0xf13, 0xf14: 0
        case 0xc02: UInt32(truncatingIfNeeded: retired)
        default: csrs[number]
        }
    }

    private mutating func writeCSR(_ number: UInt32, _ value: UInt32) {
        switch number {
        case 0x300:
            interruptEnable = value & 8 != 0
            previousEnable = value & 128 != 0
        case 0x304: csrs[number] = value & 0x888
        case 0x305: csrs[number] = value & ~2
        case 0x341: csrs[number] = value & ~1
        case 0x340, 0x342, 0x343: csrs[number] = value
        default: break
        }
    }
}
