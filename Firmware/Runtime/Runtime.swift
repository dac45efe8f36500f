public import ChipABI
import Guarantee
public import ROM
import SPDM
import Wire

/// The loop around `Guarantee`: takes one mailbox command at a time and always answers it.
public struct Runtime: ~Copyable {
    private var guarantee: Guarantee
    private var responder = Responder()
    private var request = ByteBuffer<46_080>()

    /// Takes over from ROM.
    public init<H: Hardware & ~Copyable>(_ handover: Handover, _ hardware: inout H) {
        guarantee = Guarantee(handover, &hardware)
        hardware.report(.ready)
    }

    /// Answers the waiting command, if there is one.
    public mutating func serve<H: SessionHardware & ~Copyable>(_ hardware: inout H) {
        let command = hardware.pendingCommand()
        guard command != 0 else { return }
        do throws(Fault) {
            try read(&hardware)
            try run(command, &hardware)
            hardware.complete(0)
        } catch {
            hardware.complete(error.rawValue)
        }
    }

    private mutating func read<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        let length = hardware.requestLength()
        guard length <= UInt32(Limits.message) else { throw .malformedRequest }
        request.clear()
        var offset: UInt32 = 0
        var word: UInt32 = 0
        while offset < length {
            if offset & 3 == 0 { word = hardware.requestWord(at: offset) }
            request.write(UInt8(truncatingIfNeeded: word >> ((offset & 3) * 8)))
            offset += 1
        }
    }

    private mutating func run<H: SessionHardware & ~Copyable>(_ command: UInt32, _ hardware: inout H) throws(Fault) {
        guard let command = MailboxCommand(rawValue: command) else { throw .unknownCommand }
        switch command {
        case .installLicence: try guarantee.installLicence(request.bytes, &hardware)
        case .measureModel: try guarantee.measureModel(&hardware)
        case .openInterlock: try open(&hardware)
        case .closeInterlock: try guarantee.closeInterlock(&hardware)
        case .attest: try guarantee.attest(request.bytes, &hardware)
        case .challenge: guarantee.giveChallenge(&hardware)
        case .advanceLifeCycle: try guarantee.advanceLifeCycle(request.bytes, &hardware)
        case .unlockDebug: try guarantee.unlockDebug(request.bytes, &hardware)
        case .burnEntropy: try guarantee.burnEntropy(request.bytes, &hardware)
        case .offerOwnership: try guarantee.offerOwnership(request.bytes, &hardware)
        case .acceptOwnership: try guarantee.acceptOwnership(request.bytes, &hardware)
        case .seal:
            try guarantee.checkStorage()
            try SealedBox.seal(request.bytes, &hardware)
        case .unseal:
            try guarantee.checkStorage()
            try SealedBox.unseal(request.bytes, &hardware)
        case .updateBegin: try guarantee.beginUpdate(request.bytes, &hardware)
        case .updateWrite: try guarantee.writeUpdate(request.bytes, &hardware)
        case .updateFinish: try guarantee.finishUpdate(&hardware)
        case .exportCheckpoint: try guarantee.exportCheckpoint(&hardware)
        case .inheritLineage: try guarantee.inheritLineage(request.bytes, &hardware)
        case .tellProgress: try guarantee.tellProgress(request.bytes, &hardware)
        case .mergeLineage: try guarantee.mergeLineage(request.bytes, &hardware)
        case .admitPeer: try guarantee.admitPeer(request.bytes, &hardware)
        case .admitData: try guarantee.admitData(request.bytes, &hardware)
        case .spdm:
            guard request.count <= 4096 else { throw .malformedRequest }
            let told = MeasuredState(guarantee.measured(&hardware), &hardware)
            let again = MeasuredState(guarantee.measured(&hardware), &hardware)
            try responder.receive(
                request.bytes, certificate: guarantee.aliasCertificate, issuer: guarantee.localCertificate,
                measured: MeasuredStates(told, again), &hardware)
        }
    }

    private mutating func open<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        guard request.count == 17, let use = WorkloadClass(rawValue: UInt32(request.bytes[0])) else {
            throw .malformedRequest
        }
        let wanted = Operations(high: number(1), low: number(9))
        let granted = try guarantee.openInterlock(use, wanted: wanted, &hardware)
        var answer = ByteBuffer<16>()
        answer.bigEndian(granted.high, bytes: 8)
        answer.bigEndian(granted.low, bytes: 8)
        hardware.respond(answer.bytes)
    }

    private func number(_ start: Int) -> UInt64 {
        var value: UInt64 = 0
        var index = start
        while index < start + 8 {
            value = value << 8 | UInt64(request.bytes[index])
            index += 1
        }
        return value
    }
}
