/// What came of one attack under one model, or of its pairs: what a campaign that was broken off need not do again.
package struct CampaignPart: Codable, Hashable, Sendable {
    /// All that the result follows from, and what it is of.
    package struct Identity: Codable, Hashable, Sendable {
        /// What was decided.
        package let window: Window
        /// What was wrong with what was given.
        package let attack: String
        /// What went wrong; nil for pairs.
        package let model: FaultModel?
        /// SHA-384 of the ROM, in hexadecimal.
        package let rom: String
        /// SHA-384 of the runtime's code, in hexadecimal.
        package let runtime: String
        /// Whether the chips are hybrid.
        package let isHybrid: Bool
        /// SHA-384 of the address and the bits of each instruction of the attack, in hexadecimal.
        package let path: String
        /// How many faults were drawn; nil for all.
        package let sample: Int?
        /// How many pairs were drawn.
        package let pairs: Int?
        /// How far apart the faults of a pair are at most.
        package let within: Int?
        /// What pairs are made of.
        package let pairModels: [FaultModel]?
        /// What they were drawn by.
        package let seed: UInt64
    }

    /// What came of faults in an instruction.
    struct Spot: Codable, Hashable, Sendable {
        let address: UInt32
        let counts: CampaignReport.Counts
    }

    /// What it is of.
    package let identity: Identity
    /// What was tried.
    package let row: CampaignReport.Row
    /// What got past a check, in the order of execution.
    package let bypasses: [Bypass]
    /// What came of it by instruction, by address.
    let spots: [Spot]
}
