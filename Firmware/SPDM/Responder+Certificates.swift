import ChipABI
import Wire

extension Responder {
    /// DIGESTS (DSP0274 1.3, section 10.6).
    mutating func tellDigests<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, _ hardware: inout H
    ) throws(Refusal) {
        guard chain.isLoaded else { throw Refusal(.unspecified) }
        // 1.3 tells which slots there could be, too.
        begin(.getDigests, version >= 0x13 ? 3 : 0, filledSlots)
        response.write(chain.digest)
        if operatorChain.isLoaded { response.write(operatorChain.digest) }
        if session == nil { prepareChallenge(message.extracting(0..<4), &hardware) }
    }

    /// CERTIFICATE (section 10.7).
    mutating func tellCertificate<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, _ hardware: inout H
    ) throws(Refusal) {
        let request = try GetCertificate(message)
        let isOperators = request.slot == Responder.lastSlot
        var length = isOperators ? operatorChain.bytes.count : chain.bytes.count
        var start = request.offset
        var portion = 0
        if request.wantsSize, request.slot <= Responder.lastSlot {
            start = 0
            if isOperators { length = Limit.chainLength }
        } else {
            _ = try chainDigest(request.slot)
            guard start < length, request.portion > 0 else { throw Refusal(.invalidRequest) }
            let largest = peer.has(Capabilities.chunk) ? peerLargestMessage : peerMessageSize
            let room = Int(truncatingIfNeeded: min(largest, Limit.messageSize)) - GetCertificate.length
            portion = min(request.portion, length - start, room)
        }
        begin(.getCertificate, request.slot)
        response.two(portion)
        response.two(length - start - portion)
        if isOperators {
            response.write(operatorChain.bytes.extracting(start..<start + portion))
        } else {
            response.write(chain.bytes.extracting(start..<start + portion))
        }
        if session == nil { prepareChallenge(message.extracting(0..<GetCertificate.length), &hardware) }
    }

    /// CHALLENGE_AUTH (section 10.8).
    mutating func tellChallengeAnswer<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, _ measured: MeasuredStates, _ hardware: inout H
    ) throws(Refusal) {
        let request = try Challenge(message)
        let chainDigest = try chainDigest(request.slot)
        try checkSummary(request.summary)
        begin(.challenge, request.slot, filledSlots)
        response.write(chainDigest)
        writeRandom(&hardware)
        try writeSummary(request.summary, measured, &hardware)
        response.two(0)
        if version >= 0x13 { response.write(message.extracting(36..<44)) }
        prepareChallenge(message.extracting(0..<request.length), &hardware)
        try sign("responder-challenge_auth signing", hardware.digest(of: .challenge), &hardware)
        isAuthenticated = true
        hardware.begin(.challenge, from: .negotiation)
    }

    /// The slots that have certificates, a bit each.
    private var filledSlots: UInt8 { operatorChain.isLoaded ? 3 : 1 }

    /// SHA-384 of a slot's chain. A slot without one can't be asked for.
    func chainDigest(_ slot: UInt8) throws(Refusal) -> Digest {
        switch slot {
        case 0:
            guard chain.isLoaded else { throw Refusal(.unspecified) }
            return chain.digest
        case Responder.lastSlot where operatorChain.isLoaded: return operatorChain.digest
        default: throw Refusal(.invalidRequest)
        }
    }

    /// Adds request and response to what the next challenge's signature covers.
    private mutating func prepareChallenge<H: SessionHardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) {
        hardware.append(request, to: .challenge)
        hardware.append(response.bytes, to: .challenge)
    }

    /// Writes 32 random bytes.
    mutating func writeRandom<H: SessionHardware & ~Copyable>(_ hardware: inout H) {
        var index = 0
        while index < 8 {
            response.littleEndian(UInt64(hardware.random()), bytes: 4)
            index += 1
        }
    }

    /// Signs a transcript's digest under a purpose (section 15) and writes the signature.
    mutating func sign<H: SessionHardware & ~Copyable>(
        _ purpose: StaticString, _ transcript: Digest, _ hardware: inout H
    ) throws(Refusal) {
        // "dmtf-spdm-v1.3.*" four times, then the purpose in the last of 36 bytes.
        var prefix = ByteBuffer<100>()
        var index = 0
        while index < 4 {
            prefix.raw("dmtf-spdm-v1.")
            prefix.write(0x30 + (version & 15))
            prefix.raw(".*")
            index += 1
        }
        while prefix.count + purpose.utf8CodeUnitCount < 100 { prefix.write(0) }
        prefix.raw(purpose)
        hardware.begin(.scratch)
        hardware.append(prefix.bytes, to: .scratch)
        hardware.append(transcript.bytes.span, to: .scratch)
        guard let signature = hardware.sign(hardware.digest(of: .scratch), with: .alias) else {
            throw Refusal(.unspecified)
        }
        response.write(signature.bytes.span)
    }
}
