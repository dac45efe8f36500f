import RV32
import Testing

@Suite("ELF files: any bytes give an image or an error that says where")
struct ELFImageTests {
    static let file = ELFBuilder(
        code: [0x0000_0013, 0x0000_006f], memorySize: 64,
        symbols: [("tohost", 0x8000_1000), ("begin_signature", 0x8000_2000), ("tohost", 1)]
    ).file()

    static func error(_ bytes: [UInt8]) -> ELFError? {
        do throws(ELFError) {
            _ = try ELFImage(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    static func changed(_ offset: Int, _ value: UInt8) -> [UInt8] {
        var bytes = file
        bytes[offset] = value
        return bytes
    }

    @Test("segments, entry and the first symbol of each name are found")
    func parses() throws {
        let image = try ELFImage(parsing: Self.file)
        #expect(image.entry == 0x8000_0000)
        #expect(image.segments.count == 1)
        #expect(image.segments.first?.bytes == [0x13, 0, 0, 0, 0x6f, 0, 0, 0])
        #expect(image.segments.first?.memorySize == 64 && image.segments.first?.address == 0x8000_0000)
        #expect(image.symbols == ["tohost": 0x8000_1000, "begin_signature": 0x8000_2000])
    }

    @Test("the wrong kind of file is named by field and offset")
    func wrongKind() {
        #expect(Self.error(Array("hello, world".utf8))?.reason == .notELF)
        #expect(Self.error(Self.changed(4, 2))?.description == "EI_CLASS is 2, not 1 (32-bit), at byte 4")
        #expect(Self.error(Self.changed(5, 2))?.offset == 5)
        #expect(Self.error(Self.changed(16, 3))?.description == "e_type is 3, not 2 (executable), at byte 16")
        #expect(Self.error(Self.changed(18, 62))?.description == "e_machine is 62, not 243 (RISC-V), at byte 18")
        #expect(Self.error(Self.changed(52 + 20, 1))?.offset == 52 + 16)
    }

    @Test("a segment that would wrap around the address space is refused")
    func wraps() {
        let file = ELFBuilder(code: [0x13], address: 0xffff_fffc, memorySize: 8).file()
        #expect(Self.error(file)?.offset == 52 + 12)
    }

    @Test("every truncation gives an image or an error inside the file")
    func truncations() {
        for count in 0..<Self.file.count {
            let error = Self.error(Array(Self.file.prefix(count)))
            #expect(error != nil, "cut to \(count)")
            #expect((0...count).contains(error?.offset ?? -1), "cut to \(count)")
        }
    }

    @Test("20000 random mutations give an image or an error", arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            var bytes = Self.file
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0xff
            }
            if let error = Self.error(bytes) {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed)")
            }
        }
    }
}
