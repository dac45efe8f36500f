public import Attestation
public import Cryptography

/// What a lineage ticket tells, once it is known that a chip signed it.
public struct ToldLineage: Hashable, Sendable {
    /// What findings call the ticket: its file.
    public let name: String
    /// SHA-384 of what was signed: another signature over the same makes no other ticket.
    public let digest: Digest384
    /// What it tells.
    public let lineage: Lineage

    /// What a ticket tells that `Appraiser.verify` believes.
    public init(_ ticket: LineageTicket, name: String) {
        self.name = name
        digest = ticket.signedDigest
        lineage = ticket.lineage
    }

    /// The weights that it says the ticket's come from, in order, each once.
    var sources: [Digest384] { Set(lineage.parents + lineage.origins).filter { $0 != lineage.weights }.sorted() }

    /// Its spans without penalties of weights that nobody could trace: those are of no chip.
    var trained: [Lineage.Span] {
        lineage.spans.filter { span in
            span.from > 0 || !lineage.origins.contains { $0.bytes.starts(with: span.chip.bytes) }
        }
    }

    /// A pointer to a field of it.
    func pointer(_ field: String) -> EvidencePointer { EvidencePointer(exhibit: name, field: "payload.\(field)") }
}
