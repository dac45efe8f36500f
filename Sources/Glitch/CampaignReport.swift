/// What came of a campaign.
package struct CampaignReport: Sendable {
    /// The runs of one attack under one model.
    package struct Row: Codable, Hashable, Sendable {
        /// What was decided.
        package let window: Window
        /// What was wrong with what was given.
        package let attack: String
        /// What went wrong.
        package let model: FaultModel
        /// Faults that the model has in this window.
        package let population: Int
        /// How many were tried.
        package let runs: Int
        /// How many runs ended so.
        package let noEffect: Int
        /// How many runs ended so.
        package let detected: Int
        /// How many runs ended so.
        package let crash: Int
        /// How many runs ended so.
        package let hang: Int
        /// How many runs ended so.
        package let bypass: Int
    }

    /// How long the window of an attack is.
    package struct Length: Codable, Hashable, Sendable {
        /// What was decided.
        package let window: Window
        /// What was wrong with what was given.
        package let attack: String
        /// Instructions without a fault.
        package let instructions: Int
    }

    /// The attacks.
    package internal(set) var lengths: [Length] = []
    /// The table, in the order of windows, attacks and models.
    package internal(set) var rows: [Row] = []
    /// Every bypass, in the same order, then in that of execution.
    package internal(set) var bypasses: [Bypass] = []

    /// All runs.
    package var runs: Int { rows.reduce(0) { $0 + $1.runs } }
}
