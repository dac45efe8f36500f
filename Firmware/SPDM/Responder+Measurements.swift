import ChipABI
import Wire

extension Responder {
    /// MEASUREMENTS (DSP0274 1.3, section 10.11).
    mutating func tellMeasurements<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, _ measured: MeasuredStates, _ hardware: inout H
    ) throws(Refusal) {
        let request = try GetMeasurements(message)
        guard algorithms.hasMeasurements else { throw Refusal(.unexpectedRequest) }
        _ = try chainDigest(request.slot)
        var record = MessageBuffer()
        let count = try writeBlocks(request, measured.told, to: &record, &hardware)
        let total = if case .count = request.operation { MeasurementBlock.count } else { 0 }
        begin(.getMeasurements, UInt8(truncatingIfNeeded: total), request.slot)
        response.write(UInt8(truncatingIfNeeded: count))
        response.littleEndian(UInt64(truncatingIfNeeded: record.count), bytes: 3)
        let start = response.count
        response.write(record.bytes)
        writeRandom(&hardware)
        response.two(0)
        if version >= 0x13 { response.write(message.extracting(request.context)) }
        var again = MessageBuffer()
        _ = try writeBlocks(request, measured.again, to: &again, &hardware)
        guard !response.overflowed, record.count == again.count,
            response.bytes.extracting(start..<start + again.count).agrees(with: again.bytes)
        else { throw Refusal(.unspecified) }
        let transcript = Transcript.measurements(in: session)
        hardware.append(message.extracting(0..<request.length), to: transcript)
        hardware.append(response.bytes, to: transcript)
        guard request.isSigned else { return }
        try sign("responder-measurements signing", hardware.digest(of: transcript), &hardware)
        hardware.begin(transcript, from: .negotiation)
    }

    /// Writes the blocks that a request asks for; how many those are. Never inlined, so that nothing of it serves another.
    @inline(never)
    private func writeBlocks<H: SessionHardware & ~Copyable>(
        _ request: GetMeasurements, _ state: MeasuredState, to record: inout MessageBuffer, _ hardware: inout H
    ) throws(Refusal) -> Int {
        switch request.operation {
        case .count: return 0
        case .one(let index):
            guard let block = MeasurementBlock(rawValue: index) else { throw Refusal(.invalidRequest) }
            block.write(state, wantsRaw: request.wantsRaw, to: &record, &hardware)
            return 1
        case .all:
            var place = 0
            while place < MeasurementBlock.count {
                MeasurementBlock(place: place).write(state, wantsRaw: request.wantsRaw, to: &record, &hardware)
                place += 1
            }
            return place
        }
    }

    /// Whether a summary can be told.
    func checkSummary(_ summary: MeasurementSummary) throws(Refusal) {
        guard summary == .none || algorithms.hasMeasurements else { throw Refusal(.invalidRequest) }
    }

    /// Writes SHA-384 of the measurement blocks that a summary covers (section 10.11.1.3).
    mutating func writeSummary<H: SessionHardware & ~Copyable>(
        _ summary: MeasurementSummary, _ measured: MeasuredStates, _ hardware: inout H
    ) throws(Refusal) {
        guard summary != .none else { return }
        let told = summarised(summary, measured.told, &hardware)
        guard summarised(summary, measured.again, &hardware) == told else { throw Refusal(.unspecified) }
        response.write(told)
    }

    @inline(never)
    private func summarised<H: SessionHardware & ~Copyable>(
        _ summary: MeasurementSummary, _ state: MeasuredState, _ hardware: inout H
    ) -> Digest {
        var record = MessageBuffer()
        var place = 0
        while place < MeasurementBlock.count {
            let block = MeasurementBlock(place: place)
            if summary == .all || block.isTrustedBase {
                block.write(state, wantsRaw: false, to: &record, &hardware)
            }
            place += 1
        }
        return hardware.digest(record.bytes)
    }
}
