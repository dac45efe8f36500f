import InterlockTesting
import Silicon
import Testing

@Suite("SPDM port")
struct PortTests {
    private func port() throws -> SPDMPort { SPDMPort(try SPDMWorld().chip) }

    @Test("SP-30: the greeting, the end and an unknown command get the answers of DMTF's emulator")
    func commands() throws {
        let port = try port()
        let hello = try #require(port.answer(EmulatorFrame(command: 0xdead, transport: 1, payload: [])))
        #expect(hello.payload == Array("Server Hello!\0".utf8))
        for command in [0xfffe, 0xfffd] as [UInt32] {
            let answer = try #require(port.answer(EmulatorFrame(command: command, transport: 2, payload: [])))
            #expect(answer == EmulatorFrame(command: command, transport: 2, payload: []))
        }
        #expect(port.answer(EmulatorFrame(command: 77, transport: 1, payload: [1]))?.command == 0xffff)
    }

    @Test("SP-30: a frame's bytes are as they are on the wire")
    func frame() {
        let bytes = EmulatorFrame(command: 1, transport: 2, payload: [9]).encoded()
        #expect(bytes == [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 9])
        let header = EmulatorFrame.header(Array(bytes.prefix(12)))
        #expect(header?.command == 1 && header?.transport == 2 && header?.length == 1)
        #expect(EmulatorFrame.header([UInt8](repeating: 255, count: 12)) == nil)
    }

    @Test("SP-31: discovery lists three kinds of data objects and ends")
    func discovery() throws {
        let port = try port()
        var index: UInt8 = 0
        var kinds: [UInt8] = []
        repeat {
            let request = DataObject(kind: .discovery, content: [index, 0, 0, 0]).encoded()
            let answer = try #require(port.answer(request, over: .pciDOE))
            kinds.append(answer[10])
            index = answer[11]
        } while index != 0
        #expect(kinds == [0, 1, 2])
    }

    @Test("SP-31: what is no data object, and no MCTP message of ours, gets no answer")
    func silence() throws {
        let port = try port()
        for bytes in [[], [1], [1, 0, 1, 0, 1, 0, 0, 0], [1, 0, 3, 0, 2, 0, 0, 0], [2, 0, 1, 0, 2, 0, 0, 0]]
            as [[UInt8]]
        {
            #expect(port.answer(bytes, over: .pciDOE) == nil)
        }
        for bytes in [[], [0], [7, 0x10, 0x84, 0, 0]] as [[UInt8]] { #expect(port.answer(bytes, over: .mctp) == nil) }
    }

    @Test("SP-32: the host can leave out a version")
    func versions() throws {
        let chip = try SPDMWorld().chip
        let answer = try #require(SPDMPort(chip, upTo: .version12).answer([5, 0x10, 0x84, 0, 0], over: .mctp))
        #expect(answer == [5, 0x10, 4, 0, 0, 0, 1, 0, 0x12])
        let both = try #require(SPDMPort(chip).answer([5, 0x10, 0x84, 0, 0], over: .mctp))
        #expect(both == [5, 0x10, 4, 0, 0, 0, 2, 0, 0x12, 0, 0x13])
    }
}
