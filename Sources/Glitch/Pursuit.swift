import ChipABI
import RV32
import Silicon

/// Follows what a fault has changed along the golden run, without running anything: from each instruction that reads
/// or writes something changed to the next.
///
/// Exact as far as it goes. It gives up, and the core must run, where a changed value would go to a device, where
/// control leaves the golden run for long, and where there is too much to follow.
struct Pursuit: ~Copyable {
    /// What came of it.
    enum Ending {
        /// Nothing that is read again differs.
        case vanished
        /// The core traps in the golden run's instruction of this number, with all devices as they were before it.
        case trap(at: Int)
        /// The core must run.
        case unknown
        /// As was found before.
        case known(Trial.Result)
    }

    private let golden: GoldenRun
    private let trace: Trace
    private let history: MemoryHistory
    /// What came of differences that cost a run.
    private var results: [Difference.Key: Trial.Result] = [:]
    /// Those that the present one has come by.
    private var passed: [Difference.Key] = []
    private static let changedLimit = 256
    private static let stepLimit = 4_000
    private static let searchLength = 64
    private static let resultLimit = 1 << 20
    private static let passedLimit = 48

    init(_ golden: GoldenRun) {
        self.golden = golden
        trace = golden.trace
        history = golden.history
    }

    /// Begins with another run.
    mutating func begin() { passed.removeAll(keepingCapacity: true) }

    /// Remembers what came of the run that was followed.
    mutating func note(_ result: Trial.Result) {
        if results.count > Pursuit.resultLimit { results.removeAll(keepingCapacity: true) }
        for key in passed { results[key] = result }
    }

    // MARK: The instruction with the fault

    /// Follows what comes of another instruction in place of the golden run's.
    /// - Parameters:
    ///   - arrived: what is executed.
    ///   - index: in place of which.
    ///   - device: reads a device register there, where that changes nothing.
    /// - Returns: how it ends.
    mutating func follow(
        _ arrived: Instruction, at index: Int, device: (UInt32) -> UInt32?
    ) -> Ending {
        guard index + 1 < trace.count else { return .unknown }
        let planned = trace.instructions[index]
        let (a, b) = (trace.register(Int(arrived.rs1), at: index), trace.register(Int(arrived.rs2), at: index))
        let pc = trace.addresses[index]
        var next = pc &+ UInt32(arrived.length)
        var written: UInt32?
        var stored: (address: UInt32, word: UInt32)?
        switch arrived.operation {
        case .illegal: return .trap(at: index)
        case .jal:
            written = next
            next = pc &+ arrived.immediate
        case .jalr:
            written = next
            next = (a &+ arrived.immediate) & ~1
        case .beq, .bne, .blt, .bge, .bltu, .bgeu:
            if arrived.operation.isTaken(a, b) { next = pc &+ arrived.immediate }
        case .lb, .lh, .lw, .lbu, .lhu:
            let address = a &+ arrived.immediate
            switch reach(address, arrived, isStore: false) {
            case .trap: return .trap(at: index)
            case .memory:
                guard let word = history.word(at: address, before: index) else { return .unknown }
                written = arrived.operation.loading(word >> (8 * (address & 3)))
            case .device:
                guard let word = device(address) else { return .unknown }
                written = word
            }
        case .sb, .sh, .sw:
            let address = a &+ arrived.immediate
            switch reach(address, arrived, isStore: true) {
            case .trap: return .trap(at: index)
            case .device: return .unknown
            case .memory:
                guard let word = history.word(at: address, before: index) else { return .unknown }
                stored = (address & ~3, MemoryHistory.merge(b, into: word, at: address, arrived.storeWidth))
            }
        case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci, .ecall, .ebreak, .mret, .wfi: return .unknown
        case .fence, .fenceI: break
        default: written = arrived.plainResult(a, b, pc)
        }
        guard trace.epochs[index + 1] == trace.epochs[index] else { return .unknown }
        var difference = Difference(position: index + 1)
        if planned.rd != 0 {
            difference.set(
                planned.rd, trace.register(Int(planned.rd), at: index),
                golden: trace.register(Int(planned.rd), at: index + 1))
        }
        if let written, arrived.rd != 0 {
            difference.set(arrived.rd, written, golden: trace.register(Int(arrived.rd), at: index + 1))
        }
        if planned.operation.isStore, let access = trace.access(of: index) {
            let address = access.address & ~3
            guard let before = history.word(at: address, before: index),
                let after = history.word(at: address, before: index + 1)
            else { return .unknown }
            difference.setWord(address, before, golden: after)
        }
        if let stored {
            guard !history.holdsCode(stored.address),
                let word = history.word(at: stored.address, before: index + 1)
            else { return .unknown }
            difference.setWord(stored.address, stored.word, golden: word)
        }
        if next != trace.addresses[index + 1], !rejoin(at: next, &difference) { return leave(at: next, difference) }
        return follow(&difference)
    }

    // MARK: The golden run's instructions

    /// From one instruction that has to do with the difference to the next.
    mutating func follow(_ difference: inout Difference) -> Ending {
        for turn in 0..<Pursuit.stepLimit {
            guard !difference.hasOverflowed, !changesCode(difference) else { return .unknown }
            guard let place = nextTouch(difference) else { return .vanished }
            difference.position = place
            // A look costs more than a step.
            if turn < 2 || turn % 16 == 0, let key = difference.key() {
                if let result = results[key] { return .known(result) }
                if passed.count < Pursuit.passedLimit { passed.append(key) }
            }
            guard place + 1 < trace.count else { return .unknown }
            if let ending = step(&difference) {
                // What the host sees when the window has ended is no longer the golden run's alone to tell.
                if case .trap(let place) = ending, place >= golden.count { return .unknown }
                return ending
            }
        }
        return .unknown
    }

    private func changesCode(_ difference: borrowing Difference) -> Bool {
        for place in 0..<difference.wordCount where history.holdsCode(difference.word(place).address) { return true }
        return false
    }

    private func nextTouch(_ difference: borrowing Difference) -> Int? {
        var first = trace.touched.next(difference.registers, from: difference.position)
        for place in 0..<difference.wordCount {
            guard let touch = history.next(difference.word(place).address, from: difference.position) else { continue }
            first = min(first ?? touch, touch)
        }
        return first
    }

    /// Executes the golden run's instruction with what differs; nil to go on.
    private mutating func step(_ difference: inout Difference) -> Ending? {
        let index = difference.position
        let instruction = trace.instructions[index]
        let a = difference.register(instruction.rs1) ?? trace.register(Int(instruction.rs1), at: index)
        let b = difference.register(instruction.rs2) ?? trace.register(Int(instruction.rs2), at: index)
        let pc = trace.addresses[index]
        let next = trace.addresses[index + 1]
        var value = trace.register(Int(instruction.rd), at: index + 1)
        var target = next
        switch instruction.operation {
        case .jal, .fence, .fenceI: break
        case .jalr: target = (a &+ instruction.immediate) & ~1
        case .beq, .bne, .blt, .bge, .bltu, .bgeu:
            target = pc &+ (instruction.operation.isTaken(a, b) ? instruction.immediate : UInt32(instruction.length))
        case .lb, .lh, .lw, .lbu, .lhu:
            let address = a &+ instruction.immediate
            let isChanged = difference.register(instruction.rs1) != nil
            // What is left out may be what is loaded.
            guard !isChanged || !difference.isPartial else { return .unknown }
            switch reach(address, instruction, isStore: false) {
            case .trap: return .trap(at: index)
            case .device: if isChanged { return .unknown }
            case .memory:
                guard let golden = history.word(at: address, before: index) else { return .unknown }
                // A device that is not read any more must not be one that a reading changes.
                guard trace.epochs[index + 1] == trace.epochs[index] else { return .unknown }
                let word = difference.word(at: address & ~3) ?? golden
                value = instruction.operation.loading(word >> (8 * (address & 3)))
            }
        case .sb, .sh, .sw:
            if let ending = store(instruction, a, b, &difference) { return ending }
        case .csrrw, .csrrs, .csrrc:
            guard difference.register(instruction.rs1) == nil else { return .unknown }
        case .csrrwi, .csrrsi, .csrrci: break
        case .ecall, .ebreak, .mret, .wfi, .illegal: return .unknown
        default: value = instruction.plainResult(a, b, pc)
        }
        difference.set(instruction.rd, value, golden: trace.register(Int(instruction.rd), at: index + 1))
        difference.position = index + 1
        if target != next, !rejoin(at: target, &difference) { return leave(at: target, difference) }
        return nil
    }

    private func store(_ instruction: Instruction, _ a: UInt32, _ b: UInt32, _ difference: inout Difference) -> Ending?
    {
        let index = difference.position
        let address = a &+ instruction.immediate
        let planned = trace.register(Int(instruction.rs1), at: index) &+ instruction.immediate
        switch reach(address, instruction, isStore: true) {
        case .trap: return .trap(at: index)
        case .device:
            guard address == planned, difference.register(instruction.rs2) == nil else { return .unknown }
            return nil
        case .memory: break
        }
        // What is left out may be what is not overwritten.
        guard address == planned || !difference.isPartial else { return .unknown }
        // What the golden run stores elsewhere is not stored here.
        guard let golden = history.word(at: planned, before: index), !history.holdsCode(address),
            let goldenThere = history.word(at: address, before: index),
            let after = history.word(at: planned, before: index + 1),
            let afterThere = history.word(at: address, before: index + 1)
        else { return .unknown }
        let there = difference.word(at: address & ~3) ?? goldenThere
        let stored = MemoryHistory.merge(b, into: there, at: address, instruction.storeWidth)
        if address & ~3 != planned & ~3 {
            let here = difference.word(at: planned & ~3) ?? golden
            difference.setWord(planned & ~3, here, golden: after)
        }
        difference.setWord(address & ~3, stored, golden: afterThere)
        return nil
    }

    // MARK: Control that goes elsewhere

    /// Takes a run up again where the golden run comes to an address soon, and nothing but registers and memory changes
    /// before: then that is what differs. Not where something is left out: what would overwrite it may be passed over.
    private func rejoin(at address: UInt32, _ difference: inout Difference) -> Bool {
        let start = difference.position
        let end = min(start + Pursuit.searchLength, trace.count - 1)
        guard !difference.isPartial, start < end, let place = trace.addresses[start..<end].firstIndex(of: address),
            place <= golden.count,
            trace.epochs[place] == trace.epochs[start]
        else { return false }
        var moved = Difference(position: place)
        for number in UInt8(1)..<32 {
            moved.set(
                number, difference.register(number) ?? trace.register(Int(number), at: start),
                golden: trace.register(Int(number), at: place))
        }
        for word in 0..<difference.wordCount {
            let (address, value) = (difference.word(word).address, difference.word(word).value)
            guard let golden = history.word(at: address, before: place) else { return false }
            moved.setWord(address, value, golden: golden)
        }
        for write in trace.writes(in: start..<place) {
            let address = write.address & ~3
            guard let before = history.word(at: address, before: start),
                let golden = history.word(at: address, before: place)
            else { return false }
            moved.setWord(address, difference.word(at: address) ?? before, golden: golden)
        }
        guard !moved.hasOverflowed else { return false }
        difference = moved
        return true
    }

    /// How a core that has left the golden run differs from it before an instruction.
    ///
    /// Devices and machine-mode registers must be the same; the caller has seen to it.
    /// - Parameters:
    ///   - core: what ran on from `index`, where all was the same.
    ///   - index: the instruction with the fault.
    ///   - position: the instruction before which the golden run is compared.
    /// - Returns: nil where they differ in too much.
    func difference(of core: borrowing FaultCore, since index: Int, at position: Int) -> Difference? {
        guard let changed = core.changedWords(limit: Pursuit.changedLimit) else { return nil }
        // Taken up before the fault, what the golden run wrote between is not yet written.
        let between = trace.writes(in: min(index, position)..<max(index, position))
        guard between.count <= Pursuit.changedLimit else { return nil }
        var difference = Difference(position: position)
        let registers = core.registers
        let present = registers.span
        for number in UInt8(1)..<32 {
            let golden = trace.register(Int(number), at: position)
            if trace.deadRegisters[position] >> UInt32(number) & 1 == 0 {
                difference.set(number, present[Int(number)], golden: golden)
            } else if present[Int(number)] != golden {
                difference.leaveOut()
            }
        }
        func compare(_ address: UInt32) -> Bool {
            guard let present = core.word(at: address), let golden = history.word(at: address, before: position) else {
                return false
            }
            if present != golden, history.isDead(address, from: position) {
                difference.leaveOut()
                return true
            }
            difference.setWord(address, present, golden: golden)
            return !difference.hasOverflowed
        }
        for address in changed { guard compare(address) else { return nil } }
        for write in between { guard compare(write.address & ~3) else { return nil } }
        return difference
    }

    /// The instruction at which the golden run stands where the core does, and with most registers the same.
    /// - Parameters:
    ///   - core: what has left the golden run.
    ///   - position: about where that instruction is.
    ///   - epoch: of devices and machine-mode registers there, where it matters.
    /// - Returns: nil where there is none near, or too many registers differ at each.
    func place(of core: borrowing FaultCore, near position: Int, epoch: Int32?) -> Int? {
        let start = max(0, position - Pursuit.nearby)
        let end = min(position + Pursuit.nearby, trace.count - 1)
        guard start < end, position <= golden.count else { return nil }
        let pc = core.pc
        let registers = core.registers
        let present = registers.span
        var best: (place: Int, count: Int)?
        for place in trace.visits.places(of: pc, in: start..<end) where place <= golden.count {
            if let epoch, trace.epochs[place] != epoch { continue }
            let count = trace.changedRegisters(
                at: place, from: present, atMost: best?.count ?? Pursuit.mostRegisters)
            if count == 0 { return place }
            if count < best?.count ?? Pursuit.mostRegisters { best = (place, count) }
        }
        return best?.place
    }

    private static let nearby = 2_048
    private static let mostRegisters = 6

    private mutating func leave(at address: UInt32, _ difference: borrowing Difference) -> Ending {
        guard !difference.hasOverflowed, let key = difference.key(pc: address | 1) else { return .unknown }
        if let result = results[key] { return .known(result) }
        passed.append(key)
        return .unknown
    }

    // MARK: The bus

    private enum Reach { case memory, device, trap }

    /// What answers at an address.
    private func reach(_ address: UInt32, _ instruction: Instruction, isStore: Bool) -> Reach {
        guard let width = instruction.operation.accessWidth else { return .device }
        if address & (width.rawValue - 1) != 0 { return .trap }
        if Trace.isMemory(address) { return .memory }
        if MemoryMap.wordNumber(of: address) != nil { return isStore ? .trap : .memory }
        // Every device lies between 0x40000000 and 0x70000000, and takes words alone; what else of that traps is the
        // core's to tell.
        return width == .word && (0x4000_0000..<0x7000_0000).contains(address) ? .device : .trap
    }
}

extension Instruction {
    /// Bytes that it stores; 0 where it is no store.
    fileprivate var storeWidth: UInt32 { operation.accessWidth?.rawValue ?? 0 }

    /// What an instruction of plain arithmetic, that it must be, puts into its destination.
    fileprivate func plainResult(_ a: UInt32, _ b: UInt32, _ pc: UInt32) -> UInt32 {
        switch operation {
        case .lui: immediate
        case .auipc: pc &+ immediate
        case .addi, .slti, .sltiu, .xori, .ori, .andi, .slli, .srli, .srai: operation.result(a, immediate)
        default: operation.result(a, b)
        }
    }
}
