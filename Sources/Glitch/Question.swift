import ChipABI

/// A command that the host sends after an attack, to see what it got.
package struct Question: Hashable, Sendable {
    /// The command.
    package let command: MailboxCommand
    /// Its bytes.
    package let request: [UInt8]

    /// A command with its bytes.
    package init(_ command: MailboxCommand, _ request: [UInt8] = []) {
        self.command = command
        self.request = request
    }
}
