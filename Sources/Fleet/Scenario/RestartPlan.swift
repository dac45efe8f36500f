/// A power cycle that a host announces: it attests, then switches the chip off and on.
package struct RestartPlan: Hashable, Sendable {
    /// The chips, by number, ascending.
    package let chips: [Int]
    /// When, in ticks.
    package let tick: UInt64
}
