import Silicon

/// One thing that must not succeed, ready to be tried: the window that faults are injected into begins at `start`.
package struct Attack: Sendable {
    /// What the firmware decides.
    package let window: Window
    /// In words, what is wrong with what it is given.
    package let name: String
    /// The chip right before the decision.
    package let start: CoreState
    /// The same, with what must succeed in its place: shows that `goal` is seen where it is reached.
    package let permitted: CoreState
    /// What must not happen.
    package let goal: Goal

    /// An attack of the given parts.
    package init(window: Window, name: String, start: CoreState, permitted: CoreState, goal: Goal) {
        self.window = window
        self.name = name
        self.start = start
        self.permitted = permitted
        self.goal = goal
    }
}
