import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// Any bytes in any order get an answer, and the chip goes on.
@Suite("SPDM totality")
struct TotalityTests {
    /// Well-formed requests, to cut and to change.
    static let requests: [[UInt8]] = {
        let opaque: [UInt8] = [1, 0, 0, 0, 0, 0, 5, 0, 1, 1, 1, 0, 0x11, 0, 0, 0]
        let key = SPDMWorld.ephemeral.publicKey.raw
        return [
            [0x10, 0x84, 0, 0],
            [0x13, 0xe1, 0, 0, 0, 0, 0, 0, 0xc6, 0xe2, 2, 0, 0, 0x12, 0, 0, 0, 0x12, 0, 0],
            [0x13, 0xe3, 4, 0, 48, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
                + [2, 0x20, 0x10, 0, 3, 0x20, 2, 0, 4, 0x20, 0, 0, 5, 0x20, 1, 0],
            [0x13, 0x81, 0, 0],
            [0x13, 0x82, 0, 0, 0, 0, 0xff, 0xff],
            [0x13, 0x83, 0, 0xff] + SPDMWorld.nonce(1) + [UInt8](repeating: 2, count: 8),
            [0x13, 0xe0, 1, 0xff] + SPDMWorld.nonce(1) + [0] + [UInt8](repeating: 2, count: 8),
            [0x13, 0xe0, 0, 1] + [UInt8](repeating: 2, count: 8),
            [0x13, 0xe4, 0xff, 0, 1, 0, 0, 0] + SPDMWorld.nonce(1) + key + [16, 0] + opaque,
            [0x13, 0xe5, 0, 0] + [UInt8](repeating: 0, count: 48),
            [0x13, 0xe8, 0, 0], [0x13, 0xe9, 1, 0], [0x13, 0xec, 0, 0],
            [0x13, 0xed, 0, 0, 11, 0, 4, 0, 0x30, 9, 2, 1, 0, 0x30, 0, 0x30, 0, 0xa0, 0, 0, 0, 0, 0],
            [0x13, 0xee, 1, 0, 0x60, 0, 0, 0] + [UInt8](repeating: 0x30, count: 0x5c),
            [0x13, 0x85, 0, 0, 0, 0, 0, 0, 30, 0, 0, 0, 60, 0, 0, 0, 0x13, 0x82] + [UInt8](repeating: 0, count: 28),
            [0x13, 0x85, 1, 0, 1, 0, 0, 0, 30, 0, 0, 0] + [UInt8](repeating: 0, count: 30),
            [0x13, 0x86, 0, 1, 0, 0],
        ]
    }()

    @Test("SP-20: a request that is cut off anywhere is answered", arguments: [ExecutionMode.native, .interpreted])
    func truncated(mode: ExecutionMode) throws {
        let world = try SPDMWorld(mode)
        for (number, request) in TotalityTests.requests.enumerated() {
            for length in 0..<request.count {
                // Each in the state where the whole request would be served.
                for earlier in TotalityTests.requests.prefix(min(number, 3)) { _ = try world.clear(earlier) }
                let answer = try world.clear(Array(request.prefix(length)))
                // A chunk that is cut gets its error behind the acknowledgement.
                let error = answer[1] == 0x05 && answer[2] == 1 ? Array(answer.dropFirst(6)) : answer
                #expect(error.count >= 4 && error[1] == 0x7f, "request \(number) cut to \(length)")
            }
        }
        #expect(world.chip.trap == nil)
    }

    @Test("SP-20: changed requests in any order are answered", arguments: 0..<20 as Range<UInt64>)
    func fuzzed(seed: UInt64) throws {
        let world = try SPDMWorld(seed < 18 ? .native : .interpreted, seed % 2 == 0 ? .mctp : .pciDOE)
        var stream = SeededStream(seed: seed, name: "spdm fuzz")
        for step in 0..<400 {
            var request = TotalityTests.requests[Int(stream.number(below: UInt64(TotalityTests.requests.count)))]
            if stream.number(below: 3) == 0 {
                for _ in 0..<stream.number(below: 4) {
                    request[Int(stream.number(below: UInt64(request.count)))] = UInt8(stream.number(below: 256))
                }
            }
            if stream.number(below: 8) == 0 { request += stream.bytes(Int(stream.number(below: 64))) }
            if stream.number(below: 8) == 0 { request = Array(request.prefix(Int(stream.number(below: 200)))) }
            let isSecured = stream.number(below: 6) == 0
            if isSecured { request = [1, 0, UInt8(stream.number(below: 6)), 0, 0, 0] + request }
            let answer = world.ask(request, isSecured: isSecured)
            #expect(answer != nil && (answer?.bytes.count ?? 0) >= 4, "seed \(seed), step \(step): no answer")
        }
        #expect(world.chip.trap == nil)
        #expect(world.chip.fault == nil)
        // It still serves.
        _ = try world.session(try world.prepared())
    }

    @Test("SP-21: an envelope that is none is a malformed request")
    func envelopes() throws {
        let world = try SPDMWorld()
        for request in [[], [1], [1, 0], [0, 0, 0x13], [3, 0, 0x13], [1, 2, 0x13], [1, 0, 0x14], [1, 0, 0x11]]
            as [[UInt8]]
        {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) { try world.chip.send(.spdm, request) }
        }
    }
}
