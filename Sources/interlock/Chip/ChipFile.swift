import ArgumentParser
import Cryptography
import Silicon

/// A chip on disk: what outlives its power, in one file.
enum ChipFile {
    /// Reads a chip that is off.
    static func read(_ path: String, mode: ExecutionMode) throws(CommandFailure) -> Chip {
        let bytes = try InputFile.content(of: path)
        do throws(ChipState.ReadingError) {
            return Chip(try ChipState(bytes), firmware: .builtIn, mode: mode, cache: PublicKeyCache())
        } catch {
            if let version = error.otherVersion {
                throw CommandFailure(
                    .unusable,
                    "\(path): a chip in format \(version), of \(version < ChipState.version ? "an earlier" : "a later") "
                        + "interlock; this one reads format \(ChipState.version): make the chip anew with "
                        + "`interlock chip new`, or use the interlock that made it")
            }
            throw CommandFailure(
                .unusable,
                "\(path): byte \(error.offset): \(error.field): this is no chip; make one with `interlock chip new`")
        }
    }

    /// Writes what the chip keeps.
    static func write(_ chip: Chip, to path: String) throws(CommandFailure) {
        try OutputFile.write(chip.state.encoded(), to: path, replacing: true, isSecret: true)
    }

    /// Switches a chip on; where it does not boot, says why. The boot counts all the same, and is written.
    static func boot(_ chip: Chip, _ path: String) throws(CommandFailure) {
        guard chip.powerOn() else {
            try write(chip, to: path)
            throw CommandFailure(
                .unusable,
                "\(path): the chip does not boot: \(chip.fault.map { "\($0)" } ?? "it hangs"); see Specs/Faults.md")
        }
    }
}

/// The options of commands that run a chip's firmware.
struct ChipOptions: ParsableArguments {
    @Argument(help: "The chip: a file made by `interlock chip new`.")
    var chip: String

    @Flag(help: "Run the RV32 firmware image instruction by instruction; the evidence is the same bytes.")
    var interpreted = false

    var mode: ExecutionMode { interpreted ? .interpreted : .native }

    /// The chip, booted.
    func booted() throws(CommandFailure) -> Chip {
        let chip = try ChipFile.read(chip, mode: mode)
        try ChipFile.boot(chip, self.chip)
        return chip
    }
}
