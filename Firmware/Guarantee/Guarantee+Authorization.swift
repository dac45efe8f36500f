import ChipABI
import Quorum
import ROM
import Wire

/// What is permitted once, by a message bound to a chip and to a challenge of its.
enum AuthorizedAct: UInt64 {
    /// To wipe the chip's secrets and open its debug port.
    case debugUnlock = 1
    /// To end the chip's life.
    case endOfLife = 2
    /// To offer the chip to a next owner.
    case offer = 3
    /// To take the chip that is offered.
    case acceptance = 4
    /// To burn a slot of field entropy.
    case entropy = 5
}

/// The signed part of a request: a message, and behind it the keys of the owner who signed it.
struct OwnersPart {
    /// Where the message is.
    let message: Range<Int>
    /// Where the raw public keys are.
    let keys: Range<Int>

    /// Reads both, which end the request.
    init(_ reader: inout CBORReader) throws(WireError) {
        message = try reader.bytes()
        keys = try reader.bytes()
        try reader.finish()
    }
}

extension Guarantee {
    /// The challenge that an authorization must name. It is spent whatever comes of it.
    mutating func takeChallenge() throws(Fault) -> Digest {
        guard let challenge else { throw .challengeMissing }
        self.challenge = nil
        return challenge
    }

    /// Logs that an authorization was refused, and counts it. Where none was outstanding, nothing was looked at.
    mutating func logRefused<H: Hardware & ~Copyable>(_ request: Span<UInt8>, _ hardware: inout H) {
        hardware.beginHash()
        hardware.write(request)
        logRefusal(.authorizationRefused, .authorizationRefused, of: hardware.finishHash(), &hardware)
    }

    /// Takes the vendor's and the parties' leave for an act without a subject, which both evaluations must find.
    mutating func authorize<H: Hardware & ~Copyable>(
        _ act: AuthorizedAct, _ bytes: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        let challenge = try takeChallenge()
        guard isPermitted(act, bytes, challenge, &hardware), isPermitted(act, bytes, challenge, &hardware) else {
            logRefused(bytes, &hardware)
            throw .authorizationRefused
        }
    }

    /// One evaluation. Never inlined, so that nothing of one serves the other.
    @inline(never)
    private func isPermitted<H: Hardware & ~Copyable>(
        _ act: AuthorizedAct, _ bytes: Span<UInt8>, _ challenge: Digest, _ hardware: inout H
    ) -> Bool {
        var payload = ByteBuffer<192>()
        writePayload(act, 4, challenge, to: &payload, &hardware)
        do throws(Fault) {
            try checkQuorum(bytes, over: payload.bytes, withVendor: true, &hardware)
            return true
        } catch {
            return false
        }
    }

    /// Writes the head of what is signed: act, chip, challenge and life cycle, of `items` items.
    func writePayload<H: Hardware & ~Copyable>(
        _ act: AuthorizedAct, _ items: Int, _ challenge: Digest, to payload: inout ByteBuffer<192>,
        _ hardware: inout H
    ) {
        payload.array(items)
        payload.unsigned(act.rawValue)
        let chip = hardware.chipIdentifier()
        payload.bytes(chip.span)
        payload.bytes(challenge)
        payload.unsigned(UInt64(hardware.lifeCycle()))
    }

    /// Throws unless `bytes` is an authorization over `payload` by a licence quorum, and by the vendor where wanted.
    func checkQuorum<H: Hardware & ~Copyable>(
        _ bytes: Span<UInt8>, over payload: Span<UInt8>, withVendor: Bool, _ hardware: inout H
    ) throws(Fault) {
        guard identity.keys.isFused(&hardware) else { throw .keyTableMismatch }
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
        guard signers.vendor || !withVendor, signers.partyCount >= identity.keys.licenceQuorum,
            bytes.extracting(message.payload).agrees(with: payload)
        else { throw .authorizationRefused }
    }

    /// Throws unless the owner whose keys have this digest signed an authorization over `payload`.
    func checkOwner<H: Hardware & ~Copyable>(
        _ part: OwnersPart, of request: Span<UInt8>, over payload: Span<UInt8>, _ owner: Digest, _ hardware: inout H
    ) throws(Fault) {
        guard
            OwnerSignature.holds(
                request.extracting(part.message), over: payload, keys: request.extracting(part.keys), digest: owner,
                isHybrid: identity.keys.isHybrid, &hardware)
        else { throw .authorizationRefused }
    }
}
