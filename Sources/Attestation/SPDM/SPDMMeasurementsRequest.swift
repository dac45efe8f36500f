import Cryptography

/// GET_MEASUREMENTS of all, signed (DSP0274 1.3, section 10.11), and what is needed to read the answer to it.
public struct SPDMMeasurementsRequest: Hashable, Sendable {
    let version: UInt8
    /// Of version 1.3: what the answer must repeat.
    let context: [UInt8]
    /// What both sides said before, which is signed too.
    let negotiation: [UInt8]
    /// The key that the responder signs with; nil where it told none.
    let key: P384.PublicKey?
    /// The message.
    public let bytes: [UInt8]

    /// The measurements that an answer tells, by rising index.
    ///
    /// - Throws: `SPDMFailure` where it is an error, malformed, or not signed.
    public func measurements(in message: [UInt8]) throws(SPDMFailure) -> [SPDMMeasurement] {
        let answer = try SPDMRequester.check(message, against: bytes, version: version)
        guard answer.count >= 8 else { throw .malformed(request: SPDMCode.getMeasurements) }
        let recordEnd = 8 + answer.two(5) + Int(answer[7]) << 16
        // Behind the record: nonce, opaque length.
        guard answer.count >= recordEnd + 34 else { throw .malformed(request: SPDMCode.getMeasurements) }
        let end = recordEnd + 34 + answer.two(recordEnd + 32) + context.count
        guard end + 96 <= answer.count, Array(answer[(end - context.count)..<end]) == context,
            let measurements = SPDMMeasurement.all(Array(answer[8..<recordEnd])), measurements.count == answer[4]
        else { throw .malformed(request: SPDMCode.getMeasurements) }
        let transcript = negotiation + bytes + answer[..<end]
        guard let key,
            key.isSigned(Array(answer[end..<end + 96]), "responder-measurements signing", transcript, version)
        else { throw .signature(request: SPDMCode.getMeasurements) }
        return measurements
    }
}
