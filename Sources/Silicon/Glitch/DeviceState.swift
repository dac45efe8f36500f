import Accelerator
import ChipABI
import Cryptography

/// Everything that the devices of a chip hold, as a value: what a fork of a running chip starts from.
package struct DeviceState: Equatable, Sendable {
    let fuses: Fuses
    let flash: Flash
    let counters: MonotonicCounters
    let accelerator: AcceleratorComplex
    let tick: UInt64
    private let bootStatus: UInt32
    private let fault: UInt32
    private let power: PowerSupply
    private let mailbox: Mailbox
    let vault: KeyVault
    private let stagedEntropy: [UInt8]
    private let meterRegisters: [UInt32]
    private let hash: HashEngine
    private let lattice: LatticeEngine
    private let transcripts: TranscriptEngine
    private let sessions: SessionEngine
    let random: RandomSource
    let romDigest: [UInt8]
    private let ram: [UInt32]
    private let flashOffset: UInt32

    /// A copy of what the devices hold now.
    init(_ devices: DeviceModels) {
        fuses = devices.fuses
        flash = devices.flash
        counters = devices.counters
        accelerator = devices.accelerator
        tick = devices.tick
        bootStatus = devices.bootStatus
        fault = devices.fault
        power = devices.power
        mailbox = devices.mailbox
        vault = devices.vault
        stagedEntropy = devices.stagedEntropy
        meterRegisters = devices.meterRegisters
        hash = devices.hash
        lattice = devices.lattice
        transcripts = devices.transcripts
        sessions = devices.sessions
        random = devices.random
        romDigest = devices.romDigest
        ram = devices.ram
        flashOffset = devices.flashOffset
    }

    /// Whether devices are as here, but for flash, which is not looked at, and registers that were not read.
    func isAlike(_ devices: DeviceModels, reading reads: DeviceReads) -> Bool {
        fuses == devices.fuses && counters == devices.counters && accelerator == devices.accelerator
            && tick == devices.tick && bootStatus == devices.bootStatus && fault == devices.fault
            && power == devices.power && mailbox == devices.mailbox
            && vault.isAlike(devices.vault, registers: reads.registers) && stagedEntropy == devices.stagedEntropy
            && meterRegisters == devices.meterRegisters
            && (hash == devices.hash
                || reads.registers & DeviceReads.digest == 0 && hash.isAlikeButDigest(devices.hash))
            && lattice == devices.lattice && transcripts == devices.transcripts && sessions == devices.sessions
            && random == devices.random && ram == devices.ram && flashOffset == devices.flashOffset
    }

    /// Puts it back into devices of the same chip.
    func restore(_ devices: DeviceModels) {
        devices.fuses = fuses
        devices.flash = flash
        devices.counters = counters
        devices.accelerator = accelerator
        devices.tick = tick
        devices.bootStatus = bootStatus
        devices.fault = fault
        devices.power = power
        devices.mailbox = mailbox
        devices.vault = vault
        devices.stagedEntropy = stagedEntropy
        devices.meterRegisters = meterRegisters
        devices.hash = hash
        devices.lattice = lattice
        devices.transcripts = transcripts
        devices.sessions = sessions
        devices.random = random
        devices.ram = ram
        devices.flashOffset = flashOffset
    }
}
