/// A check that was not made, and why.
struct Gap: Hashable, Sendable {
    let check: Check
    let reason: String
}
