import Agreement
import Cryptography
import Fleet
import Foundation
import Silicon
import Testing

/// Small scenarios for tests, as the text that a user would write.
enum Written {
    static let agreement = """
        agreement: 1
        name: Test accord
        beneficiary: Someone
        parties: [Ada, Bey, Cei]
        quorum: {licence: 2, firmware: 2}
        allowances: {total: 1e20, training: 1e19}
        models:
          - name: small
            weights: \(weights("small", "gpt-2-124m", "bf16"))
            uses: [inference, training]
        monitoring: {interval: 5m, grace: 1m}
        """

    /// The same with every clause that chips carry out.
    static let strict =
        agreement.replacing(
            "    uses: [inference, training]",
            with: """
                    uses: [inference, training]
                    filter: c1981d9a0952ffe815cd4f917635cf968e950314a15d774ea25036dff784f3e901d71f324fbd38df2a18dca1f911e42a
                    generation: 3
                """)
            + """

            modelRules: {frontier: 5, behind: 2}
            thresholds: [{name: one run, over: run, operations: 4e11}]
            data:
              permitted:
                - name: public science
                  manifest: f72775db4ad7811d42ad0cd2b09322b4c42fcc57d578a1082071f6de7815afd07e4ea3f73fe49fc773d1d78a7eaf9292
              excluded:
                - name: pathogen sequences
                  class: 7
                  manifest: efd1be8a64489cb7263c1975530752447755cc4083e8298ccfb1fd17ab5c6faae1b2b1fa47e365069a6933075d3f2060
            throttle: {operationsPerSecond: 1e12, tokensPerSecond: 1000, burst: 5s, replicas: 2}
            fixedSets: [{name: trio, chips: 3, bandwidthOutside: 1e7}]
            """

    static func weights(_ name: String, _ preset: String, _ format: String) -> String {
        Digest384(hashing: Array("interlock weights 1\nname \(name)\npreset \(preset)\nformat \(format)\n".utf8))
            .description
    }

    /// The head that most scenarios share: two chips, one permitted and one unlisted model, one licence.
    static let head = """
        scenario: 1
        name: Test
        seed: 7
        epoch: 2026-03-01T00:00:00Z
        duration: 20m
        vendor: Test vendor
        agreement: agreement.yaml
        fleet: {chips: 3}
        models:
          - {name: small, preset: gpt-2-124m, format: bf16, uses: [inference, training]}
          - {name: other, preset: gpt-2-124m, format: fp16, uses: [inference]}
        licences:
          - sequence: 1
            chips: [chip-000, chip-001]
            allowances: {total: 1e17, training: 2e14}
            models: [small]
            quantum: 1e13
            valid: {from: 0s, until: 1h}
            signers: [Ada, Bey]
          - sequence: 2
            chips: chip-002
            allowances: {total: 1e17, training: 0}
            models: [small]
            quantum: 1e13
            valid: {from: 0s, until: 1h}
            signers: [Bey, Cei]
        workloads:
          - {name: Serving, kind: inference, chips: all, model: small, requestsPerHour: 3600}

        """

    static func scenario(_ text: String, agreement: String = agreement) throws -> Scenario {
        let file = try ScenarioFile(Array(text.utf8), file: "s.yaml")
        return try file.scenario(under: try Agreement(Array(agreement.utf8), file: "agreement.yaml"))
    }

    static func run(
        _ text: String, mode: ExecutionMode = .native, trace: RequestTrace? = nil, jobs: Int = 2,
        agreement: String = agreement
    ) throws -> FleetOutcome {
        try FleetRun(scenario(text, agreement: agreement), trace: trace, mode: mode).run(jobs: jobs) { _ in }
    }
}

/// Places of the repository and of the build.
enum Place {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let scenarios = root.appending(path: "Specs/Scenarios")
    static let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
        path: "interlock")

    /// The real trace, where it is found.
    static var trace: URL? {
        let data =
            ProcessInfo.processInfo.environment["INTERLOCK_DATA"].map { URL(filePath: $0) }
            ?? root.deletingLastPathComponent().appending(path: "shared/data")
        let url = data.appending(path: "azure-llm-2023/AzureLLMInferenceTrace_conv.csv")
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    static func bytes(_ url: URL) throws -> [UInt8] { Array(try Data(contentsOf: url)) }

    /// A fresh directory that the test may fill.
    static func temporary() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "interlock-fleet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }
}

/// The built program, run as users run it.
struct Program {
    let status: Int32
    let output: String
    let errors: String

    init(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = Place.program
        process.arguments = arguments
        let folder = try Place.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
        for url in [out, err] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: try Data(contentsOf: out), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: err), as: UTF8.self)
    }
}
