import Foundation
import Testing

@Suite("interlock glitch")
struct GlitchCommandTests {
    private let program: Program
    private let plan = "glitch --window licence --attack 'too FEW' --model skip --sample 40"

    init() throws { program = try Program() }

    @Test("tries what it is told to, keeps it, and goes on with it")
    func parts() throws {
        defer { program.remove() }
        let first = try program.interlock("\(plan) --out out")
        #expect(first.status == 0)
        #expect(first.output.contains("0 of 40 runs got past a check."))
        #expect(first.output.contains("too few signers") && !first.output.contains("forged signature"))
        let again = try program.interlock("\(plan) --out out")
        #expect(again.status == 2 && again.errors.contains("--resume"))
        let resumed = try program.interlock("\(plan) --out out --resume")
        #expect(resumed.output == first.output)
        #expect(try program.interlock("\(plan) --expect out/glitch.json --jobs 1").status == 0)
        let other = try program.interlock("\(plan) --seed 2 --out out --resume")
        #expect(other.status == 2 && other.errors.contains("another --seed"))
    }

    @Test("names the attacks that there are where none is called so")
    func noAttack() throws {
        defer { program.remove() }
        let outcome = try program.interlock("glitch --window open --attack measurement")
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("unlisted model") && outcome.errors.contains("--attack"))
    }

    @Test("--force takes all of an earlier campaign away, so that one broken off goes on with --resume")
    func replaced() throws {
        let program = try Program()
        defer { program.remove() }
        let plan = "--model skip --sample 3 --out g"
        let first = try program.interlock("glitch --window open \(plan) --seed 1")
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(try program.interlock("glitch --window boot \(plan) --seed 2").status == 2)
        #expect(try program.interlock("glitch --window boot \(plan) --seed 2 --force").status == 0)
        let parts = try program.shell("ls g/parts").output
        #expect(parts.contains("boot.") && !parts.contains("open."), "\(parts)")
        let resumed = try program.interlock("glitch --window boot \(plan) --seed 2 --resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
    }

    @Test(
        "each file that a campaign leaves is kept unless --force says otherwise",
        arguments: [
            "glitch.json", "glitch.html", "timing.json", "parts/x.json",
        ])
    func kept(file: String) throws {
        let program = try Program()
        defer { program.remove() }
        _ = try program.shell("mkdir -p g/parts && echo mine > g/\(file) && rmdir --ignore-fail-on-non-empty g/parts")
        let refused = try program.interlock("glitch --window open --model skip --sample 1 --out g")
        #expect(refused.status == 2 && refused.errors.contains("there are results"), "\(refused.errors)")
        #expect(try program.shell("cat g/\(file)").output == "mine\n")
    }
}
