import Foundation
import RV32
import Testing

/// The public riscv-tests, built elsewhere: `<suite>-p-<name>` files for rv32ui, rv32um, rv32uc and rv32mi.
@Suite("riscv-tests")
struct RISCVTestSuiteTests {
    /// Why a test can't pass on a hart like ours, each for a choice that the specification leaves open.
    static let inapplicable = [
        "rv32ui-p-ma_data": "wants misaligned accesses done in hardware; this hart traps them",
        "rv32mi-p-pmpaddr": "wants physical memory protection; this hart has none",
    ]

    static let directory =
        ProcessInfo.processInfo.environment["INTERLOCK_RISCV_TESTS"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data/riscv-tests").standardized.path

    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
        .filter { $0.hasPrefix("rv32") && $0.contains("-p-") && !$0.contains(".") }.sorted()

    @Test(
        "each test passes, or fails for its stated reason",
        .enabled(if: !files.isEmpty, "Set INTERLOCK_RISCV_TESTS to built riscv-tests; tools/isa-tests builds them."),
        arguments: files)
    func passes(name: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.directory).appendingPathComponent(name))
        var program = try BareMetal(image: try ELFImage(parsing: Array(data)), size: 1 << 20)
        let outcome = program.run(maxInstructions: 1_000_000, emit: { _ in })
        if let reason = Self.inapplicable[name] {
            #expect(outcome != .passed, "now passes, though it \(reason)")
        } else {
            #expect(outcome == .passed)
        }
    }
}
