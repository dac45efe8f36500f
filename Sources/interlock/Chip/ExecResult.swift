import Foundation
import RV32

/// How a program ended, in words and as JSON.
struct ExecResult {
    let outcome: BareMetal.Outcome
    let instructions: UInt64
    let pc: UInt32
    let console: String
    let file: String

    var exitStatus: Int32 {
        switch outcome {
        case .passed: 0
        case .failed: 1
        case .unknownRequest: 2
        case .budgetSpent, .asleep: 4
        }
    }

    var text: String {
        let count = "after \(instructions) instructions"
        return switch outcome {
        case .passed: "passed \(count)"
        case .failed(let test): "failed test \(test) \(count)"
        case .budgetSpent:
            "no result \(count), at 0x\(String(pc, radix: 16)). Raise --max-instructions, or look with --trace where it loops."
        case .asleep:
            "asleep for ever \(count), at 0x\(String(pc, radix: 16)): wfi without an interrupt that could come."
        case .unknownRequest(let value):
            "asked the host for 0x\(String(value, radix: 16)) \(count): only results and characters are served."
        }
    }

    var json: String {
        let record = Record(
            console: console, file: file, instructions: instructions, pc: pc, result: name, test: failedTest)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(record) else {
            preconditionFailure("A record of strings and integers always encodes.")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private struct Record: Encodable {
        let console: String
        let file: String
        let instructions: UInt64
        let pc: UInt32
        let result: String
        let test: UInt32?
    }

    private var failedTest: UInt32? {
        if case .failed(let test) = outcome { test } else { nil }
    }

    private var name: String {
        switch outcome {
        case .passed: "passed"
        case .failed: "failed"
        case .budgetSpent: "budget-spent"
        case .asleep: "asleep"
        case .unknownRequest: "unknown-request"
        }
    }
}

extension BareMetal.LoadError {
    func message(file: String) -> String {
        let end = UInt64(base) + UInt64(room)
        let what = size == 0 ? "its entry" : "a segment of \(size) bytes"
        let mend =
            address < base
            ? "Link it to run from there: with ld.lld, --image-base=0x\(String(base, radix: 16))."
            : "Give more with --memory, or link it lower."
        return "\(file): \(what), at 0x\(String(address, radix: 16)), lies outside of RAM "
            + "(0x\(String(base, radix: 16)) to 0x\(String(end, radix: 16))). \(mend)"
    }
}
