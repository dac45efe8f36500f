import Attestation
import Fleet

extension CheatTable {
    /// The agreement that cheats are tried under where none is given: chips are asked every ten minutes, and everything is
    /// limited that agreements can limit.
    package static let usualAgreement = """
        agreement: 1
        name: Cheats on trial
        beneficiary: Tidewater Institute
        parties: [Republic of Norland, Vesta Union, Commonwealth of Maren]
        quorum: {licence: 2, firmware: 2}
        allowances: {total: 1e22, training: 1e20}
        models:
          - name: assistant-8b
            weights: b97e15ac222780b980dfae1e3ec438efff73d8e02c2ae8d0cb4174668d6f39e5143c26c3286dd8889023fe5f7bde2d20
            uses: [inference]
            filter: c1981d9a0952ffe815cd4f917635cf968e950314a15d774ea25036dff784f3e901d71f324fbd38df2a18dca1f911e42a
            generation: 3
          - name: small
            weights: 46327e146726e628fe1ea095c7ed6a1892cd5b24639954472781c98a2999682881203235a66d56b31c5371ee73da20bd
            uses: [inference, training]
            generation: 3
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
        throttle: {operationsPerSecond: 1e14, tokensPerSecond: 100, burst: 5s, replicas: 2}
        fixedSets: [{name: trio, chips: 3, bandwidthOutside: 1e7}]
        licences: {total: 1e20, training: 1e18, validity: 7d, boots: 100, quantum: 1e16}
        monitoring: {interval: 10m, grace: 2m}

        """

    /// For people.
    package var text: String {
        let width = rows.map(\.kind.rawValue.count).max() ?? 0
        let lines = rows.map { row in
            row.kind.rawValue.padded(to: width) + "  " + (row.stop ?? "not stopped") + "; " + CheatTable.words(row)
                + "; gains \(row.gained)"
        }
        return (lines + ["", summary]).joined(separator: "\n") + "\n"
    }

    /// How many are stopped, noticed, or neither.
    private var summary: String {
        let stopped = rows.count { $0.stop != nil }
        let noticed = rows.count { $0.notice != nil }
        let gains = rows.count { $0.gained > 0 }
        let open = rows.count(where: \.isUnnoticedGain)
        return "\(rows.count) cheats: \(stopped) stopped by the chip, \(noticed) noticed, \(gains) gain something, "
            + "\(open) of them unnoticed."
    }

    private static func words(_ row: Row) -> String {
        row.notice.map { AttackResult.words($0) } ?? "not noticed"
    }

    /// `Specs/Cheats.md`.
    package var page: String {
        var lines = [
            "# Cheats", "",
            "The library of cheats, each tried by an emulated chip that sits beside an honest one. Printed and measured by "
                + "`interlock fleet cheats --format markdown`; a test holds this page to it. `Scenario.md` says how a scenario "
                + "has one; `interlock policy attack` tries and mixes them under any agreement.", "",
            "*Stopped by* is the first thing that the chip refused or shut, or that it did not answer. *Noticed* is the first "
                + "verdict but kept within \(span.asDuration) of the cheat, by the verifier's own rules under the agreement that "
                + "is printed below, and after how long. *Gains* is what passed of operations that the agreement does not permit; of "
                + "work that is forbidden for its purpose, its rate or its number, all of it.",
            "", summary, "",
            "| cheat | what the host did | stopped by | noticed | gains |", "|---|---|---|---|---|",
        ]
        lines += rows.map { row in
            "| `\(row.kind.rawValue)` | \(row.attempt) | \(row.stop ?? "nothing") | "
                + (row.notice.map { AttackResult.words($0) } ?? "no") + " | \(row.gained) |"
        }
        lines += [
            "", "## What stands against each", "",
            "Those that gain something unnoticed are told apart by `attack`, for no change of an agreement mends them: "
                + rows.filter(\.isUnnoticedGain).map { "`\($0.kind.rawValue)`" }.joined(separator: ", ") + ".", "",
            "| cheat | fields beside kind, chip and at | what stands against it |", "|---|---|---|",
        ]
        lines += rows.map { row in
            let fields = row.kind.type.fields.map(\.words).joined(separator: ", ")
            return "| `\(row.kind.rawValue)` | \(fields) | \(row.kind.obstacle) |"
        }
        lines += ["", "## The agreement", "", "```yaml"]
        lines += CheatTable.usualAgreement.split(separator: "\n").map(String.init) + ["```"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// For programs.
    package var json: JSONValue {
        .object([
            "agreement": .string(agreement.name), "spanSeconds": .string("\(span)"),
            "cheats": .array(
                rows.map { row in
                    .object([
                        "cheat": .string(row.kind.rawValue), "attempt": .string(row.attempt),
                        "stoppedBy": row.stop.map { .string($0) } ?? .null,
                        "noticedBy": row.notice?.rule.map { .string($0.id) } ?? .null,
                        "verdict": .string(row.notice?.verdict.rawValue ?? "kept"),
                        "noticedAfterSeconds": row.notice.map { .string("\($0.tick)") } ?? .null,
                        "operationsGained": .string("\(row.gained)"), "obstacle": .string(row.kind.obstacle),
                    ])
                }),
        ])
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
