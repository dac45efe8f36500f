/// GET_CSR (DSP0274 1.3, section 10.25).
struct GetCSR {
    private static let headerLength = 8
    /// 1.3: a certificate model needs several key pairs, a tracking tag a reset; this responder has and needs neither.
    private static let unsupportedAttributes: UInt8 = 0x3f

    /// What the requester wants in the request: a CertificationRequestInfo (RFC 2986, section 4.1); nil where it wants
    /// nothing.
    let info: RequesterInfo?

    /// Reads the message, whose header was read before.
    init(_ message: Span<UInt8>, allowsOpaque: Bool) throws(Refusal) {
        guard message.count >= GetCSR.headerLength else { throw Refusal(.invalidRequest) }
        let infoLength = LittleEndian.two(message, 4)
        let opaqueLength = LittleEndian.two(message, 6)
        let room = message.count - GetCSR.headerLength
        // Each by itself before their sum: both come from the requester (GHSA-j54w-759w-xj3m).
        guard infoLength <= Limit.requesterInfoLength, infoLength <= room, opaqueLength <= Limit.opaqueLength,
            opaqueLength <= room - infoLength, opaqueLength == 0 || allowsOpaque
        else { throw Refusal(.invalidRequest) }
        let infoEnd = GetCSR.headerLength + infoLength
        if opaqueLength > 0 {
            guard OpaqueData(message.extracting(infoEnd..<infoEnd + opaqueLength)) != nil else {
                throw Refusal(.invalidRequest)
            }
        }
        if message[0] >= 0x13 {
            guard message[2] == 0, message[3] & GetCSR.unsupportedAttributes == 0 else {
                throw Refusal(.invalidRequest)
            }
        }
        guard infoLength > 0 else {
            info = nil
            return
        }
        guard let info = RequesterInfo(message, GetCSR.headerLength..<infoEnd) else { throw Refusal(.invalidRequest) }
        self.info = info
    }
}
