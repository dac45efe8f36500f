import ChipABI

/// What a core reads of flash, of the vault's data registers and of the last digest before that is overwritten. Of other
/// devices all counts as read.
struct DeviceReads: Sendable {
    /// A word of flash.
    struct Word: Sendable {
        let offset: UInt32
        let value: UInt32
    }

    /// Words of flash that were read, in order.
    private(set) var flash: [Word] = []
    /// Registers that were read: those of the vault by their bits there, and the digest.
    private(set) var registers: UInt64 = 0
    /// Registers that were read or overwritten.
    private var settled: UInt64 = 0
    /// Words of flash that were read or erased, by bit.
    private var settledFlash = [UInt64](repeating: 0, count: Int(MemoryMap.flashSize / 256))

    /// The digest of the last hash.
    static let digest: UInt64 = 1 << 63

    /// Notes what a load takes from devices.
    mutating func load(_ address: UInt32, _ devices: DeviceModels) {
        switch address >> 16 {
        case 0x4005: read(DeviceReads.digest)
        case 0x4006: read(KeyVault.bit(of: address & 0xffff))
        case 0x6000...0x600f: readFlash((address - MemoryMap.flash) & ~3, devices)
        default: break
        }
    }

    /// Notes what a store to devices, which may trap, is about to read.
    mutating func willStore(_ value: UInt32, to address: UInt32, _ devices: DeviceModels) {
        switch address {
        case KeyRegisters.command: read(KeyVault.registersRead(by: KeyCommand(rawValue: value & 0xffff)))
        case FlashRegisters.program: readFlash(devices.flashOffset & ~3, devices)
        // Those that may take, or forget, what the vault and the digest hold.
        case _ where [0x4001, 0x400d, 0x400e, 0x4011].contains(address >> 16): read(.max)
        default: break
        }
    }

    /// Notes what a store to devices has overwritten.
    mutating func didStore(_ value: UInt32, to address: UInt32, _ devices: DeviceModels) {
        switch address {
        case HashRegisters.finish: settled |= DeviceReads.digest
        case KeyRegisters.command:
            settled |= devices.vault.registersWritten(by: KeyCommand(rawValue: value & 0xffff))
        case FlashRegisters.erase: erase(devices.flashOffset)
        case _ where address >> 16 == KeyRegisters.base >> 16: settled |= KeyVault.bit(of: address & 0xffff)
        default: break
        }
    }

    /// Notes that a path is gone that was noted before.
    mutating func pass(_ other: DeviceReads, _ devices: DeviceModels) {
        read(other.registers)
        for word in other.flash { readFlash(word.offset, devices) }
    }

    /// Whether devices hold what was read.
    func areHeld(by devices: DeviceModels) -> Bool {
        for word in flash where devices.flash.load(word.offset) != word.value { return false }
        return true
    }

    /// Frees what is only needed to note more.
    mutating func finish() { settledFlash = [] }

    private mutating func read(_ bits: UInt64) {
        registers |= bits & ~settled
        settled |= bits
    }

    private mutating func readFlash(_ offset: UInt32, _ devices: DeviceModels) {
        guard offset < MemoryMap.flashSize, settle(offset / 4) else { return }
        flash.append(Word(offset: offset, value: devices.flash.load(offset)))
    }

    private mutating func erase(_ offset: UInt32) {
        guard offset < MemoryMap.flashSize else { return }
        let words = MemoryMap.pageSize / 4
        let first = offset / MemoryMap.pageSize * words
        for word in first..<first + words { _ = settle(word) }
    }

    /// False where the word was settled before.
    private mutating func settle(_ word: UInt32) -> Bool {
        let (place, bit) = (Int(word / 64), UInt64(1) << UInt64(word % 64))
        guard settledFlash[place] & bit == 0 else { return false }
        settledFlash[place] |= bit
        return true
    }
}
