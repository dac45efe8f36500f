import CInflate

/// Decompresses a gzip file (RFC 1952) piece by piece; memory is bounded whatever the file expands to.
@safe struct Inflater: ~Copyable {
    /// Why bytes can't be decompressed.
    enum Failure: Error, Hashable {
        /// They are no gzip stream, or a checksum is wrong.
        case corrupt
        /// They end inside a stream.
        case cutOff
        /// The system gave no memory.
        case memory
    }

    private static let pieceLength = 1 << 16
    private let stream: OpaquePointer
    private var isBetweenMembers = false

    init() throws(Failure) {
        // Sound: the pointer is checked, owned by this value alone (it can't be copied) and freed once, in `deinit`.
        guard let stream = unsafe interlock_inflater_new() else { throw .memory }
        unsafe self.stream = stream
    }

    deinit { unsafe interlock_inflater_free(stream) }

    /// Takes the next bytes and hands on what they expand to, in pieces.
    mutating func read(
        _ bytes: [UInt8], _ body: ([UInt8]) throws(WorkloadError) -> Void, failing: (Failure) -> WorkloadError
    ) throws(WorkloadError) {
        var place = 0
        while place < bytes.count {
            if isBetweenMembers {
                // Archivers pad with zeros; anything else is another member.
                if bytes[place] == 0 {
                    place += 1
                    continue
                }
                guard unsafe interlock_inflater_restart(stream) != 0 else { throw failing(.memory) }
                isBetweenMembers = false
            }
            let piece: [UInt8]
            do { piece = try expand(bytes, &place) } catch { throw failing(error) }
            if !piece.isEmpty { try body(piece) }
        }
    }

    /// Ends the file.
    func finish() throws(Failure) {
        guard isBetweenMembers else { throw .cutOff }
    }

    private mutating func expand(_ bytes: [UInt8], _ place: inout Int) throws(Failure) -> [UInt8] {
        var (taken, made, outcome) = (0, 0, Int32(0))
        let start = place
        // Sound: both buffers live for the call, their lengths are passed on, and the callee keeps no pointer.
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: Inflater.pieceLength) { output, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                outcome = unsafe interlock_inflate(
                    stream, input.baseAddress.map { unsafe $0 + start }, input.count - start, &taken,
                    output.baseAddress, output.count, &made)
            }
            count = made
        }
        place += taken
        switch outcome {
        case 0:
            // Nothing taken and nothing made would be an endless loop; zlib promises progress, this holds it to it.
            guard taken > 0 || made > 0 else { throw .corrupt }
        case 1: isBetweenMembers = true
        case -2: throw .memory
        default: throw .corrupt
        }
        return piece
    }
}
