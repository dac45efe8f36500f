public import ChipABI
import Quorum
import ROM
public import Wire

/// What vendor and parties can permit once, by a message bound to a chip and to a challenge of its.
enum AuthorizedAct: UInt64 {
    /// To wipe the chip's secrets and open its debug port.
    case debugUnlock = 1
    /// To end the chip's life.
    case endOfLife = 2
}

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
        guard let next = LifeCycle(rawValue: request.bigEndianWord), let present = LifeCycle(rawValue: hardware.lifeCycle()),
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

    /// Burns field entropy: from the next boot on, the local identity and all above it are others.
    public mutating func burnEntropy<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        guard request.count == 32 else { throw .malformedRequest }
        guard hardware.burnEntropy(request) else { throw .entropySpent }
    }

    /// Whether `message` is signed by the vendor and a licence quorum, over this act, chip, challenge and life cycle.
    /// The challenge is spent whatever comes of it.
    private mutating func authorize<H: Hardware & ~Copyable>(
        _ act: AuthorizedAct, _ bytes: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        guard let challenge else { throw .challengeMissing }
        self.challenge = nil
        let message: SignedMessage
        let signers: Signers
        do throws(WireError) {
            message = try SignedMessage(bytes, contentType: COSE.authorizationType)
        } catch {
            throw .authorizationRefused
        }
        do throws(Signers.Failure) {
            signers = try Signers(of: message, in: bytes, keys: identity.keys, &hardware)
        } catch {
            throw .authorizationRefused
        }
        guard signers.vendor, signers.partyCount >= identity.keys.licenceQuorum else { throw .authorizationRefused }
        var wanted = ByteBuffer<128>()
        wanted.array(4)
        wanted.unsigned(act.rawValue)
        wanted.bytes(identity.chipIdentifier.span)
        wanted.bytes(challenge)
        wanted.unsigned(UInt64(hardware.lifeCycle()))
        guard bytes.extracting(message.payload).agrees(with: wanted.bytes) else { throw .authorizationRefused }
    }
}
