import Attestation

/// Where in which piece of evidence a finding rests.
public struct EvidencePointer: Hashable, Sendable {
    /// The exhibit's name: its file.
    public let exhibit: String
    /// The field, as a path of the names that the CDDL uses.
    public let field: String

    /// A pointer.
    public init(exhibit: String, field: String) {
        self.exhibit = exhibit
        self.field = field
    }
}

/// One thing that the appraisal found.
public struct Finding: Hashable, Sendable {
    /// The rule.
    public let rule: Rule
    /// The chip that it is about, where that is known.
    public let chip: ChipID?
    /// One sentence made from the values.
    public let reason: String
    /// What it rests on; empty where it rests on what is not there.
    public let evidence: [EvidencePointer]

    /// A finding.
    public init(_ rule: Rule, chip: ChipID?, evidence: [EvidencePointer], reason: String) {
        self.rule = rule
        self.chip = chip
        self.evidence = evidence
        self.reason = reason
    }

    /// What it means for the verdict.
    public var severity: Severity { rule.severity }
}
