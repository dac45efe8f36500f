import Silicon

/// One thing that must not succeed, ready to be tried: the window that faults are injected into begins at `start`.
struct Attack: Sendable {
    /// What the firmware decides.
    let window: Window
    /// In words, what is wrong with what it is given.
    let name: String
    /// The chip right before the decision.
    let start: CoreState
    /// The same, with what must succeed in its place: shows that `goal` is seen where it is reached.
    let permitted: CoreState
    /// What must not happen.
    let goal: Goal
}
