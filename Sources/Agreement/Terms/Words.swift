/// What is added up against a threshold.
public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// What one chip does under one licence.
    case chip
    /// What a training run does, on whatever chips.
    case run
    /// What all chips do in a period.
    case period
    /// What all chips do.
    case fleet
}

/// Which training counts.
public enum TrainingKind: String, Hashable, Sendable, CaseIterable {
    /// All of it.
    case any
    /// From weights that were not trained before.
    case pretraining
    /// From trained weights.
    case posttraining
}

/// What training above a threshold is.
public enum Beyond: String, Hashable, Sendable, CaseIterable {
    /// It must be told.
    case reported
    /// It is watched.
    case monitored
    /// It is a breach.
    case prohibited
}

/// How general a model is.
public enum ModelKind: String, Hashable, Sendable, CaseIterable {
    /// For one task.
    case narrow
    /// For any.
    case general
}

/// How closely chips are watched.
public enum MonitoringLevel: String, Hashable, Sendable, CaseIterable {
    /// With little oversight.
    case minimal
    /// At intervals.
    case periodic
    /// As it happens.
    case realTime = "real-time"

    /// The longest interval between two attestations that deserves the name, in ticks; nil where any does.
    public var longestInterval: UInt64? {
        switch self {
        case .realTime: 600
        case .periodic: 30 * 86_400
        case .minimal: nil
        }
    }
}

/// What a detector looks at in a window of raw counters (`Specs/Telemetry.md`).
public enum DetectorFeature: String, Hashable, Sendable, CaseIterable {
    /// Mean rate of products.
    case utilisation
    /// The part of readings above 30 % of the peak.
    case busyReadings = "busy readings"
    /// How products vary.
    case productVariation = "variation of products"
    /// How regularly they come.
    case periodicity
    /// Products a byte of memory.
    case products = "products a byte"
    /// Bytes written.
    case written = "bytes written a byte read"
    /// Elementwise operations.
    case elementwise = "elementwise a product"
    /// Bytes sent.
    case sent = "bytes sent a byte read"
    /// How bytes sent vary.
    case sentVariation = "variation of bytes sent"
}

/// What evidence claims, as a disclosure profile divides it.
public enum Claim: String, Hashable, Sendable, CaseIterable {
    /// Which chip it is, and its certificates.
    case identity
    /// What firmware it runs.
    case firmware
    /// How often it booted.
    case boots
    /// Chip time.
    case time
    /// Operations in total.
    case operations
    /// Of which for training.
    case training
    /// Operations by number format.
    case formats
    /// Which licence it has, and what is left of it.
    case licence
    /// Which models ran.
    case models
    /// What it refused, and its faults.
    case refusals
    /// What its tamper inputs saw.
    case tampering
    /// The usage log's chain.
    case log
}

/// A step of a ladder of consequences, from the mildest to the hardest.
public enum Rung: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The beneficiary is told.
    case warn
    /// Chips go on at a lower rate.
    case throttle
    /// Licences are not renewed until it is cleared up.
    case suspend
    /// Licences end.
    case revoke
    /// What is in escrow is lost.
    case forfeit

    /// Whether the first is milder.
    public static func < (left: Rung, right: Rung) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

/// What chips do when the grace of an outage is over.
public enum AfterOutage: String, Hashable, Sendable, CaseIterable {
    /// They compute nothing.
    case closed
    /// They go on at a lower rate.
    case throttled
}

/// How inspected chips are chosen.
public enum Drawing: String, Hashable, Sendable, CaseIterable {
    /// The custodian knows beforehand which and when.
    case announced
    /// At fixed times, which chips is drawn.
    case scheduled
    /// Times and chips are drawn.
    case random
}

/// What joins chips of a cluster, beside links.
public enum Join: String, Hashable, Sendable, CaseIterable {
    /// They stand in one place.
    case place
    /// They are networked to work together.
    case network
}

/// What becomes of an agreement that a party leaves.
public enum AfterExit: String, Hashable, Sendable, CaseIterable {
    /// It goes on between the others.
    case continues
    /// It ends.
    case ends
}
