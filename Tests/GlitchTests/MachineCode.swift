import RV32

/// The functions of an image as they were linked, read for what a compiler or linker may have taken out.
struct MachineCode {
    /// A function: its name, and its instructions by address.
    private struct Function {
        let name: String
        var code: [(address: UInt32, instruction: Instruction)] = []
    }

    private var functions: [Function] = []

    /// Takes a file apart; what lies between two functions belongs to the first.
    init(_ file: ELFImage) {
        let starts = Dictionary(
            file.symbols.filter {
                $0.key.hasPrefix("$e") || $0.key.first?.isLetter == true || $0.key.hasPrefix("_start")
            }
            .map { ($0.value, $0.key) }, uniquingKeysWith: min)
        for segment in file.segments {
            var offset = 0
            while offset + 2 <= segment.bytes.count {
                let address = segment.address + UInt32(offset)
                if let name = starts[address] { functions.append(Function(name: name)) }
                let word = (0..<4).reduce(UInt32(0)) {
                    $0 | (offset + $1 < segment.bytes.count ? UInt32(segment.bytes[offset + $1]) << UInt32(8 * $1) : 0)
                }
                let instruction = Instruction(decoding: word & 3 == 3 ? word : word & 0xffff)
                if !functions.isEmpty { functions[functions.count - 1].code.append((address, instruction)) }
                offset += Int(instruction.length)
            }
        }
    }

    /// The places that call a function, by parts of names: from one other, or from anywhere.
    func calls(from caller: String = "", to callee: String) -> Int {
        let entries = Set(functions.filter { $0.name.contains(callee) }.compactMap(\.code.first?.address))
        return functions.filter { caller.isEmpty || $0.name.contains(caller) }.flatMap(\.code).count {
            $1.operation == .jal && entries.contains($0 &+ $1.immediate)
        }
    }

    /// Whether a function of this name rotates a word to the left by so many bits.
    func rotates(by bits: UInt32, in name: String) -> Bool {
        let code = functions.filter { $0.name.contains(name) }.flatMap(\.code).map(\.instruction)
        return code.contains { $0.operation == .slli && $0.immediate == bits }
            && code.contains { $0.operation == .srli && $0.immediate == 32 - bits }
    }
}
