import Accelerator
import Silicon

/// A command ready to be sent: its kind, what it costs, and what it carries.
package struct Piece: Sendable {
    /// The kind that the hardware counts it under.
    package let kind: CommandKind
    /// What executing it adds to the counters.
    package let cost: Counters
    /// The other ends of its link traffic, and the tokens that it answers.
    package let load: CommandLoad

    /// A command.
    package init(kind: CommandKind, cost: Counters, load: CommandLoad = CommandLoad()) {
        (self.kind, self.cost, self.load) = (kind, cost, load)
    }
}
