import ArgumentParser
import Silicon

/// `interlock chip describe`.
struct ChipDescribe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print the memory map, the registers and the firmware's digests.",
        discussion: """
            The table is made from the constants that firmware and device models are compiled with.

            EXAMPLE
              $ interlock chip describe --format markdown
            """)

    /// How the table is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    @Option(help: "How the result is printed: text, json, or markdown.") var format = Format.text

    func run() throws {
        switch format {
        case .json: print(try JSONOutput.text(Description()))
        case .markdown: print(ChipDescribe.markdown, terminator: "")
        case .text:
            print("rom      \(FirmwareImages.builtIn.romDigest)")
            print("runtime  \(FirmwareImages.builtIn.runtimeDigest)")
            print("\nMemory")
            for region in RegisterMap.regions {
                print("  \(hex(region.address))  \(pad(size(region.size), 9))  \(pad(region.name, 28))\(region.access)")
            }
            var block = ""
            for register in RegisterMap.registers {
                if register.block != block {
                    block = register.block
                    print("\n\(block)")
                }
                print(
                    "  \(hex(register.address))  \(pad(register.access, 2))  \(pad("\(register.words)", 3))"
                        + "\(pad(register.name, 24))\(register.meaning)")
            }
        }
    }

    /// The tables of `Specs/Chip.md`.
    static var markdown: String {
        var text = "| address | size | region | access |\n|---|---|---|---|\n"
        for region in RegisterMap.regions {
            text += "| `\(hex(region.address))` | \(size(region.size)) | \(region.name) | \(region.access) |\n"
        }
        text += "\n| address | words | block | register | access | meaning |\n|---|---|---|---|---|---|\n"
        for register in RegisterMap.registers {
            text +=
                "| `\(hex(register.address))` | \(register.words) | \(register.block) | \(register.name) "
                + "| \(register.access) | \(register.meaning) |\n"
        }
        return text
    }

    private struct Description: Encodable {
        let rom = FirmwareImages.builtIn.romDigest.description
        let runtime = FirmwareImages.builtIn.runtimeDigest.description
        let regions = RegisterMap.regions.map { Row(block: nil, name: $0.name, address: $0.address, bytes: $0.size) }
        let registers = RegisterMap.registers.map {
            Row(block: $0.block, name: $0.name, address: $0.address, bytes: UInt32($0.words * 4))
        }

        struct Row: Encodable {
            let block: String?
            let name: String
            let address: UInt32
            let bytes: UInt32
        }
    }
}

private func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

private func size(_ bytes: UInt32) -> String { "\(bytes / 1024) KiB" }

private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
