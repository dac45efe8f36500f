import ChipABI
import Wire

extension Responder {
    /// VERSION (DSP0274 1.3, section 10.3). All that was negotiated before is void.
    mutating func tellVersion<H: SessionHardware & ~Copyable>(_ hardware: inout H) {
        var session = 0
        while session < SessionSecret.sessionCount {
            end(session, &hardware)
            session += 1
        }
        version = 0x10
        peer = Capabilities(flags: 0)
        peerMessageSize = .max
        peerLargestMessage = .max
        transfer.close()
        algorithms = Algorithms()
        isAuthenticated = false
        begin(.getVersion)
        told = SPDMEnvelope.Version.version12.rawValue...offered.rawValue
        response.write(0)
        response.write(UInt8(truncatingIfNeeded: told.count))
        var offer = told.lowerBound
        while offer <= told.upperBound {
            response.two(Int(offer) << 8)
            offer += 1
        }
        state = .versionTold
        let request: InlineArray<4, UInt8> = [0x10, 0x84, 0, 0]
        hardware.begin(.negotiation)
        remember(request.span, &hardware)
    }

    /// CAPABILITIES (section 10.4).
    mutating func tellCapabilities<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, _ hardware: inout H
    ) throws(Refusal) {
        version = message[0]
        let request = try GetCapabilities(message)
        peer = request.capabilities
        peerMessageSize = request.dataTransferSize
        peerLargestMessage = request.largestMessage
        begin(.getCapabilities)
        response.write(0)
        response.write(Limit.timeExponent)
        response.two(0)
        response.littleEndian(UInt64(Capabilities.responder.flags), bytes: 4)
        response.littleEndian(UInt64(Limit.messageSize), bytes: 4)
        response.littleEndian(UInt64(Limit.largeMessageSize), bytes: 4)
        state = .capabilitiesTold
        remember(message.extracting(0..<GetCapabilities.length), &hardware)
    }

    /// ALGORITHMS (section 10.5). Where there is no signature or digest in common, there is nothing to go on with.
    mutating func tellAlgorithms<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, _ hardware: inout H
    ) throws(Refusal) {
        let request = try NegotiateAlgorithms(message)
        guard request.signature & Algorithms.signature != 0, request.digest & Algorithms.digest != 0 else {
            throw Refusal(.invalidRequest)
        }
        algorithms = Algorithms()
        algorithms.hasMeasurements = request.measurementSpecification & Algorithms.measurementSpecification != 0
        algorithms.hasOpaque = request.otherParameters & Algorithms.generalOpaque != 0
        if peer.allowsSession {
            algorithms.exchange = request.exchange & Algorithms.exchange
            algorithms.records = request.records & Algorithms.records
            algorithms.keySchedule = request.keySchedule & Algorithms.keySchedule
        }
        writeAlgorithms(request.types)
        state = .negotiated
        remember(message.extracting(0..<request.length), &hardware)
        hardware.begin(.challenge, from: .negotiation)
        hardware.begin(.measurements(in: nil), from: .negotiation)
    }

    private mutating func writeAlgorithms(_ types: UInt8) {
        let count = types.nonzeroBitCount
        begin(.negotiateAlgorithms, UInt8(truncatingIfNeeded: count))
        response.two(36 + 4 * count)
        response.write(algorithms.hasMeasurements ? Algorithms.measurementSpecification : 0)
        response.write(algorithms.hasOpaque ? Algorithms.generalOpaque : 0)
        response.littleEndian(algorithms.hasMeasurements ? UInt64(Algorithms.measurementDigest) : 0, bytes: 4)
        response.littleEndian(UInt64(Algorithms.signature), bytes: 4)
        response.littleEndian(UInt64(Algorithms.digest), bytes: 4)
        response.littleEndian(0, bytes: 8)
        response.littleEndian(0, bytes: 8)
        var type: UInt8 = 2
        while type <= 5 {
            if types & (1 << type) != 0 {
                response.write(type)
                response.write(0x20)
                switch type {
                case 2: response.two(Int(algorithms.exchange))
                case 3: response.two(Int(algorithms.records))
                case 5: response.two(Int(algorithms.keySchedule))
                default: response.two(0)
                }
            }
            type += 1
        }
    }

    /// Adds request and response to what was negotiated.
    private mutating func remember<H: SessionHardware & ~Copyable>(_ request: Span<UInt8>, _ hardware: inout H) {
        hardware.append(request, to: .negotiation)
        hardware.append(response.bytes, to: .negotiation)
    }
}
