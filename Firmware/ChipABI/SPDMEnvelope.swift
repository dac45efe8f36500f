/// How the mailbox carries an SPDM message: binding, kind, highest version, message.
public enum SPDMEnvelope {
    /// Bytes in front of the message.
    public static let headerLength = 3

    /// The transport below: it decides a few bytes inside of encrypted records, and nothing else.
    public enum Binding: UInt8, Sendable {
        /// MCTP (DSP0275, DSP0276): records bear the low 16 bits of their number, texts a type byte.
        case mctp = 1
        /// PCI DOE (PCIe 6.1, section 6.31): neither.
        case pciDOE = 2
    }

    /// What the message is.
    public enum Kind: UInt8, Sendable {
        /// An SPDM message in the clear.
        case clear = 0
        /// A record of a session (DSP0277).
        case secured = 1
    }

    /// The highest version that the responder may offer: a host that has trouble with a version can leave it out, and a
    /// requester sees from the signed transcript that it was. Answers bear it too.
    public enum Version: UInt8, CaseIterable, Sendable {
        /// SPDM 1.2.
        case version12 = 0x12
        /// SPDM 1.3.
        case version13 = 0x13
    }
}
