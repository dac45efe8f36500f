import ChipABI
import Wire

extension Responder {
    /// CSR (DSP0274 1.3, section 10.25): the alias key asks for a certificate.
    mutating func tellCertificateRequest<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, certificate: Span<UInt8>, _ hardware: inout H
    ) throws(Refusal) {
        let request = try GetCSR(message, allowsOpaque: algorithms.hasOpaque)
        var content = DERWriter<2048>()
        guard
            CertificateRequest.write(alias: certificate, info: request.info, message, to: &content, &hardware)
        else { throw Refusal(.operationFailed) }
        begin(.getCSR)
        response.two(content.count)
        response.two(0)
        response.write(content.bytes)
    }

    /// SET_CERTIFICATE_RSP (section 10.26). Slot 0 is the vendor's for good. Slot 1 is set in a session; outside of one
    /// only where the chip is not in production yet, which is the trusted environment.
    mutating func setCertificate<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, certificate: Span<UInt8>, _ measured: MeasuredStates,
        _ hardware: inout H
    ) throws(Refusal) {
        let request = try SetCertificate(message)
        guard request.slot <= Responder.lastSlot else { throw Refusal(.invalidRequest) }
        let isTrusted = LifeCycle(rawValue: measured.told.lifeCycle)?.isDebuggable ?? false
        guard request.slot == Responder.lastSlot, session != nil || isTrusted else {
            throw Refusal(.unexpectedRequest)
        }
        try operatorChain.store(message.extracting(request.chain), alias: certificate, &hardware)
        begin(.setCertificate, request.slot)
    }
}
