import Accelerator
import Agreement
import Attestation
import Cryptography
import Fleet
import Testing

@Suite("Scenarios")
struct ScenarioTests {
    static let full =
        Written.head + """
            restarts:
              - {chips: chip-001, at: 7m}
            cheats:
              - {kind: unlisted-model, chip: chip-000, at: 3m, model: other}
            expect:
              - {rule: IL-COMP-11, chip: chip-000}

            """

    @Test("a scenario reads exactly")
    func good() throws {
        let scenario = try Written.scenario(ScenarioTests.full)
        #expect(scenario.name == "Test" && scenario.seed == 7 && scenario.duration == 1200 && scenario.chipCount == 3)
        #expect(scenario.licences.map(\.chips) == [[0, 1], [2]])
        #expect(scenario.licences.map(\.signers) == [[0, 1], [1, 2]])
        #expect(scenario.licences[0].totalAllowance == 100_000_000_000_000_000)
        #expect(scenario.workloads[0].chips == [0, 1, 2])
        #expect(scenario.restarts == scenario.restarts.filter { $0.tick == 420 && $0.chips == [1] })
        #expect(scenario.cheats.map(\.kind) == [.unlistedModel])
        #expect(scenario.expected.map(\.rule.id) == ["IL-COMP-11"])
        #expect(scenario.chipName(2) == "chip-002")
    }

    @Test("weights are named by the digest of their descriptor")
    func weights() throws {
        let scenario = try Written.scenario(Written.head)
        #expect(scenario.models[0].weights.description == Written.weights("small", "gpt-2-124m", "bf16"))
    }

    @Test(
        "a wrong field is refused with file, line, column, field and mend",
        arguments: [
            ("scenario: 1", "scenario: 2", 1, 11, "scenario"), ("name: Test", "nome: Test", 2, 1, "nome"),
            ("name: Test", "name: [Test]", 2, 7, "name"), ("seed: 7", "seed: x", 3, 7, "seed"),
            ("seed: 7", "seed: -7", 3, 7, "seed"),
            ("2026-03-01T00:00:00Z", "yesterday", 4, 8, "epoch"), ("2026-03-01T", "1999-03-01T", 4, 8, "epoch"),
            ("duration: 20m", "duration: 20", 5, 11, "duration"), ("duration: 20m", "duration: 0s", 5, 11, "duration"),
            ("duration: 20m", "duration: 9999d", 5, 11, "duration"),
            ("chips: 3}", "chips: 0}", 8, 16, "fleet.chips"),
            ("chips: 3}", "chips: 3, racks: 1}", 8, 19, "fleet.racks"),
            ("preset: gpt-2-124m, format: bf16", "preset: gpt-9, format: bf16", 10, 27, "models[0].preset"),
            ("format: bf16", "format: bf17", 10, 47, "models[0].format"),
            ("name: other", "name: small", 10, 3, "models"),
            ("[chip-000, chip-001]", "[chip-000, chip-009]", 14, 23, "licences[0].chips[1]"),
            ("[chip-000, chip-001]", "chip-001..chip-000", 14, 12, "licences[0].chips"),
            ("[chip-000, chip-001]", "[]", 14, 12, "licences[0].chips"),
            ("total: 1e17, training: 2e14", "total: -1, training: 0", 15, 25, "licences[0].allowances.total"),
            ("total: 1e17, training: 2e14", "total: 1, training: 2", 15, 38, "licences[0].allowances.training"),
            ("models: [small]", "models: [huge]", 16, 14, "licences[0].models[0]"),
            ("quantum: 1e13", "quantum: 0", 17, 14, "licences[0].quantum"),
            ("from: 0s, until: 1h", "from: 1h, until: 1h", 18, 12, "licences[0].valid"),
            ("[Ada, Bey]", "[Ada, Dan]", 19, 20, "licences[0].signers[1]"),
            ("[Ada, Bey]", "[Ada, Ada]", 19, 14, "licences[0].signers"),
            ("sequence: 2", "sequence: 1", 13, 3, "licences"),
            ("kind: inference", "kind: idling", 28, 27, "workloads[0].kind"),
            ("requestsPerHour: 3600", "requestsPerHour: 0", 28, 81, "workloads[0].requestsPerHour"),
            (", requestsPerHour: 3600", "", 28, 5, "workloads[0]"),
            ("requestsPerHour: 3600", "requestsPerHour: 5, steps: 3", 28, 84, "workloads[0].steps"),
            ("requestsPerHour: 3600", "trace: maybe", 28, 71, "workloads[0].trace"),
            ("chip-001, at: 7m", "chip-001, at: 7h", 30, 27, "restarts[0].at"),
            ("kind: unlisted-model", "kind: bribery", 32, 12, "cheats[0].kind"),
            ("at: 3m, model: other", "at: 3m", 32, 5, "cheats[0].model"),
            (
                "kind: unlisted-model, chip: chip-000, at: 3m, model: other",
                "kind: rate-burst, chip: chip-000, at: 3m, model: other, passes: 0", 32, 70, "cheats[0].passes"
            ),
            (
                "kind: unlisted-model, chip: chip-000, at: 3m, model: other",
                "kind: slowed-clock, chip: chip-000, at: 3m, factor: 1", 32, 58, "cheats[0].factor"
            ),
            (
                "kind: unlisted-model, chip: chip-000, at: 3m, model: other",
                "kind: dark-chip, chip: chip-000, at: 3m, model: other", 32, 47, "cheats[0].model"
            ),
            (
                "kind: unlisted-model, chip: chip-000, at: 3m, model: other",
                "kind: stolen-keys, chip: chip-000, at: 3m, licence: 1, keys: [Ada, Ada]", 32, 67, "cheats[0].keys"
            ),
            (
                "kind: unlisted-model, chip: chip-000, at: 3m, model: other",
                "kind: flooded-log, chip: chip-000, at: 3m, licence: 2", 32, 58, "cheats[0].licence"
            ),
            ("IL-COMP-11", "IL-COMP-99", 34, 12, "expect[0].rule"),
            ("IL-COMP-11, chip: chip-000", "IL-COMP-11, chip: chip-003", 34, 30, "expect[0].chip"),
        ] as [(String, String, Int, Int, String)])
    func wrong(old: String, new: String, line: Int, column: Int, field: String) throws {
        let range = try #require(ScenarioTests.full.firstRange(of: old))
        let text = ScenarioTests.full.replacing(
            old, with: new, subrange: range.lowerBound..<ScenarioTests.full.endIndex, maxReplacements: 1)
        let error = try #require(throws: AgreementError.self) { try Written.scenario(text) }
        #expect(error.field == field)
        #expect(error.line == line)
        #expect(error.column == column)
        #expect(error.description.hasPrefix("s.yaml:\(line):\(column): \(field): "))
        #expect(!error.mend.isEmpty)
    }

    @Test("licences of cheats must fit the cheat")
    func cheatLicences() throws {
        for (kind, licence, isGood) in [
            ("replayed-licence", 1, true), ("replayed-licence", 2, false), ("replayed-licence", 9, false),
            ("other-chips-licence", 2, true), ("other-chips-licence", 1, false),
        ] {
            let text = Written.head + "cheats:\n  - {kind: \(kind), chip: chip-000, at: 1m, licence: \(licence)}\n"
            if isGood {
                _ = try Written.scenario(text)
            } else {
                #expect(throws: AgreementError.self) { try Written.scenario(text) }
            }
        }
    }

    @Test("any bytes give a scenario or an error", arguments: UInt64(1)...4)
    func fuzz(seed: UInt64) throws {
        var random = SeededStream(seed: seed, name: "test/scenario-fuzz")
        let source = Array(ScenarioTests.full.utf8)
        let agreement = try Agreement(Array(Written.agreement.utf8), file: "agreement.yaml")
        for _ in 0..<300 {
            var bytes = source
            for _ in 0...random.number(below: 4) {
                let place = Int(random.number(below: UInt64(bytes.count)))
                switch random.number(below: 4) {
                case 0: bytes[place] = UInt8(random.number(below: 256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(32 + random.number(below: 95)), at: place)
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { break }
            }
            do throws(AgreementError) {
                _ = try ScenarioFile(bytes, file: "f.yaml").scenario(under: agreement)
            } catch {
                #expect(error.file == "f.yaml" && !error.reason.isEmpty && !error.mend.isEmpty)
            }
        }
    }

    @Test("the published schema names exactly the fields that the reader takes")
    func schema() throws {
        let file = Place.root.appending(path: "Specs/schema/scenario.json")
        let schema = try JSONValue(parsing: try Place.bytes(file))
        func names(_ value: JSONValue?) throws -> Set<String> {
            guard case .object(let members) = try #require(value?["properties"]).content else { return [] }
            #expect(value?["additionalProperties"]?.content == .boolean(false))
            return Set(members.map(\.name))
        }
        let definitions = try #require(schema["$defs"])
        #expect(try names(schema) == Set(ScenarioFile.fields))
        #expect(try names(definitions["model"]) == Set(ModelPlan.fields))
        guard case .array(let presets)? = definitions["model"]?["properties"]?["preset"]?["enum"]?.content else {
            Issue.record("The schema has no presets.")
            return
        }
        #expect(presets.map(\.content) == PublishedModel.allCases.map { .string($0.rawValue) })
        #expect(try names(definitions["licence"]) == Set(LicencePlan.fields))
        #expect(try names(definitions["inference"]) == Set(WorkloadPlan.fields + WorkloadPlan.inferenceFields))
        #expect(try names(definitions["training"]) == Set(WorkloadPlan.fields + TrainingPlan.fields))
        #expect(try names(definitions["restart"]) == Set(RestartPlan.fields))
        #expect(try names(definitions["finding"]) == Set(ExpectedFinding.fields))
        for kind in CheatKind.allCases {
            #expect(try names(definitions[kind.rawValue]) == Set(CheatPlan.fields + kind.fields))
        }
    }
}
