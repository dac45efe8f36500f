import Attestation
import Cryptography

/// The licences that are known, each with what its signatures and its chip set are worth.
struct LicenceBook: Sendable {
    /// A licence.
    struct Entry: Sendable {
        let licence: Licence
        /// Its signatures; nil where the parties are not known.
        let endorsement: Endorsement?
        /// The chips that it is for; nil where no known set has its root.
        let chips: ChipSet?
    }

    private let entries: [Digest384: Entry]
    private let digestsBySequence: [UInt64: [Digest384]]

    /// The licences of a trust directory, under the stricter of its quorum and the agreement's. Where hybrid signatures
    /// are wanted, a party without an ML-DSA-87 key is none.
    init(trust: TrustStore, policy: AppraisalPolicy?, signatures: Question.Signatures) {
        let sets = trust.chips?.licensable ?? []
        let parties = trust.parties.map { trusted in
            trusted.parties.filter { signatures == .classicalOnly || $0.key.postQuantum != nil }
        }
        let quorum = max(trust.parties?.licenceQuorum ?? 0, policy?.licenceQuorum ?? 0)
        var entries: [Digest384: Entry] = [:]
        var digests: [UInt64: [Digest384]] = [:]
        for licence in trust.licences {
            let endorsement = parties.map { licence.endorsement(by: $0, quorum: quorum) }
            // The same terms may lie there twice, with different signatures: the better copy counts.
            if let known = entries[licence.digest] {
                if known.endorsement?.holds ?? false || !(endorsement?.holds ?? false) { continue }
            } else {
                digests[licence.terms.sequence, default: []].append(licence.digest)
            }
            entries[licence.digest] = Entry(
                licence: licence, endorsement: endorsement,
                chips: sets.first {
                    $0.root == licence.terms.chipRoot && UInt64($0.chips.count) == licence.terms.chipCount
                })
        }
        self.entries = entries
        digestsBySequence = digests
    }

    /// The licence whose payload has this digest.
    subscript(_ digest: Digest384) -> Entry? { entries[digest] }

    /// The one licence with this sequence that is for this chip; nil where there is none or more than one.
    func only(sequence: UInt64, for chip: ChipID) -> Digest384? {
        let candidates = (digestsBySequence[sequence] ?? []).filter {
            entries[$0]?.chips?.chips.contains(chip) ?? false
        }
        return candidates.count == 1 ? candidates.first : nil
    }
}
