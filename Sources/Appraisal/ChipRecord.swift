import Attestation
import Cryptography

/// What is known of one chip from its evidence, oldest first.
public struct ChipRecord: Hashable, Sendable {
    /// A stretch of the log that some evidence covered.
    struct Stretch: Hashable, Sendable {
        let exhibit: String
        let digest: Digest384
        let first: UInt64
        let next: UInt64
        let bootCount: UInt64
        /// The tick from which on the log is at hand without a gap up to `until`; 0 from manufacture on.
        let since: UInt64
        /// The tick of its attestation.
        let until: UInt64
    }

    /// Weights that left the chip, by the log.
    struct Export: Hashable, Sendable {
        let weights: Digest384
        let operations: UInt128
        let outside: UInt128
        let tick: UInt64
        /// The place of its stretch.
        let stretch: Int
    }

    /// What was used under one licence, by the log.
    struct LicenceUse: Hashable, Sendable {
        let sequence: UInt64
        let licence: Digest384
        var total: UInt128 = 0
        var training: UInt128 = 0
        /// Whether the log shows all of it, from the installation on.
        var isWhole: Bool
    }

    /// The stretches, in the order of appraisal.
    var stretches: [Stretch] = []
    /// The claims of the latest evidence, without its log entries.
    public internal(set) var latest: Claims?
    /// The index at which the next segment must start.
    var next: UInt64 = 0
    /// The chain value that the next segment must continue.
    var head = Digest384.zero
    /// The tick of the latest entry or attestation.
    var tick: UInt64 = 0
    /// The boot count by the log.
    var bootCount: UInt64 = 0
    /// Whether the record begins at manufacture and has no gap.
    var isWhole = true
    /// What was used under each licence.
    var uses: [LicenceUse] = []
    /// Licences that were judged already.
    var judged: [Digest384] = []
    /// What a detector of the agreement watches; nil where none did.
    var watch: Watch?
    /// Weights that left the chip.
    var exports: [Export] = []
    /// Nonces that were answered; only membership is asked.
    var answered: Set<[UInt8]> = []

    /// Nothing is known: the chip was just made.
    init() {}
}
