import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// What the responder must not do: published advisories, and every way out of order.
@Suite("SPDM refusals")
struct RefusalTests {
    private enum Code {
        static let invalidRequest: UInt8 = 1
        static let invalidSession: UInt8 = 2
        static let unexpectedRequest: UInt8 = 4
        static let decryptError: UInt8 = 6
        static let unsupportedRequest: UInt8 = 7
        static let sessionLimitExceeded: UInt8 = 0xa
        static let sessionRequired: UInt8 = 0xb
        static let responseTooLarge: UInt8 = 0xd
        static let requestTooLarge: UInt8 = 0xe
        static let versionMismatch: UInt8 = 0x41
    }

    @Test(
        "SP-10: nothing is served before it is negotiated",
        arguments: [0x81, 0x82, 0x83, 0x85, 0x86, 0xe0, 0xe3, 0xe4, 0xe5, 0xed, 0xee] as [UInt8])
    func order(code: UInt8) throws {
        let world = try SPDMWorld()
        expect(Code.unexpectedRequest, try world.clear([0x10, code, 0, 0] + [UInt8](repeating: 0, count: 200)))
        _ = try world.clear([0x10, 0x84, 0, 0])
        expect(Code.unexpectedRequest, try world.clear([0x13, code, 0, 0] + [UInt8](repeating: 0, count: 200)))
    }

    @Test("SP-11: a wrong version is told, whatever the request")
    func versions() throws {
        let world = try SPDMWorld()
        expect(Code.versionMismatch, try world.clear([0x13, 0x84, 0, 0]))
        _ = try world.prepared(0x12)
        for code in [0x81, 0x82, 0x83, 0x85, 0x86, 0xe0, 0xe4, 0xe5, 0xe8, 0xe9, 0xec, 0xed, 0xee] as [UInt8] {
            for version in [0x10, 0x11, 0x13, 0x14] as [UInt8] {
                expect(Code.versionMismatch, try world.clear([version, code, 0, 0]), "\(code) in \(version)")
            }
        }
    }

    @Test("SP-12: a peer without a common algorithm gets no further")
    func algorithms() throws {
        for change in [(8, 0x10), (12, 0x01)] as [(Int, UInt8)] {
            let world = try SPDMWorld()
            _ = try world.clear([0x10, 0x84, 0, 0])
            _ = try world.clear([0x13, 0xe1, 0, 0, 0, 0, 0, 0, 0xc6, 0x62, 0, 0, 0, 0x12, 0, 0, 0, 0x12, 0, 0])
            var request: [UInt8] =
                [0x13, 0xe3, 0, 0, 32, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
            request[change.0] = change.1
            expect(Code.invalidRequest, try world.clear(request))
            expect(Code.unexpectedRequest, try world.clear([0x13, 0x81, 0, 0]))
        }
    }

    @Test("SP-13: KEY_EXCHANGE, then PSK_FINISH does not open a session (CVE-2023-31127)", arguments: Setting.all)
    func presharedFinish(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let requester = try world.prepared(setting.version)
        _ = try handshake(world, setting.version)
        let finish = [setting.version, 0xe7, 0, 0] + [UInt8](repeating: 0, count: 48)
        expect(Code.unsupportedRequest, try world.clear(finish))
        // Nor is there a session under any number.
        for number in [0, 1, 0x0001_4943, 0xffff_ffff] as [UInt32] {
            let record =
                (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) } + [UInt8](repeating: 0, count: 60)
            let answer = try #require(world.ask(record, isSecured: true))
            #expect(!answer.isSecured)
        }
        _ = requester
    }

    /// Sends KEY_EXCHANGE and stops there.
    private func handshake(_ world: SPDMWorld, _ version: UInt8) throws -> [UInt8] {
        let opaque: [UInt8] = [1, 0, 0, 0, 0, 0, 5, 0, 1, 1, 1, 0, 0x11, 0, 0, 0]
        let request =
            [version, 0xe4, 0, 0, 0x43, 0x49, 0, 0] + SPDMWorld.nonce(1) + SPDMWorld.ephemeral.publicKey.raw
            + [16, 0] + opaque
        let answer = try world.clear(request)
        #expect(answer[1] == 0x64)
        return answer
    }

    @Test("SP-13: FINISH without KEY_EXCHANGE, HEARTBEAT and KEY_UPDATE outside of a session are refused")
    func outside() throws {
        let world = try SPDMWorld()
        _ = try world.prepared()
        for code in [0xe5, 0xe8, 0xe9, 0xec] as [UInt8] {
            expect(Code.sessionRequired, try world.clear([0x13, code, 1, 0] + [UInt8](repeating: 0, count: 48)))
        }
    }

    @Test("SP-13: there is no measurement extension log to read beyond (GHSA-m4wc-xmvg-369f)", arguments: Setting.all)
    func extensionLog(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let requester = try world.prepared(setting.version)
        let ranges: [[UInt8]] = [
            [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0x80, 0, 0, 0, 0x80],
        ]
        var session = try world.session(requester)
        for range in ranges {
            #expect(try world.clear([setting.version, 0xef, 0, 0] + range) == [setting.version, 0x7f, 7, 0xef])
            #expect(throws: SPDMFailure.refused(code: Code.unsupportedRequest, data: 0xef, request: 0xef)) {
                try session.ask([setting.version, 0xef, 0, 0] + range, requester)
            }
        }
    }

    @Test("SP-14: a record that was served once ends the session when it comes again")
    func replay() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        var session = try world.session(requester)
        let record = session.seal([0x13, 0xe8, 0, 0])
        #expect(try #require(world.ask(record, isSecured: true)).isSecured)
        expect(Code.decryptError, try #require(world.ask(record, isSecured: true)).bytes)
        expect(Code.invalidSession, try #require(world.ask(session.seal([0x13, 0xe8, 0, 0]), isSecured: true)).bytes)
    }

    @Test("SP-14: no bit of a record may change", arguments: [SPDMRequester.Binding.mctp, .pciDOE])
    func everyBit(_ binding: SPDMRequester.Binding) throws {
        let world = try SPDMWorld(.native, binding)
        var session = try world.session(try world.prepared())
        let length = session.seal([0x13, 0xe8, 0, 0]).count
        for bit in stride(from: 0, to: length * 8, by: 1) {
            let requester = try world.prepared()
            var session = try world.session(requester)
            var record = session.seal([0x13, 0xe8, 0, 0])
            record[bit / 8] ^= 1 << UInt8(bit % 8)
            let answer = try #require(world.ask(record, isSecured: true))
            #expect(!answer.isSecured && answer.bytes[1] == 0x7f, "bit \(bit)")
        }
    }

    @Test("SP-14: a record out of turn ends the session")
    func order() throws {
        let world = try SPDMWorld(.native, .pciDOE)
        var session = try world.session(try world.prepared())
        _ = session.seal([0x13, 0xe8, 0, 0])
        expect(Code.decryptError, try #require(world.ask(session.seal([0x13, 0xe8, 0, 0]), isSecured: true)).bytes)
    }

    @Test("SP-15: in a handshake only FINISH is served; PSK_FINISH is not (CVE-2023-31127)", arguments: Setting.all)
    func handshakeOnly(_ setting: Setting) throws {
        let world = try SPDMWorld(setting.mode, setting.binding)
        let requester = try world.prepared(setting.version)
        var session = try world.handshake(requester)
        for code in [0x81, 0x82, 0x83, 0x84, 0xe0, 0xe1, 0xe3, 0xe4, 0xe6, 0xe7, 0xe8, 0xe9, 0xec, 0xed, 0xee, 0xfe]
            as [UInt8]
        {
            #expect(throws: SPDMFailure.refused(code: Code.unexpectedRequest, data: 0, request: code)) {
                try session.ask([setting.version, code, 0, 0] + session.verifyData, requester)
            }
        }
        try session.finish(requester)
        #expect(throws: SPDMFailure.refused(code: Code.unexpectedRequest, data: 0, request: 0xe5)) {
            try session.ask([setting.version, 0xe5, 0, 0] + SPDMWorld.nonce(0) + SPDMWorld.nonce(0), requester)
        }
        try session.ask([setting.version, 0xe8, 0, 0], requester)
    }

    @Test("SP-15: no bit of FINISH's verify data may change; a wrong one ends the handshake")
    func verifyData() throws {
        let world = try SPDMWorld()
        for bit in 0..<48 * 8 {
            let requester = try world.prepared()
            var session = try world.handshake(requester)
            var proof = session.verifyData
            proof[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SPDMFailure.refused(code: Code.decryptError, data: 0, request: 0xe5)) {
                try session.ask([0x13, 0xe5, 0, 0] + proof, requester)
            }
            #expect(throws: SPDMFailure.refused(code: Code.invalidSession, data: 0, request: 0xe5)) {
                try session.finish(requester)
            }
        }
    }

    @Test("SP-15: a record that does not authenticate ends the handshake")
    func handshakeRecord() throws {
        let world = try SPDMWorld()
        _ = try world.prepared()
        _ = try handshake(world, 0x13)
        let record: [UInt8] = [0x43, 0x49, 1, 0, 0, 0, 36, 0] + [UInt8](repeating: 7, count: 36)
        expect(Code.decryptError, try #require(world.ask(record, isSecured: true)).bytes)
        expect(Code.invalidSession, try #require(world.ask(record, isSecured: true)).bytes)
    }

    @Test("SP-16: four sessions are open at most, and silence ends them")
    func limit() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        var sessions = try (0..<4).map { _ in try world.session(requester) }
        #expect(throws: SPDMFailure.refused(code: Code.sessionLimitExceeded, data: 0, request: 0xe4)) {
            _ = try world.session(requester)
        }
        try sessions[0].ask([0x13, 0xe8, 0, 0], requester)
        world.chip.advance(to: 119)
        try sessions[0].ask([0x13, 0xe8, 0, 0], requester)
        world.chip.advance(to: 121)
        #expect(throws: SPDMFailure.refused(code: Code.invalidSession, data: 0, request: 0xe8)) {
            try sessions[1].ask([0x13, 0xe8, 0, 0], requester)
        }
        try sessions[0].ask([0x13, 0xe8, 0, 0], requester)
        _ = try world.session(requester)
    }

    @Test("SP-16: GET_VERSION ends every session")
    func anew() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        var session = try world.session(requester)
        _ = try world.prepared()
        #expect(throws: SPDMFailure.refused(code: Code.invalidSession, data: 0, request: 0xe8)) {
            try session.ask([0x13, 0xe8, 0, 0], requester)
        }
    }

    @Test("SP-17: keys change only when asked, once, and must be proved")
    func keyUpdate() throws {
        let world = try SPDMWorld()
        let requester = try world.prepared()
        var session = try world.session(requester)
        for operation in [0, 3, 4, 0xff] as [UInt8] {
            #expect(throws: SPDMFailure.refused(code: Code.invalidRequest, data: 0, request: 0xe9)) {
                try session.ask([0x13, 0xe9, operation, 0], requester)
            }
        }
        try session.updateKeys(requester)
        try session.ask([0x13, 0xe8, 0, 0], requester)
    }

    @Test("SP-18: a public key off the curve opens nothing")
    func offCurve() throws {
        let world = try SPDMWorld()
        _ = try world.prepared()
        let opaque: [UInt8] = [1, 0, 0, 0, 0, 0, 5, 0, 1, 1, 1, 0, 0x11, 0, 0, 0]
        for key in [
            P384Constants.brainpoolGenerator, [UInt8](repeating: 0, count: 96), [UInt8](repeating: 255, count: 96),
        ] {
            let request = [0x13, 0xe4, 0, 0, 1, 0, 0, 0] + SPDMWorld.nonce(1) + key + [16, 0] + opaque
            expect(Code.invalidRequest, try world.clear(request))
        }
    }

    @Test("SP-19: what does not fit is told so")
    func sizes() throws {
        let world = try SPDMWorld()
        _ = try world.prepared()
        expect(Code.requestTooLarge, try world.clear([0x13, 0x81, 0, 0] + [UInt8](repeating: 0, count: 4000)))
        _ = try world.clear([0x10, 0x84, 0, 0])
        _ = try world.clear([0x13, 0xe1, 0, 0, 0, 0, 0, 0, 0xc6, 0x62, 0, 0, 42, 0, 0, 0, 42, 0, 0, 0])
        let request: [UInt8] =
            [0x13, 0xe3, 0, 0, 32, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
        #expect(try world.clear(request)[1] == 0x63)
        expect(Code.responseTooLarge, try world.clear([0x13, 0x81, 0, 0]))
        #expect(try world.clear([0x13, 0x82, 0, 0, 0, 0, 0xff, 0xff]).count == 42)
    }
}
