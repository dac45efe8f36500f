/// A record of a session (DSP0277 1.2, section 6): session number, sequence number on MCTP, length, encrypted text, tag.
enum Record {
    /// Bytes of a tag.
    static let tagLength = 16
    /// The type byte in front of SPDM messages inside of MCTP records (DSP0276).
    static let messageType: UInt8 = 5

    /// A record that authenticated.
    struct Opened {
        /// Its session.
        let session: Int
        /// Its message's type on MCTP, `messageType` elsewhere.
        let type: UInt8
        /// Where the message is in the text.
        let message: Range<Int>
    }
}
