import Agreement
import Appraisal

/// A way to break an agreement: what the host does, and what evidence must show of it.
package protocol Cheat: Sendable {
    /// The fields that its entry in a scenario has beside kind, chip and time.
    static var fields: [CheatField] { get }
    /// Reads the entry's fields.
    init(_ entry: CheatEntry) throws(AgreementError)
    /// What is tried, in words that complete "the host of this chip …".
    var attempt: String { get }
    /// The findings that evidence must give, and no others.
    var findings: [Rule] { get }
    /// Does it.
    func commit(with driver: inout ChipDriver)
}
