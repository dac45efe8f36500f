import Attestation
import Cryptography
import Silicon
import Wire

extension TestWorld {
    /// The keys of an owner.
    public func owner(_ name: String) -> SigningKey {
        var stream = seed.stream("owner/\(name)")
        return SigningKey(derivedFrom: stream.bytes(48), purpose: name, isHybrid: vendor.postQuantum != nil)
    }

    /// An owner's part of a request: leave for `act` over the challenge that `chip` just gave.
    package func part(
        _ act: Authorization.Act, _ chip: Chip, _ challenge: [UInt8], by owner: SigningKey
    ) -> OwnershipRequest.OwnersPart {
        OwnershipRequest.OwnersPart(
            message: leave(act, chip, challenge, by: [owner]), keys: owner.publicKey.raw)
    }

    /// Leave for `act` over a challenge of `chip`.
    package func leave(
        _ act: Authorization.Act, _ chip: Chip, _ challenge: [UInt8], by signers: [SigningKey]
    ) -> [UInt8] {
        Authorization(act, chip: chip.id, challenge: challenge, lifeCycle: chip.lifeCycle.rawValue, signedBy: signers)
            .encoded()
    }

    /// The request by which `present`, or the vendor where that is nil, and two parties offer a chip to `next`.
    package func offer(
        _ chip: Chip, to next: SigningKey, by present: SigningKey?, lastLicence: UInt64 = 0
    ) throws -> [UInt8] {
        let challenge = try chip.send(.challenge)
        let act = Authorization.Act.offer(next: next.publicKey.ownerDigest, lastLicence: lastLicence)
        let quorum = [parties[0], parties[2]] + (present == nil ? [vendor] : [])
        return OwnershipRequest.offer(
            next: next.publicKey.ownerDigest, lastLicence: lastLicence,
            quorum: leave(act, chip, challenge, by: quorum),
            owner: present.map { part(act, chip, challenge, by: $0) })
    }

    /// The request by which `owner` takes a chip.
    package func acceptance(_ chip: Chip, by owner: SigningKey, epoch: UInt64) throws -> [UInt8] {
        let challenge = try chip.send(.challenge)
        let act = Authorization.Act.acceptance(owner: owner.publicKey.ownerDigest, epoch: epoch)
        return OwnershipRequest.acceptance(part(act, chip, challenge, by: owner))
    }

    /// The request by which `owner` has field entropy burnt.
    package func entropy(_ chip: Chip, _ value: [UInt8], by owner: SigningKey) throws -> [UInt8] {
        let challenge = try chip.send(.challenge)
        return OwnershipRequest.entropy(value, part(.entropy(value), chip, challenge, by: owner))
    }

    /// Has a chip change hands.
    package func transfer(
        _ chip: Chip, from present: SigningKey?, to next: SigningKey, epoch: UInt64, lastLicence: UInt64 = 0
    ) throws {
        _ = try chip.send(.offerOwnership, offer(chip, to: next, by: present, lastLicence: lastLicence))
        _ = try chip.send(.acceptOwnership, acceptance(chip, by: next, epoch: epoch))
    }
}
