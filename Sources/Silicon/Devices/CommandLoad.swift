/// What a command carries beside its cost, as hardware sees it in the command and on the links.
package struct CommandLoad: Sendable {
    /// What goes over a link.
    package struct Link: Sendable {
        /// The chip at its other end, 16 bytes.
        package let peer: [UInt8]
        /// Bytes sent to it.
        package let sent: UInt128
        /// Bytes received from it.
        package let received: UInt128

        /// Traffic with a chip.
        package init(peer: [UInt8], sent: UInt128, received: UInt128) {
            self.peer = peer
            self.sent = sent
            self.received = received
        }
    }

    /// Of the cost's link bytes, those whose other end is known; the rest is outside traffic.
    package var links: [Link]
    /// Tokens of inference that it answers.
    package var tokens: UInt128
    /// Bytes of training data that it reads.
    package var dataBytes: UInt128

    /// A load.
    package init(links: [Link] = [], tokens: UInt128 = 0, dataBytes: UInt128 = 0) {
        self.links = links
        self.tokens = tokens
        self.dataBytes = dataBytes
    }
}
