import Accelerator
import ChipABI
import Cryptography
import Wire

/// All devices of a chip behind its bus: one set of models, whether firmware runs interpreted or native.
///
/// A class, for the core's bus and the host's view of the chip are two doors to the same devices.
package final class DeviceModels: RegisterBus {
    /// What is burnt in.
    package internal(set) var fuses: Fuses
    /// What flash holds.
    package internal(set) var flash: Flash
    /// The monotonic counters.
    package internal(set) var counters: MonotonicCounters
    /// The accelerator and what guards it.
    package internal(set) var accelerator: AcceleratorComplex
    /// Chip time in ticks.
    package internal(set) var tick: UInt64
    /// Boot progress as last reported.
    package internal(set) var bootStatus: UInt32 = 0
    /// The first fault since reset, 0 for none.
    package internal(set) var fault: UInt32 = 0
    /// Whether power is on, and how long it stays: for tests that cut it between any two writes.
    var power = PowerSupply()
    var mailbox = Mailbox()
    /// Accesses that may have changed a device: where it has not risen, none has.
    package internal(set) var changes: UInt64 = 0
    var vault: KeyVault
    /// What the field gave towards the next slot of entropy.
    var stagedEntropy: [UInt8] = []
    // Apart from the accelerator: firmware reads a hundred of them at a time, and each would copy all of its counters.
    var meterRegisters = [UInt32](repeating: 0, count: AcceleratorComplex.meterRegisterCount)
    var hash = HashEngine()
    var lattice = LatticeEngine()
    var transcripts = TranscriptEngine()
    var sessions = SessionEngine()
    var random: RandomSource
    let romDigest: [UInt8]
    /// RAM that native firmware writes: the image's code while ROM measures it.
    var ram: [UInt32] = []
    /// Where the flash controller programs or erases next.
    var flashOffset: UInt32 = 0

    /// The devices of a chip at power-on.
    package init(
        fuses: Fuses, flash: Flash, counters: MonotonicCounters, accelerator: AcceleratorComplex, tick: UInt64,
        romDigest: Digest384, cache: PublicKeyCache
    ) {
        self.fuses = fuses
        self.fuses.reset()
        self.flash = flash
        self.counters = counters
        self.accelerator = accelerator
        self.tick = tick
        self.romDigest = romDigest.bytes
        vault = KeyVault(fuses: fuses, ownerEpoch: counters[.owner], cache: cache)
        random = RandomSource(secret: fuses.deviceSecret, boot: counters[.boot])
    }

    /// The vault's secrets by slot, as a probe on the die would see them.
    package var vaultSecrets: [UInt32: [UInt8]] { vault.exposedSecrets }
    /// The sessions' secrets by number, as a probe on the die would see them.
    package var sessionSecrets: [UInt32: [UInt8]] { sessions.secrets }

    /// Devices of their own, in a state that was copied from others.
    init(_ state: DeviceState) {
        fuses = state.fuses
        flash = state.flash
        counters = state.counters
        accelerator = state.accelerator
        tick = state.tick
        vault = state.vault
        random = state.random
        romDigest = state.romDigest
        state.restore(self)
    }

    /// Time goes on to `tick`; it never goes back.
    func advance(to tick: UInt64) {
        self.tick = max(self.tick, tick)
        accelerator.tick(self.tick)
    }

    /// Frees the RAM that only boot used.
    func releaseRAM() { ram = [] }

    /// Reads a register, flash, a request or RAM.
    package func load(_ address: UInt32) -> UInt32 {
        let offset = address & 0xffff
        switch address >> 16 {
        case 0x4000: return loadSystem(offset)
        case 0x4001: return fuses.load(offset)
        case 0x4002: return counters.load(offset)
        case 0x4003:
            return switch address {
            case TimerRegisters.tickLow: UInt32(truncatingIfNeeded: tick)
            case TimerRegisters.tickHigh: UInt32(truncatingIfNeeded: tick >> 32)
            default: 0
            }
        case 0x4004: return address == WatchdogRegisters.expired && accelerator.isWatchdogExpired ? 1 : 0
        case 0x4005: return hash.load(offset)
        case 0x4006: return vault.load(offset)
        case 0x4008: return mailbox.load(offset)
        case 0x4009:
            let place = Int(offset / 4)
            return place < meterRegisters.count ? meterRegisters[place] : 0
        case 0x400a: return accelerator.loadInterlock(offset)
        case 0x400b: return accelerator.loadWeights(offset)
        case 0x400c: return address == TamperRegisters.latched ? accelerator.tamper : 0
        case 0x400d: return transcripts.load(offset)
        case 0x400e: return sessions.load(offset)
        case 0x400f:
            guard address == RandomRegisters.word else { return 0 }
            changes &+= 1
            return random.word()
        case 0x4011: return lattice.load(offset)
        case 0x4012: return accelerator.loadPeers(offset)
        case 0x4013: return accelerator.loadData(offset)
        case 0x5000: return offset < MemoryMap.mailboxSize ? mailbox.loadRequest(offset) : 0
        case 0x6000...0x600f: return flash.load(address - MemoryMap.flash)
        case 0x8000...0x8007:
            let word = Int(address - MemoryMap.ram) / 4
            return word < ram.count ? ram[word] : 0
        default: return 0
        }
    }

    /// Writes a register, an answer or RAM.
    package func store(_ value: UInt32, to address: UInt32) {
        changes &+= 1
        guard power.isOn else {
            // Nothing waits any more: what is left of the firmware's run ends in sleep.
            mailbox = Mailbox()
            return
        }
        let offset = address & 0xffff
        switch address >> 16 {
        case 0x4000: storeSystem(value, to: address)
        case 0x4001: storeFuses(value, to: address)
        case 0x4002:
            counters.store(value, to: offset)
            if address == CounterRegisters.raise { _ = power.takesWhole() }
        case 0x4004:
            if address == WatchdogRegisters.window { accelerator.setWatchdog(window: value) }
            if address == WatchdogRegisters.kick { accelerator.kick(tick) }
        case 0x4005:
            if address == HashRegisters.begin { beginHash(value) } else { hash.store(value, to: offset) }
        case 0x4006: vault.store(value, to: offset)
        case 0x4007: storeFlash(value, to: address)
        case 0x4008: mailbox.store(value, to: offset)
        case 0x4009:
            if address == MeterRegisters.latch { accelerator.latchMeter(into: &meterRegisters) }
        case 0x400a: accelerator.storeInterlock(value, to: offset, tick: tick)
        case 0x400b: accelerator.storeWeights(value, to: offset)
        case 0x400d: transcripts.store(value, to: offset)
        case 0x400e: sessions.store(value, to: offset, random: &random)
        case 0x4011: lattice.store(value, to: offset, vault: &vault, hash: &hash)
        case 0x4012: accelerator.storePeers(value, to: offset)
        case 0x4013: accelerator.storeData(value, to: offset)
        case 0x5001: mailbox.storeResponse(value, at: offset)
        case 0x8000...0x8007:
            let word = Int(address - MemoryMap.ram) / 4
            while ram.count <= word { ram.append(0) }
            ram[word] = value
        default: break
        }
    }

    private func storeFuses(_ value: UInt32, to address: UInt32) {
        switch address {
        case FuseRegisters.advance:
            if power.takesWhole() { fuses.advance(to: value) }
        case FuseRegisters.entropy:
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                stagedEntropy.append(UInt8(truncatingIfNeeded: value >> shift))
            }
            stagedEntropy = Array(stagedEntropy.suffix(32))
        case FuseRegisters.burnEntropy:
            // Neither who gives the one half nor who knows the device secret, and with it the other, knows the whole.
            let whole = Digest384(hashing: stagedEntropy + random.bytes(32)).bytes
            stagedEntropy = []
            fuses.burnEntropy(Array(whole.prefix(32)), whole: power.takesWhole())
        case FuseRegisters.unlockDebug:
            guard value == FuseRegisters.unlockWord else { return }
            _ = power.takesWhole()
            fuses.unlock()
            vault.wipe(fuses)
            sessions = SessionEngine()
            hash = HashEngine()
            random = RandomSource(secret: fuses.deviceSecret, boot: counters[.boot])
        case FuseRegisters.raiseMinimum:
            fuses.raiseMinimum(whole: power.takesWhole())
        default: fuses.store(value, to: address)
        }
    }

    private func beginHash(_ value: UInt32) {
        guard value != HashRegisters.latticeMessage else { return hash.beginMessage() }
        let key = value == 0 ? nil : vault.authenticationKey(value - 1)
        hash.begin(key: key, isRefused: value != 0 && key == nil)
    }

    private func loadSystem(_ offset: UInt32) -> UInt32 {
        switch SystemRegisters.base + offset {
        case SystemRegisters.romDigest..<SystemRegisters.romDigest + 48:
            romDigest.word(at: Int(SystemRegisters.base + offset - SystemRegisters.romDigest))
        default: 0
        }
    }

    private func storeSystem(_ value: UInt32, to address: UInt32) {
        switch address {
        case SystemRegisters.bootStatus: bootStatus = value
        case SystemRegisters.fault: if fault == 0 { fault = value }
        default: break
        }
    }

    private func storeFlash(_ value: UInt32, to address: UInt32) {
        switch address {
        case FlashRegisters.offset: flashOffset = value
        case FlashRegisters.program:
            flash.program(power.takesWhole() ? value : value | 0xffff, at: flashOffset)
            flashOffset &+= 4
        case FlashRegisters.erase: flash.erase(at: flashOffset, whole: power.takesWhole())
        default: break
        }
    }
}
