import ArgumentParser
import Foundation
import RV32

struct ChipExec: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a bare-metal RV32IMC program on the bare core.",
        discussion: """
            The core is the one inside the chip, without the chip around it: RAM at 0x80000000, a CLINT at \
            0x02000000, machine mode alone. The program speaks through the word at its symbol `tohost`: it writes 1 \
            to pass, (n << 1) | 1 to say that test n failed, and device 1, command 1 to print a character.

            Exit status: 0 passed; 1 failed a test; 2 the file is not a program for this core; 3 the file could not \
            be read; 4 no result within --max-instructions, or asleep for ever.

            EXAMPLES
              Build a program with clang and lld:
                $ clang --target=riscv32 -march=rv32imc -nostdlib -fuse-ld=lld -Wl,--image-base=0x80000000 \
                    hello.S -o hello.elf
              Run a program, and see how many instructions it took:
                $ interlock chip exec hello.elf
              Follow the first hundred instructions:
                $ interlock chip exec hello.elf --trace --max-instructions 100
              The result for a program to read:
                $ interlock chip exec hello.elf --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(
        help: "A 32-bit little-endian RISC-V executable, linked to run from RAM at 0x80000000.", completion: .file())
    var file: String

    @Option(help: "Stop without a result after this many instructions.")
    var maxInstructions: UInt64 = 10_000_000_000

    @Option(help: "Size of RAM: bytes, or a number followed by KiB, MiB or GiB.")
    var memory: MemorySize = MemorySize(bytes: 64 << 20)

    @Flag(help: "Print each instruction: address, bits, disassembly, register written. Slow.")
    var trace = false

    @Option(help: "How the result is printed: text, or json.")
    var format: Format = .text

    @Flag(help: "Report the time taken and instructions a second on standard error. Differs from run to run.")
    var stats = false

    func run() throws {
        let result = try execute()
        switch format {
        case .text: print(result.text)
        case .json: print(result.json)
        }
        throw ExitCode(result.exitStatus)
    }

    private func execute() throws -> ExecResult {
        let image = try load()
        var program: BareMetal
        do throws(BareMetal.LoadError) {
            program = try BareMetal(image: image, size: memory.bytes)
        } catch {
            throw refuse(2, error.message(file: file))
        }
        var console = Console(isKept: format == .json)
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = program.run(
            maxInstructions: maxInstructions, emit: { console.put($0) },
            observe: trace ? { show($0) } : nil)
        let elapsed = start.duration(to: clock.now)
        console.finish()
        if stats { report(program.machine.hart.retired, elapsed) }
        return ExecResult(
            outcome: outcome, instructions: program.machine.hart.retired, pc: program.machine.hart.pc,
            console: console.kept, file: file)
    }

    /// A trace goes where the program's output goes, but not into JSON.
    private func show(_ entry: TraceEntry) {
        switch format {
        case .text: print(entry)
        case .json: complain(entry.description)
        }
    }

    private func load() throws -> ELFImage {
        let bytes = try InputFile.content(of: file, limit: 256 << 20)
        do throws(ELFError) {
            return try ELFImage(parsing: bytes)
        } catch {
            throw refuse(
                2,
                "\(file): \(error). Build it as a 32-bit executable: "
                    + "clang --target=riscv32 -march=rv32imc -nostdlib -fuse-ld=lld -Wl,--image-base=0x80000000.")
        }
    }

    private func report(_ instructions: UInt64, _ elapsed: Duration) {
        let seconds = elapsed / .seconds(1)
        let rate = (Double(instructions) / seconds / 1e5).rounded() / 10
        complain("\(instructions) instructions in \((seconds * 1e6).rounded() / 1e6) s: \(rate) MIPS")
    }

    private func refuse(_ status: Int32, _ message: String) -> ExitCode {
        complain("error: " + message)
        return ExitCode(status)
    }

    private func complain(_ message: String) {
        FileHandle.standardError.write(Data((message + "\n").utf8))
    }
}
