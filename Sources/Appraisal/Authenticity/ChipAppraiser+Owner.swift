import Attestation
import Cryptography

extension ChipAppraiser {
    /// Whose the chip is: one owner in each epoch, and in the end the one that the register names.
    mutating func appraiseOwner(of claims: Claims, isLast: Bool) {
        let field = "claims.guarantee.ownership"
        let before = record.latest?.ownership
        if let before, before.epoch > 0, claims.ownership?.epoch == before.epoch,
            claims.ownership?.owner != before.owner
        {
            find(
                .countersContradict, field,
                "in epoch \(before.epoch) the owner was \(before.owner.brief) before, and is "
                    + "\(claims.ownership?.owner.brief ?? "nobody") now")
        }
        guard isLast, let named = trust.chips?.owner(of: chip) else { return }
        let owner = claims.ownership.flatMap { $0.epoch > 0 ? $0.owner : nil }
        guard owner != named else { return }
        find(
            .ownerUnknown, field,
            "the chip is \(owner.map { "owned by whose keys have the digest \($0.brief)" } ?? "nobody's"); "
                + "\(TrustFiles.chips) names \(named.brief)")
    }
}
