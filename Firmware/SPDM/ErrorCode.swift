/// Why a request is refused (DSP0274 1.3, section 10.10, table of error codes).
enum ErrorCode: UInt8 {
    /// A field is invalid.
    case invalidRequest = 0x01
    /// No session has the record's number.
    case invalidSession = 0x02
    /// The request does not belong here in the conversation.
    case unexpectedRequest = 0x04
    /// Something that no other code tells.
    case unspecified = 0x05
    /// A record or a verify data does not authenticate.
    case decryptError = 0x06
    /// The request is one that this responder does not know.
    case unsupportedRequest = 0x07
    /// No further session can be opened.
    case sessionLimitExceeded = 0x0a
    /// The request belongs in a session.
    case sessionRequired = 0x0b
    /// The response does not fit the requester's buffer.
    case responseTooLarge = 0x0d
    /// The request does not fit the responder's buffer.
    case requestTooLarge = 0x0e
    /// The response is to be fetched in chunks.
    case largeResponse = 0x0f
    /// The version is not the negotiated one.
    case versionMismatch = 0x41
    /// What was asked for can't be done, as with certificates that do not hold.
    case operationFailed = 0x44
}
