import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

@Suite("Secure boot")
struct BootTests {
    let world = TestWorld()

    @Test("an image signed by the vendor and a quorum boots", arguments: ExecutionMode.allCases)
    func boots(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        #expect(chip.powerOn())
        #expect(chip.bootStatus == .ready)
        #expect(chip.fault == nil)
        #expect(chip.trap == nil)
        #expect(!chip.accelerator.isOpen)
        if mode == .interpreted { #expect(chip.instructions ?? 0 > 100_000) }
    }

    @Test("evidence over a nonce decodes", arguments: ExecutionMode.allCases)
    func attests(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        #expect(chip.powerOn())
        let bytes = try chip.send(.attest, Array(repeating: 7, count: 32))
        let evidence = try Evidence(bytes)
        #expect(evidence.claims.nonce == Array(repeating: 7, count: 32))
        #expect(evidence.encoded() == bytes)
    }

    @Test("interpreted and native chips sign the same bytes")
    func sameBytes() throws {
        let answers = try ExecutionMode.allCases.map { mode in
            let chip = try world.chip(mode: mode)
            chip.powerOn()
            return try chip.send(.attest, Array(repeating: 9, count: 32))
        }
        #expect(answers[0].elementsEqual(answers[1]) as Bool)
    }
}
