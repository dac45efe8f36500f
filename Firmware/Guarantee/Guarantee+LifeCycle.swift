public import ChipABI
import ROM
public import Wire

extension Guarantee {
    /// Answers with a nonce that the next authorization must name; an earlier one is void.
    public mutating func giveChallenge<H: SessionHardware & ~Copyable>(_ hardware: inout H) {
        var nonce = ByteBuffer<32>()
        var index = 0
        while index < 8 {
            nonce.bigEndian(UInt64(hardware.random()), bytes: 4)
            index += 1
        }
        hardware.beginHash()
        hardware.write(nonce.bytes)
        challenge = hardware.finishHash()
        hardware.respond(nonce.bytes)
    }

    /// Takes the chip on in its life: never back; to its end only where vendor and parties authorize it.
    public mutating func advanceLifeCycle<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        guard request.count >= 4 else { throw .malformedRequest }
        guard let next = LifeCycle(rawValue: request.bigEndianWord),
            let present = LifeCycle(rawValue: hardware.lifeCycle()),
            next.stage > present.stage
        else { throw .lifeCycleRefused }
        if next == .endOfLife {
            try authorize(.endOfLife, request.extracting(4..<request.count), &hardware)
        } else {
            guard request.count == 4 else { throw .malformedRequest }
        }
        guard hardware.advance(to: next) else { throw .lifeCycleRefused }
    }

    /// Opens the debug port where vendor and parties authorize it. The chip's secrets are wiped first, for good.
    public mutating func unlockDebug<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        try authorize(.debugUnlock, request, &hardware)
        hardware.unlockDebug()
    }
}
