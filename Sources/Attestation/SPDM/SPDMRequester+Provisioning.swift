public import Cryptography

extension SPDMRequester {
    /// GET_CSR: the responder's key asks for a certificate (DSP0274 1.3, section 10.25). It must be the key of the chain
    /// that was read.
    ///
    /// - Parameter session: the session to ask in, or nil for none.
    /// - Returns: the request, whose signature holds.
    /// - Throws: where the responder refuses, or its answer does not hold.
    public func certificateRequest(in session: inout SPDMSession?) throws(SPDMFailure) -> CertificateRequest {
        let request: [UInt8] = [version, SPDMCode.getCSR, 0, 0, 0, 0, 0, 0]
        let answer = try say(request, in: &session)
        guard answer.count >= 8, answer.count >= 8 + answer.two(4) else {
            throw .malformed(request: SPDMCode.getCSR)
        }
        guard let result = CertificateRequest(der: Array(answer[8..<8 + answer.two(4)])), result.publicKey == key
        else { throw .certificateRequest }
        return result
    }

    /// SET_CERTIFICATE: gives a slot a chain, the root first (section 10.26).
    public func set(
        _ certificates: [Certificate], inSlot slot: UInt8, in session: inout SPDMSession?
    ) throws(SPDMFailure) {
        precondition(slot < 8, "SPDM has 8 slots.")
        let chain = SPDMRequester.chain(certificates)
        guard chain.count <= 0xffff else { throw .requestTooLarge(request: SPDMCode.setCertificate) }
        _ = try say([version, SPDMCode.setCertificate, slot, 0] + chain, in: &session)
    }

    /// SET_CERTIFICATE of nothing: empties a slot. SPDM 1.3 alone has it.
    public func eraseCertificates(inSlot slot: UInt8, in session: inout SPDMSession?) throws(SPDMFailure) {
        precondition(slot < 8, "SPDM has 8 slots.")
        guard version >= 0x13 else { throw .noCommonVersion }
        _ = try say([version, SPDMCode.setCertificate, slot | 0x80, 0], in: &session)
    }

    /// Certificates in SPDM's form: length, SHA-384 of the first, and all of them.
    public static func chain(_ certificates: [Certificate]) -> [UInt8] {
        let bytes = certificates.flatMap(\.der)
        let root = certificates.first.map { Digest384(hashing: $0.der).bytes } ?? []
        return [UInt8](littleEndian: UInt64(4 + root.count + bytes.count), bytes: 4) + root + bytes
    }

    /// Asks in a session, or in the clear where there is none.
    func say(_ request: [UInt8], in session: inout SPDMSession?) throws(SPDMFailure) -> [UInt8] {
        session == nil ? try ask(request) : try session?.ask(request, self) ?? []
    }
}
