import Agreement
import Cryptography
import Testing

@Suite("Malformed agreements")
struct MalformedTests {
    /// The library's agreements with one thing broken each, so that none is an agreement any more.
    static let mutants: [(name: String, text: String)] = {
        var random = SeededStream(seed: 6, name: "malformed")
        var mutants: [(name: String, text: String)] = []
        for file in Library.names {
            guard let text = try? Library.text(file) else { continue }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for (number, line) in lines.enumerated() {
                guard !line.hasPrefix("#"), let colon = line.firstIndex(of: ":"),
                    line[..<colon].allSatisfy({ $0 != "{" })
                else { continue }
                let breaks: [(String, String)] = [
                    ("no such field", "\(line[..<colon])x\(line[colon...])"),
                    ("a list in a list", "\(line[...colon]) [[x]]"),
                    ("a number below zero", "\(line[...colon]) -1"),
                    ("an open quote", "\(line[...colon]) \"open"),
                    ("a control character", "\(line[...colon]) \"\\e[31m\""),
                    ("twice", "\(line[...colon]) 1\n\(line[...colon]) 1"),
                ]
                let (what, broken) = breaks[Int(random.number(below: UInt64(breaks.count)))]
                var copy = lines
                copy[number] = broken
                mutants.append(("\(file):\(number + 1) \(what)", copy.joined(separator: "\n")))
            }
            for required in ["agreement: 1", "name:", "beneficiary:", "parties:", "allowances:", "monitoring:"] {
                let copy = lines.filter {
                    !$0.hasPrefix(required) || $0.hasPrefix("allowances:") && required != "allowances:"
                }
                mutants.append(("\(file) without \(required)", copy.joined(separator: "\n")))
            }
        }
        return mutants
    }()

    static let written: [String] = [
        "", "\0", "---", "[]", "{}", "agreement", "agreement: 1", "- agreement: 1", "agreement: 2\nname: x",
        "? [a, b]\n: c", "&a [*a]", "a: &a [x]\nb: *a", "<<: {agreement: 1}", "agreement: !!binary x",
        "\u{feff}agreement: 1",
        "agreement: 1\nagreement: 1", "%YAML 9.9\n---\nagreement: 1", "agreement: 1\n---\nagreement: 1", "\t",
        "{{{{{{{{", "a: |\n b\n c: d",
        String(repeating: "[", count: 4_000), String(repeating: "a: ", count: 200), "\u{85}\u{2028}",
    ]

    @Test("none of 200 and more passes, and each tells where and how to mend it")
    func malformed() {
        #expect(MalformedTests.mutants.count >= 200)
        for (name, text) in MalformedTests.mutants {
            let review = AgreementReview(Array(text.utf8), file: "a.yaml")
            #expect(review.agreement == nil && !review.holds, "\(name)")
            #expect(!review.problems.isEmpty, "\(name)")
            for problem in review.problems {
                #expect(!problem.reason.isEmpty && !problem.mend.isEmpty, "\(name)")
                #expect("\(problem)".unicodeScalars.allSatisfy { $0.isPrintable }, "\(name)")
                if problem.line == nil { #expect(problem.field.isEmpty, "\(name): \(problem)") }
            }
        }
    }

    @Test("nor do those that nobody would write by chance", arguments: written)
    func odd(text: String) {
        #expect(AgreementReview(Array(text.utf8), file: "a.yaml").agreement == nil)
    }

    @Test("a text of aliases of aliases costs no more than its bytes")
    func bomb() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(AgreementReview(Array(text.utf8), file: "a.yaml").agreement == nil)
        #expect(
            AgreementReview(Array((text + "parties: *a60\nname: {*a60 : 1}\n").utf8), file: "a.yaml").agreement == nil)
    }

    @Test("no bytes crash the review, the explanation or the difference", arguments: 1...4)
    func fuzz(seed: UInt64) throws {
        var random = SeededStream(seed: seed, name: "fuzz/agreement/library")
        let files = try Library.names.map { try Library.bytes($0) }
        var agreements = 0
        for _ in 0..<300 {
            let original = files[Int(random.number(below: UInt64(files.count)))]
            var bytes = original
            for _ in 0...random.number(below: 3) {
                let place = Int(random.number(below: UInt64(bytes.count)))
                switch random.number(below: 3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(0x20 + random.number(below: 0x5f)), at: place)
                }
            }
            guard let agreement = AgreementReview(bytes, file: "fuzz").agreement else { continue }
            agreements += 1
            _ = AgreementExplanation(agreement)
            _ = agreement.compiled
            _ = try AgreementDifference(from: original, named: "a", to: bytes, named: "b")
        }
        #expect(agreements > 10)
    }
}
