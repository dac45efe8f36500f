/// A request that gets an ERROR for an answer.
struct Refusal: Error {
    /// Why.
    let code: ErrorCode
    /// The ERROR message's second parameter.
    var data: UInt8 = 0
    /// What follows the header, for `responseTooLarge`: the size that was needed.
    var neededSize: UInt32?
    /// What follows the header, for `largeResponse`: the handle to fetch it by.
    var handle: UInt8?
    /// Whether what was measured so far stays part of the next signature: the request is none of that conversation.
    let keepsTranscripts: Bool
    /// Whether the session ends with it.
    var endsSession = false

    /// A refusal with a code alone.
    init(_ code: ErrorCode, keepsTranscripts: Bool = false) {
        self.code = code
        self.keepsTranscripts = keepsTranscripts
    }
}
