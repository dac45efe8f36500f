import ChipABI
import Wire

extension Responder {
    /// MEASUREMENTS (DSP0274 1.3, section 10.11).
    mutating func tellMeasurements<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, _ measured: MeasuredState, _ hardware: inout H
    ) throws(Refusal) {
        let request = try GetMeasurements(message)
        guard algorithms.hasMeasurements else { throw Refusal(.unexpectedRequest) }
        _ = try chainDigest(request.slot)
        var record = MessageBuffer()
        var count = 0
        var total = 0
        switch request.operation {
        case .count: total = MeasurementBlock.count
        case .one(let index):
            guard let block = MeasurementBlock(rawValue: index) else { throw Refusal(.invalidRequest) }
            block.write(measured, wantsRaw: request.wantsRaw, to: &record, &hardware)
            count = 1
        case .all:
            while count < MeasurementBlock.count {
                MeasurementBlock(place: count).write(measured, wantsRaw: request.wantsRaw, to: &record, &hardware)
                count += 1
            }
        }
        begin(.getMeasurements, UInt8(truncatingIfNeeded: total), request.slot)
        response.write(UInt8(truncatingIfNeeded: count))
        response.littleEndian(UInt64(truncatingIfNeeded: record.count), bytes: 3)
        response.write(record.bytes)
        writeRandom(&hardware)
        response.two(0)
        if version >= 0x13 { response.write(message.extracting(request.context)) }
        let transcript = Transcript.measurements(in: session)
        hardware.append(message.extracting(0..<request.length), to: transcript)
        hardware.append(response.bytes, to: transcript)
        guard request.isSigned else { return }
        try sign("responder-measurements signing", hardware.digest(of: transcript), &hardware)
        hardware.begin(transcript, from: .negotiation)
    }

    /// Whether a summary can be told.
    func checkSummary(_ summary: MeasurementSummary) throws(Refusal) {
        guard summary == .none || algorithms.hasMeasurements else { throw Refusal(.invalidRequest) }
    }

    /// Writes SHA-384 of the measurement blocks that a summary covers (section 10.11.1.3).
    mutating func writeSummary<H: SessionHardware & ~Copyable>(
        _ summary: MeasurementSummary, _ measured: MeasuredState, _ hardware: inout H
    ) {
        guard summary != .none else { return }
        var record = MessageBuffer()
        var place = 0
        while place < MeasurementBlock.count {
            let block = MeasurementBlock(place: place)
            if summary == .all || block.isTrustedBase {
                block.write(measured, wantsRaw: false, to: &record, &hardware)
            }
            place += 1
        }
        response.write(hardware.digest(record.bytes))
    }
}
