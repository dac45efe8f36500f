/// What came of a fault, from the harmless to the grave.
package enum Outcome: String, CaseIterable, Codable, Hashable, Sendable {
    /// Nothing that the host sees differs, or nothing is gained by what differs.
    case noEffect
    /// Refused or stopped, but with another fault than without the glitch.
    case detected
    /// The core trapped, or sleeps without an answer until it is reset.
    case crash
    /// The core runs on until the watchdog resets it.
    case hang
    /// What must not happen happened.
    case bypass
}
