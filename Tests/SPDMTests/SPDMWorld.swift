import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing

/// A chip that is on, a requester that talks to it, and what they said.
final class SPDMWorld {
    let world = TestWorld()
    let chip: Chip
    let binding: SPDMRequester.Binding
    /// Every message and its answer, as the mailbox bore them.
    private(set) var said: [[UInt8]] = []

    init(
        _ mode: ExecutionMode = .native, _ binding: SPDMRequester.Binding = .mctp,
        lifeCycle: LifeCycle = .production
    ) throws {
        chip = try world.chip(mode: mode, lifeCycle: lifeCycle)
        self.binding = binding
        try #require(chip.powerOn())
    }

    /// A chip that is on already.
    init(_ chip: Chip, _ binding: SPDMRequester.Binding) {
        self.chip = chip
        self.binding = binding
    }

    /// A requester whose messages go to the chip's mailbox.
    func requester(
        slot: UInt8 = 0, transferSize: UInt32 = SPDMRequester.usualTransferSize
    ) -> SPDMRequester {
        SPDMRequester(binding: binding, slot: slot, transferSize: transferSize) { [self] message in
            guard let answer = ask(message.bytes, isSecured: message.isSecured) else { return nil }
            return answer
        }
    }

    /// Sends a message to the chip's mailbox; nil where it does not answer.
    func ask(_ message: [UInt8], isSecured: Bool = false) -> SPDMRequester.Message? {
        let envelope: [UInt8] = [binding == .mctp ? 1 : 2, isSecured ? 1 : 0, 0x13]
        guard let answer = try? chip.send(.spdm, envelope + message), answer.count >= 3 else { return nil }
        said += [envelope + message, answer]
        return SPDMRequester.Message(isSecured: answer[1] == 1, bytes: Array(answer[3...]))
    }

    /// The answer in the clear to a message in the clear.
    func clear(_ message: [UInt8]) throws -> [UInt8] {
        let answer = try #require(ask(message))
        #expect(!answer.isSecured)
        return answer.bytes
    }

    /// A requester that has negotiated, and holds the chip's certificates.
    func prepared(
        _ version: UInt8 = 0x13, slot: UInt8 = 0, transferSize: UInt32 = SPDMRequester.usualTransferSize
    ) throws -> SPDMRequester {
        var requester = requester(slot: slot, transferSize: transferSize)
        try requester.negotiate(versions: [version])
        try requester.readCertificates()
        return requester
    }

    /// Nonces and keys that are the same in every run.
    static func nonce(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
    static let ephemeral = P384.PrivateKey(derivedFrom: [1, 2, 3], purpose: "requester")

    func handshake(_ requester: SPDMRequester) throws -> SPDMSession {
        try SPDMSession(exchanging: requester, ephemeral: SPDMWorld.ephemeral, random: SPDMWorld.nonce(5))
    }

    func session(_ requester: SPDMRequester) throws -> SPDMSession {
        try SPDMSession(requester, ephemeral: SPDMWorld.ephemeral, random: SPDMWorld.nonce(5))
    }
}

/// Where a conversation is held.
struct Setting: CustomTestStringConvertible, Sendable {
    let mode: ExecutionMode
    let binding: SPDMRequester.Binding
    let version: UInt8

    static let all: [Setting] = ExecutionMode.allCases.flatMap { mode in
        [SPDMRequester.Binding.mctp, .pciDOE].flatMap { binding in
            [0x12, 0x13].map { Setting(mode: mode, binding: binding, version: $0) }
        }
    }

    var testDescription: String { "\(mode), \(binding), 1.\(version & 15)" }
}

/// Expects an ERROR with this code.
func expect(
    _ code: UInt8, _ answer: [UInt8], _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(answer.count >= 4 && answer[1] == 0x7f && answer[2] == code, comment, sourceLocation: sourceLocation)
}
