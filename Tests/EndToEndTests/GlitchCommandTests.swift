import Foundation
import Testing

@Suite("interlock glitch")
struct GlitchCommandTests {
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
