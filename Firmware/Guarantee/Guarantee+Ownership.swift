public import ChipABI
import Quorum
import ROM
public import Wire

extension Guarantee {
    /// Offers the chip to a next owner, where the present one and a licence quorum sign that; the vendor signs in the
    /// owner's stead while the chip is nobody's. An earlier offer is void.
    public mutating func offerOwnership<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        if let latched { throw latched }
        let challenge = try takeChallenge()
        do throws(Fault) {
            let first = try offered(request, challenge, ownership, &hardware).value()
            let second = try offered(request, challenge, secondOwnership, &hardware).value()
            guard first == second else { throw .authorizationRefused }
            take(first, second)
        } catch {
            logRefused(request, &hardware)
            throw error
        }
        let (next, epoch) = (ownership.offer?.next ?? .zero, ownership.epoch)
        append(.ownershipOffered, isReserved: true, fields: 2, &hardware) { entry in
            entry.bytes(next)
            entry.unsigned(epoch)
        }
        if let latched { throw latched }
    }

    /// Makes the chip the next owner's, where that one signs it. What was used stays told; licences end, the weights
    /// must be measured again, and with the next reset all keys above the ROM's are others.
    public mutating func acceptOwnership<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        if let latched { throw latched }
        guard ownership.offer != nil else { throw .ownershipNotOffered }
        let challenge = try takeChallenge()
        let first: Ownership
        let second: Ownership
        do throws(Fault) {
            first = try acceptance(request, challenge, ownership, &hardware).value()
            second = try acceptance(request, challenge, secondOwnership, &hardware).value()
            guard first == second else { throw .authorizationRefused }
        } catch {
            logRefused(request, &hardware)
            throw error
        }
        flushUsage(&hardware)
        if let latched { throw latched }
        hardware.protectWeights(true)
        workload = .none
        account = nil
        secondAccount = nil
        take(first, second)
        append(.ownershipTaken, isReserved: true, fields: 2, &hardware) { entry in
            entry.bytes(second.owner)
            entry.unsigned(second.epoch)
        }
        if let latched { throw latched }
        concludeTransfer(&hardware)
        if let latched { throw latched }
    }

    /// Raises the owner counter to the epoch that was saved. Power may go before it: the next boot does it.
    mutating func concludeTransfer<H: Hardware & ~Copyable>(_ hardware: inout H) {
        guard ownership.epoch > hardware.counter(.owner), !hardware.raise(.owner, to: ownership.epoch) else { return }
        latch(.stateWriteFailed, &hardware)
    }

    /// Burns field entropy: from the next boot on, the local identity and all above it are others. The owner must sign
    /// it; a chip that is nobody's takes the first slot from whoever holds it.
    public mutating func burnEntropy<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        var value = ByteBuffer<32>()
        if ownership.epoch == 0, secondOwnership.epoch == 0 {
            guard request.count == 32 else { throw .malformedRequest }
            guard hardware.entropyCount() == 0 else { throw .authorizationRefused }
            value.write(request)
        } else {
            let challenge = try takeChallenge()
            do throws(Fault) {
                let first = try entropy(request, challenge, ownership, &hardware).value()
                let second = try entropy(request, challenge, secondOwnership, &hardware).value()
                guard first == second else { throw .authorizationRefused }
                value.write(request.extracting(second))
            } catch {
                logRefused(request, &hardware)
                throw error
            }
        }
        guard hardware.burnEntropy(value.bytes) else { throw .entropySpent }
    }

    /// Throws where the vault's storage key is not the owner's: the new owner's comes with the next reset.
    public func checkStorage() throws(Fault) {
        guard ownership.epoch == keyEpoch else { throw .ownerChanged }
    }

    /// One evaluation of an offer. Never inlined, so that nothing of one serves the other.
    @inline(never)
    private func offered<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ challenge: Digest, _ ownership: Ownership, _ hardware: inout H
    ) -> Verdict<Ownership> {
        do throws(Fault) {
            var ownership = ownership
            ownership.offer = try readOffer(request, challenge, ownership, &hardware)
            return .holds(ownership)
        } catch {
            return .refused(error)
        }
    }

    private func readOffer<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ challenge: Digest, _ ownership: Ownership, _ hardware: inout H
    ) throws(Fault) -> Ownership.Offer {
        let isOwned = ownership.epoch > 0
        var reader = CBORReader(request)
        let offer: Ownership.Offer
        let quorum: Range<Int>
        var owners: OwnersPart?
        do throws(WireError) {
            try reader.array(isOwned ? 5 : 3)
            offer = Ownership.Offer(next: try reader.digest(), lastLicence: try reader.unsigned())
            quorum = try reader.bytes()
            if isOwned { owners = try OwnersPart(&reader) } else { try reader.finish() }
        } catch {
            throw .authorizationRefused
        }
        var payload = ByteBuffer<192>()
        writePayload(.offer, 6, challenge, to: &payload, &hardware)
        payload.bytes(offer.next)
        payload.unsigned(offer.lastLicence)
        try checkQuorum(request.extracting(quorum), over: payload.bytes, withVendor: !isOwned, &hardware)
        if isOwned {
            guard let owners else { throw .authorizationRefused }
            try checkOwner(owners, of: request, over: payload.bytes, ownership.owner, &hardware)
        }
        return offer
    }

    /// One evaluation of an acceptance.
    @inline(never)
    private func acceptance<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ challenge: Digest, _ ownership: Ownership, _ hardware: inout H
    ) -> Verdict<Ownership> {
        do throws(Fault) {
            return .holds(try readAcceptance(request, challenge, ownership, &hardware))
        } catch {
            return .refused(error)
        }
    }

    private func readAcceptance<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ challenge: Digest, _ ownership: Ownership, _ hardware: inout H
    ) throws(Fault) -> Ownership {
        guard let next = ownership.accepted(licence: hardware.counter(.licence)) else { throw .ownershipNotOffered }
        var reader = CBORReader(request)
        let part: OwnersPart
        do throws(WireError) {
            try reader.array(2)
            part = try OwnersPart(&reader)
        } catch {
            throw .authorizationRefused
        }
        var payload = ByteBuffer<192>()
        writePayload(.acceptance, 6, challenge, to: &payload, &hardware)
        payload.bytes(next.owner)
        payload.unsigned(next.epoch)
        try checkOwner(part, of: request, over: payload.bytes, next.owner, &hardware)
        return next
    }

    /// One evaluation of leave for field entropy: where the 32 bytes are in the request.
    @inline(never)
    private func entropy<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ challenge: Digest, _ ownership: Ownership, _ hardware: inout H
    ) -> Verdict<Range<Int>> {
        do throws(Fault) {
            return .holds(try readEntropy(request, challenge, ownership, &hardware))
        } catch {
            return .refused(error)
        }
    }

    private func readEntropy<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ challenge: Digest, _ ownership: Ownership, _ hardware: inout H
    ) throws(Fault) -> Range<Int> {
        var reader = CBORReader(request)
        let value: Range<Int>
        let part: OwnersPart
        do throws(WireError) {
            try reader.array(3)
            value = try reader.bytes(32)
            part = try OwnersPart(&reader)
        } catch {
            throw .authorizationRefused
        }
        var payload = ByteBuffer<192>()
        writePayload(.entropy, 5, challenge, to: &payload, &hardware)
        payload.bytes(request.extracting(value))
        try checkOwner(part, of: request, over: payload.bytes, ownership.owner, &hardware)
        return value
    }
}
