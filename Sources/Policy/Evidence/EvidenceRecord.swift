import Agreement
import Appraisal
import Attestation
import Cryptography
import Fleet

/// What reached the verifier in a case, and when; the same whatever agreement it is judged under.
struct EvidenceRecord: Sendable {
    /// What is trusted. Deadlines of challenges, and who is a party, follow from the agreement that judges.
    let trust: TrustStore
    /// The evidence, each with the tick at which it came, oldest first.
    let arrivals: [(tick: UInt64, examination: Examination)]
    /// The latest tick of anything in the case.
    let end: UInt64
    /// The seed of the fleet that made it; nil for written evidence.
    let seed: UInt64?
    /// What a fleet's hosts really trained with; nil for written evidence.
    let trained: UInt128?
    /// What really passed, whoever noticed.
    let passed: [PassedWork]
    /// What hosts did in the course of a fleet's cheats, and what chips said; empty for written evidence.
    var deeds: [Deed] = []
    /// What a fleet's cheats tried, in words.
    var attempts: [String] = []
    /// What a detector of training says of a fleet's chips; nothing for written evidence.
    var suspicions: [Suspicion] = []
    /// The key of each party that the agreement names by key, so that a mutant that names another is found out.
    let keys: [String: Digest384]

    /// A party's key as an agreement would name it.
    func key(of party: Party) -> Digest384 { keys[party.name] ?? Digest384(hashing: party.key.raw) }
}
