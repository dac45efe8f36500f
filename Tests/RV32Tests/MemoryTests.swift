import RV32
import Testing

@Suite("Loads, stores, regions and devices")
struct MemoryTests {
    typealias A = Assembler

    static func load(_ funct3: UInt32, _ offset: Int32, base: UInt32) -> Machine<Probe>.Snapshot {
        var machine = TestMachine.running([A.i(offset, 5, funct3, 7, 0x03), A.jal(0, 0)])
        machine.hart[5] = base
        machine.write([UInt32(0x8081_82ff).littleEndian].span.bytes, at: TestMachine.data)
        machine.write([UInt32(0x8081_82ff).littleEndian].span.bytes, at: TestMachine.rom)
        _ = machine.run(maxInstructions: 40)
        return machine.snapshot()
    }

    @Test(
        "loads extend as their names say, from RAM, ROM and a device",
        arguments: [
            TestMachine.data, TestMachine.rom, Probe.base,
        ])
    func loads(base: UInt32) {
        #expect(Self.load(0, 0, base: base).hart[7] == 0xffff_ffff)
        #expect(Self.load(0, 3, base: base).hart[7] == 0xffff_ff80)
        #expect(Self.load(1, 2, base: base).hart[7] == 0xffff_8081)
        #expect(Self.load(2, 0, base: base).hart[7] == 0x8081_82ff)
        #expect(Self.load(4, 0, base: base).hart[7] == 0xff)
        #expect(Self.load(5, 2, base: base).hart[7] == 0x8081)
        #expect(Self.load(2, -4, base: base + 4).hart[7] == 0x8081_82ff)
    }

    @Test(
        "a misaligned load traps with cause 4 and its address, before any device sees it",
        arguments: [
            (1, 1), (5, 3), (2, 1), (2, 2), (2, 3),
        ] as [(UInt32, Int32)])
    func misalignedLoads(funct3: UInt32, offset: Int32) {
        for base in [TestMachine.data, TestMachine.rom, Probe.base, 0x5000_0000] {
            let state = Self.load(funct3, offset, base: base).hart
            #expect(state.csr.mcause == 4 || state.csr.mcause == 1)
            #expect(state[7] == 0)
        }
    }

    @Test("a load that nothing answers is cause 5 with its address")
    func loadFault() {
        var machine = TestMachine.running([A.lw(7, 5, 8)])
        machine.hart[5] = 0x5000_0000
        _ = machine.step()
        #expect(machine.hart.csr.mcause == 5 && machine.hart.csr.mtval == 0x5000_0008)
        #expect(machine.hart.csr.mepc == TestMachine.ram)
        #expect(machine.hart.retired == 0 && machine.hart.attempted == 1)
    }

    @Test("stores write their width and leave the neighbours")
    func stores() {
        var machine = TestMachine.running([A.s(1, 6, 5, 0), A.s(4, 6, 5, 1), A.s(8, 6, 5, 2), A.jal(0, 0)])
        machine.hart[5] = TestMachine.data
        machine.hart[6] = 0xaabb_ccdd
        _ = machine.run(maxInstructions: 50)
        #expect(machine.word(at: TestMachine.data) == 0x0000_dd00)
        #expect(machine.word(at: TestMachine.data + 4) == 0x0000_ccdd)
        #expect(machine.word(at: TestMachine.data + 8) == 0xaabb_ccdd)
    }

    @Test("stores: misaligned is cause 6, ROM and nothing are cause 7")
    func storeFaults() {
        for (address, cause) in [
            (TestMachine.data + 2, 6), (TestMachine.rom, 7), (0x5000_0000, 7), (Probe.base + 4, 7),
        ] as [(UInt32, UInt32)] {
            var machine = TestMachine.running([A.sw(6, 5, 0)])
            machine.hart[5] = address
            _ = machine.run(maxInstructions: 1)
            #expect(machine.devices.traps == [cause])
            #expect(machine.hart.csr.mtval == address)
        }
    }

    @Test("a device gets the value cut to the width")
    func deviceStore() {
        var machine = TestMachine.running([A.s(0, 6, 5, 0), A.s(0, 6, 5, 1), A.s(0, 6, 5, 2), A.jal(0, 0)])
        machine.hart[5] = Probe.base
        machine.hart[6] = 0xaabb_ccdd
        _ = machine.run(maxInstructions: 20)
        #expect(machine.devices.stores == [0xdd, 0xccdd, 0xaabb_ccdd])
    }

    @Test("a device's stop ends the run right after its store")
    func stop() {
        var machine = TestMachine.running([A.sw(6, 5, 0), A.nop, A.jal(0, -4)])
        machine.devices.raisedByStore = .stop
        machine.hart[5] = Probe.base
        #expect(machine.run(maxInstructions: 1000) == .stopped)
        #expect(machine.hart.retired == 1 && machine.hart.pc == TestMachine.ram + 4)
    }

    @Test("a watched word ends the run at each store to it, its neighbour on the same line does not")
    func watch() {
        var machine = TestMachine.running([A.sw(6, 5, 4), A.sw(6, 5, 0), A.jal(0, -8)])
        machine.hart[5] = TestMachine.data
        machine.watch(TestMachine.data)
        #expect(machine.run(maxInstructions: 1000) == .watched(TestMachine.data))
        #expect(machine.hart.retired == 2)
        #expect(machine.run(maxInstructions: 1000) == .watched(TestMachine.data))
        #expect(machine.hart.retired == 5)
    }

    @Test("host writes and reads that don't fit a region are refused")
    func hostBounds() {
        var machine = TestMachine.running([])
        let bytes = [UInt8](repeating: 1, count: 8)
        let tooLate = machine.write(bytes.span.bytes, at: TestMachine.ram + 65536 - 4)
        let inTime = machine.write(bytes.span.bytes, at: TestMachine.ram + 65536 - 8)
        #expect(!tooLate && inTime)
        #expect(machine.read(TestMachine.ram + 65536 - 8, count: 8) == bytes)
        #expect(machine.read(TestMachine.ram + 65536 - 4, count: 8) == nil)
        #expect(machine.word(at: TestMachine.ram + 2) == nil)
    }
}
