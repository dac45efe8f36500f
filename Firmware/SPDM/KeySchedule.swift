import ChipABI
import Wire

/// SPDM's key schedule (DSP0274 1.3, section 12): every secret from the one before it, a label and a transcript digest.
struct KeySchedule {
    /// Which session.
    let session: Int
    /// The negotiated version, which is part of every label.
    let version: UInt8

    /// Writes what HKDF-Expand takes: length, version, label, context.
    private func info(
        _ length: Int, _ label: StaticString, _ context: Digest?, to buffer: inout ByteBuffer<96>
    ) {
        buffer.clear()
        buffer.two(length)
        buffer.raw("spdm1.")
        buffer.write(0x30 + (version & 15))
        buffer.raw(" ")
        buffer.raw(label)
        if let context { buffer.write(context) }
    }

    private func derive<H: SessionHardware & ~Copyable>(
        _ role: SessionSecret.Role, from source: SessionSecret.Role, _ length: Int, _ label: StaticString,
        _ context: Digest?, _ hardware: inout H
    ) -> Bool {
        var buffer = ByteBuffer<96>()
        info(length, label, context, to: &buffer)
        return hardware.expand(
            SessionSecret(role, session: session), from: SessionSecret(source, session: session), info: buffer.bytes)
    }

    /// From the agreed secret to the handshake's keys; `transcript` is TH1.
    func beginHandshake<H: SessionHardware & ~Copyable>(_ transcript: Digest, _ hardware: inout H) -> Bool {
        hardware.extract(
            SessionSecret(.handshake, session: session), salt: nil, from: SessionSecret(.agreed, session: session))
            && derive(.request, from: .handshake, 48, "req hs data", transcript, &hardware)
            && derive(.response, from: .handshake, 48, "rsp hs data", transcript, &hardware)
            && derive(.requestFinished, from: .request, 48, "finished", nil, &hardware)
            && derive(.responseFinished, from: .response, 48, "finished", nil, &hardware)
            && makeRequestKeys(&hardware) && makeResponseKeys(&hardware)
    }

    /// From the handshake's root to the data keys; `transcript` is TH2.
    func beginData<H: SessionHardware & ~Copyable>(_ transcript: Digest, _ hardware: inout H) -> Bool {
        derive(.salt, from: .handshake, 48, "derived", nil, &hardware)
            && hardware.extract(
                SessionSecret(.master, session: session), salt: SessionSecret(.salt, session: session), from: nil)
            && derive(.request, from: .master, 48, "req app data", transcript, &hardware)
            && derive(.response, from: .master, 48, "rsp app data", transcript, &hardware)
            && makeRequestKeys(&hardware) && makeResponseKeys(&hardware)
    }

    /// A new key for the requester's direction.
    func updateRequest<H: SessionHardware & ~Copyable>(_ hardware: inout H) -> Bool {
        derive(.request, from: .request, 48, "traffic upd", nil, &hardware) && makeRequestKeys(&hardware)
    }

    /// A new key for the responder's direction.
    func updateResponse<H: SessionHardware & ~Copyable>(_ hardware: inout H) -> Bool {
        derive(.response, from: .response, 48, "traffic upd", nil, &hardware) && makeResponseKeys(&hardware)
    }

    private func makeRequestKeys<H: SessionHardware & ~Copyable>(_ hardware: inout H) -> Bool {
        derive(.requestKey, from: .request, 32, "key", nil, &hardware)
            && derive(.requestVector, from: .request, 12, "iv", nil, &hardware)
    }

    private func makeResponseKeys<H: SessionHardware & ~Copyable>(_ hardware: inout H) -> Bool {
        derive(.responseKey, from: .response, 32, "key", nil, &hardware)
            && derive(.responseVector, from: .response, 12, "iv", nil, &hardware)
    }
}
