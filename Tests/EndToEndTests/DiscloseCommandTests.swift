import Foundation
import InterlockTesting
import Testing

@Suite("interlock disclose")
struct DiscloseCommandTests {
    private static let profiles = """
        thresholds:
          - {name: strict, over: run, training: any, operations: 1e20, beyond: reported}
          - {name: tiny, over: run, training: any, operations: 1e9, beyond: monitored}
        disclosure:
          - to: verifier
            exact: [identity, firmware, boots, time, operations, training, licence, models, refusals]
          - {to: Vesta Union, exact: [training], proved: [models]}
          - {to: public, rounded: [operations, training], digits: 2}
          - {to: Commonwealth of Maren, proved: [training, operations, models, firmware]}
        """

    /// A folder with a run under profiles, sealed by a verifier.
    private func sealed() throws -> Program {
        let program = try Program()
        _ = try program.shell("cp \"$ROOT\"/Specs/Scenarios/quickstart*.yaml .")
        let agreement = program.folder.appendingPathComponent("quickstart-agreement.yaml")
        let text = try String(contentsOf: agreement, encoding: .utf8)
        try (text + DiscloseCommandTests.profiles + "\n").write(to: agreement, atomically: true, encoding: .utf8)
        let made = try program.shell(
            """
            set -e
            interlock fleet run quickstart.yaml --out out
            interlock keys new --seed verifier --out verifier.pem
            interlock disclose seal out/evidence --trust out/trust --agreement out/agreement.yaml --key verifier.pem \
                --seed 1 --out sealed
            """)
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        return program
    }

    private func read(_ program: Program, by reader: String) throws -> [String: Any] {
        let made = try program.shell(
            "interlock disclose show sealed --agreement out/agreement.yaml --to '\(reader)' --out shown --force && "
                + "interlock disclose read shown --signer verifier.pem --format json > read.json")
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        let data = try Data(contentsOf: program.folder.appendingPathComponent("read.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Everything that can be read in what was shown: each part in base64url decoded.
    private func readable(_ program: Program) throws -> String {
        let text = try String(contentsOf: program.folder.appendingPathComponent("shown"), encoding: .utf8)
        return text.split(whereSeparator: { ".~\n".contains($0) }).map { part -> String in
            var padded = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
            while padded.count % 4 != 0 { padded += "=" }
            return String(decoding: Data(base64Encoded: padded) ?? Data(), as: UTF8.self)
        }.joined(separator: "\n")
    }

    @Test("each reader learns its profile, and what is withheld can't be read in what it gets")
    func readers() throws {
        let program = try sealed()
        defer { program.remove() }
        let all = try read(program, by: "verifier")
        let fleet = try #require(all["fleet"] as? [String: Any])
        let (total, training) = (
            try #require(fleet["operations"] as? String), try #require(fleet["training"] as? String)
        )
        let chips = try #require(all["chips"] as? [[String: Any]])
        #expect(chips.count == 24 && total.count > 18 && training.count > 18)
        let ofChips = try chips.flatMap { chip in
            try ["operations", "training", "identity"].map { try #require(chip[$0] as? String) }
        }.filter { $0.count > 9 }
        #expect(ofChips.count > 40)
        let run = try String(contentsOf: program.folder.appendingPathComponent("out/run.json"), encoding: .utf8)
        #expect(run.contains("\"metered\": \"\(total)\""))

        // Nobody but the verifier reads a chip's name or a total; each sees what the profile says.
        for (reader, fleetNames, chipNames) in [
            ("Vesta Union", ["onlyPermittedModels", "training"], ["training"]),
            ("public", ["operationsRounded2", "trainingRounded2"], []),
            (
                "Commonwealth of Maren",
                [
                    "everyRunWithin:strict", "onlyApprovedFirmware", "onlyPermittedModels",
                    "operationsWithinAllowance", "trainingWithinAllowance",
                ], []
            ),
        ] as [(String, [String], [String])] {
            let learned = try read(program, by: reader)
            let text = try readable(program)
            #expect(learned["verdict"] as? String == "broken" && learned["chipCount"] as? Int == 24)
            #expect((learned["fleet"] as? [String: Any])?.keys.sorted() == fleetNames, "\(reader)")
            let names = Set((learned["chips"] as? [[String: Any]] ?? []).flatMap(\.keys))
            #expect(names.sorted() == chipNames, "\(reader)")
            #expect(!text.contains(total) && !text.contains("chip-0") && !text.contains("identity"), "\(reader)")
            if reader != "Vesta Union" {
                #expect(!text.contains(training), "\(reader)")
                for value in ofChips { #expect(!text.contains(value), "\(reader): \(value)") }
            }
        }
    }

    @Test("a threshold that all training exceeds is not said to hold, nor that it does not")
    func exceeded() throws {
        let program = try sealed()
        defer { program.remove() }
        let learned = try read(program, by: "Commonwealth of Maren")
        let fleet = try #require(learned["fleet"] as? [String: Any])
        #expect(fleet["everyRunWithin:strict"] as? Bool == true)
        #expect(fleet["everyRunWithin:tiny"] == nil)
        #expect(try !readable(program).contains("tiny"))
    }

    private static let python = Python.having("cryptography")

    @Test(
        "Python reads the same by RFC 9901 alone",
        .enabled(if: python != nil, "skipped: no Python with cryptography; set INTERLOCK_PYTHON to one"))
    func independent() throws {
        let program = try sealed()
        defer { program.remove() }
        let python = try #require(DiscloseCommandTests.python)
        let learned = try read(program, by: "Vesta Union")
        let script = "\(python) \"$ROOT\"/Tests/Vectors/check_sd_jwt.py"
        let printed = try program.shell("\(script) shown verifier.pem")
        #expect(printed.status == 0, "\(printed.errors)")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any])
        #expect((json["fleet"] as? NSDictionary) == (learned["fleet"] as? NSDictionary))
        #expect((json["chips"] as? [[String: Any]])?.filter { !$0.isEmpty }.count == 24)
        #expect(try program.shell("sed -i 's/~W/~X/' shown; \(script) shown verifier.pem").status == 1)
    }

    @Test(
        "nothing is said about all chips where evidence, chips or meters are missing: what is missing may hold anything",
        arguments: [
            ("a part of the record", "out/evidence/chip-000-000.cbor out/evidence/chip-015-000.cbor", ":"),
            ("no list of chips", "out/evidence", "rm out/trust/chips.json"),
            ("no challenges", "out/evidence", "rm out/trust/challenges.json"),
            ("a chip without evidence", "out/evidence", "rm out/evidence/chip-015-*"),
            ("a chip without its latest evidence", "out/evidence", "rm out/evidence/chip-015-006.cbor"),
            ("a chip without its first evidence", "out/evidence", "rm out/evidence/chip-015-000.cbor"),
            ("evidence that can't be read", "out/evidence", "echo x > out/evidence/x.cbor"),
            ("evidence that was changed", "out/evidence", "truncate -s -1 out/evidence/chip-003-002.cbor"),
        ])
    func missing(what: String, evidence: String, act: String) throws {
        let program = try sealed()
        defer { program.remove() }
        let seal =
            "interlock disclose seal \(evidence) --trust out/trust --agreement out/agreement.yaml "
            + "--key verifier.pem --out sealed --force"
        #expect(try program.shell("\(act) && \(seal)").status == 0, "\(what)")
        for reader in ["Commonwealth of Maren", "verifier", "public"] {
            let learned = try read(program, by: reader)
            #expect((learned["fleet"] as? [String: Any])?.isEmpty ?? false, "\(what), \(reader): \(learned)")
        }
        #expect(try read(program, by: "public")["wholeRecord"] as? Bool == (evidence == "out/evidence"))
    }

    @Test("another's key, another agreement and a reader without a profile are told")
    func refused() throws {
        let program = try sealed()
        defer { program.remove() }
        _ = try program.interlock("keys new --seed other --out other.pem")
        let other = try program.interlock("disclose read sealed --signer other.pem")
        #expect(other.status == 1 && other.errors.contains("not of this key"))
        let agreement = try program.interlock(
            "disclose show sealed --agreement Specs.yaml --to public --out x")
        #expect(agreement.status == 2)
        let stranger = try program.interlock(
            "disclose show sealed --agreement out/agreement.yaml --to Nobody --out x")
        #expect(stranger.status == 2 && stranger.errors.contains("there are: verifier, Vesta Union, public"))
        let wrong = try program.interlock(
            "disclose show sealed --agreement \"$ROOT\"/Specs/Agreements/draft-treaty.yaml --to public --out x")
        #expect(wrong.status == 2 && wrong.errors.contains("under another agreement"))
        #expect(try program.interlock("disclose read out/run.json --signer verifier.pem").status == 2)
    }
}
