import Cryptography
import Foundation
import InterlockTesting
import Testing

@Suite("interlock log and audit")
struct LogCommandTests {
    private static let python = Python.having("cryptography")

    /// A folder with a run, its log, and two witnesses' signatures under the head of the whole log; `old` is an older head.
    private func logged() throws -> Program {
        let program = try Program()
        let made = try program.shell(
            """
            set -e
            cp "$ROOT"/Specs/Scenarios/quickstart*.yaml .
            echo 'consequences: [{finding: breach, ladder: [warn, suspend, revoke], within: 7d}]' >> quickstart-agreement.yaml
            interlock fleet run quickstart.yaml --out out
            interlock log key --name inspectorate.example/log --seed 1 --out log.key > log.pub
            for name in norland maren; do
                interlock log key --name $name.example --witness --seed $name --out $name.key > $name.pub
            done
            interlock log append LOG --key log.key --at 2026-03-01T00:00:00Z quickstart-agreement.yaml
            interlock log witness LOG --operator log.pub --key norland.key --state norland.head
            cp LOG/checkpoint old
            interlock log append LOG --key log.key --run out
            interlock log witness LOG --operator log.pub --key norland.key --state norland.head
            interlock log witness LOG --operator log.pub --key maren.key --state maren.head
            """)
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        return program
    }

    private let audit = "audit LOG --operator log.pub --witness norland.pub --witness maren.pub --head old"

    @Test("a real run makes a real log: agreement, licences, result, findings, and what is due on them")
    func run() throws {
        let program = try logged()
        defer { program.remove() }
        let shown = try program.interlock("log show LOG").output
        for words in [
            "agreed again, unchanged", "licence 1", "broken: 24 chips, 3 findings",
            "IL-COMP-11, breach: An unlisted model was tried",
            "on IL-COMP-11: warn by 2026-03-08T01:00:00Z, then suspend by 2026-03-15T01:00:00Z, then revoke by "
                + "2026-03-22T01:00:00Z",
        ] { #expect(shown.contains(words), "\(words)\n\(shown)") }
        #expect(try program.interlock("log show LOG --kind consequence --format json").output.contains("\"chip-021\""))
        let held = try program.interlock(audit)
        #expect(held.status == 0, "\(held.output)")
        #expect(
            try program.shell("interlock log show LOG --entry 2 --document l && interlock licence inspect l").status
                == 0)
        // Append again: nothing changes for those who have the old head.
        #expect(try program.interlock("log append LOG --key log.key --withhold out/findings.json").status == 0)
        #expect(try program.interlock("audit LOG --operator log.pub --head maren.head").status == 0)
        #expect(try program.interlock(audit).status == 4)
    }

    @Test(
        "Python reads the log, its signatures and its proofs by the standards alone",
        .enabled(if: python != nil, "skipped: no Python with cryptography; set INTERLOCK_PYTHON to one"))
    func independent() throws {
        let program = try logged()
        defer { program.remove() }
        let python = try #require(LogCommandTests.python)
        let made = try program.shell(
            """
            interlock log prove LOG --entry 5 > entry.proof && interlock log prove LOG --since 1 > growth.proof &&
            sed -n 6p LOG/entries.jsonl > line &&
            interlock log check entry.proof --line line --operator log.pub --witness maren.pub &&
            interlock log check growth.proof --head old --operator log.pub
            """)
        #expect(made.status == 0 && made.output == "holds\nholds\n", "\(made.output)\(made.errors)")
        let check =
            "\(python) \"$ROOT\"/Tests/Vectors/check_log.py LOG --operator $(cat log.pub) --witness $(cat norland.pub) "
            + "--witness $(cat maren.pub) --proof entry.proof --line 5 --growth growth.proof --old old"
        let held = try program.shell(check)
        #expect(held.status == 0, "\(held.output)\(held.errors)")
        #expect(held.output.contains("3 signatures") && held.output.contains("it grew from 1 entries"))
        _ = try program.shell("sed -i 's/tried/dried/' LOG/entries.jsonl")
        #expect(try program.shell(check).status == 1)
    }

    @Test(
        "an audit says what was done to a log, and ends with the status of it",
        arguments: [
            ("sed -i 3d LOG/entries.jsonl", 1, "LOG-02  entry 2"),
            ("sed -i '4s/operations/operation/' LOG/entries.jsonl", 1, "LOG-03  entry 3"),
            ("sed -i '$d' LOG/entries.jsonl", 1, "LOG-07"), ("rm LOG/checkpoint", 1, "LOG-06"),
            ("cp old LOG/checkpoint", 4, "LOG-08  entry 1"), ("truncate -s 0 LOG/entries.jsonl", 1, "LOG-07  entry 0"),
            ("rm LOG/entries.jsonl", 2, "there is no such file"),
            ("sed -i 's/norland/morland/' LOG/checkpoint", 4, "LOG-13"),
        ])
    func done(_ act: String, status: Int32, words: String) throws {
        let program = try logged()
        defer { program.remove() }
        _ = try program.shell(act)
        let found = try program.interlock(audit)
        #expect(found.status == status, "\(act): \(found.output)\(found.errors)")
        #expect((found.output + found.errors).contains(words), "\(act): \(found.output)\(found.errors)")
        guard words.hasPrefix("LOG"), act != "sed -i 's/norland/morland/' LOG/checkpoint" else { return }
        // Nothing is appended to such a log, and no witness signs it.
        #expect(try program.interlock("log append LOG --key log.key out/findings.json").status == 2)
        #expect(
            try program.interlock("log witness LOG --operator log.pub --key norland.key --state norland.head").status
                == 1)
    }

    @Test("a log that its operator wrote anew: a copy, a witness and two kept heads find it")
    func rewritten() throws {
        let program = try logged()
        defer { program.remove() }
        let made = try program.shell(
            """
            set -e
            cp -r LOG mine
            rm -r LOG
            sed 's/"severity": "breach"/"severity": "note"/' out/findings.json > milder.json
            interlock log append LOG --key log.key --at 2026-03-01T00:00:00Z quickstart-agreement.yaml
            interlock log append LOG --key log.key --at 2026-03-01T00:00:00Z out/agreement.yaml out/trust/licences/*.cbor
            interlock log append LOG --key log.key --at 2026-03-01T01:00:00Z --agreement out/agreement.yaml milder.json
            """)
        #expect(made.status == 0, "\(made.errors)")
        let alone = try program.interlock("audit LOG --operator log.pub")
        #expect(alone.status == 4 && alone.output.contains("LOG-15"))
        let copy = try program.interlock("audit LOG --operator log.pub --against mine")
        #expect(copy.status == 1 && copy.output.contains("LOG-10"), "\(copy.output)")
        #expect(copy.output.contains("LOG-11  entry 5"), "\(copy.output)")
        let heads = try program.interlock("audit LOG --operator log.pub --head old --head maren.head --format json")
        #expect(heads.status == 1 && heads.output.contains("keep both heads"))
        let refused = try program.interlock(
            "log witness LOG --operator log.pub --key maren.key --state maren.head")
        #expect(refused.status == 1 && refused.errors.contains("LOG-10"))
    }

    @Test("two programs don't write to one log: one waits its turn, and no entry is lost")
    func writers() throws {
        let program = try logged()
        defer { program.remove() }
        let held = try program.shell(
            "flock LOG sh -c 'interlock log append LOG --key log.key out/findings.json'")
        #expect(held.status == 3 && held.errors.contains("another program is writing to this log"), "\(held.errors)")
        let witness = try program.shell(
            "flock LOG interlock log witness LOG --operator log.pub --key norland.key --state norland.head")
        #expect(witness.status == 3, "\(witness.errors)")
        let before = try program.shell("wc -l < LOG/entries.jsonl").output
        let done = try program.shell(
            """
            for number in 1 2 3 4 5 6 7 8; do
                (interlock log append LOG --key log.key "$(ls out/trust/licences/*.cbor | head -1)" && touch done.$number) >> errors 2>&1 &
            done
            wait
            ls done.* | wc -l; interlock audit LOG --operator log.pub --head norland.head; wc -l < LOG/entries.jsonl
            """)
        let lines = done.output.split(separator: "\n")
        let appended = try #require(lines.first.flatMap { Int($0.filter(\.isNumber)) })
        let count = try #require(lines.last.flatMap { Int($0.filter(\.isNumber)) })
        #expect(appended >= 1 && done.output.contains("holds"), "\(done.output)")
        #expect(try count == appended + #require(Int(before.filter(\.isNumber))), "\(done.output)")
    }

    @Test("a document too long for an entry is refused with its mend, and its digest can be logged")
    func tooLong() throws {
        let program = try logged()
        defer { program.remove() }
        _ = try program.shell(
            """
            { head -c -2 out/findings.json; printf ',"padding":"'; head -c 30000000 /dev/zero | tr '\\0' x; \
            printf '"}\\n'; } > big.json && mv big.json out/findings.json
            """)
        let before = try program.shell("cat LOG/entries.jsonl LOG/checkpoint").output
        let refused = try program.interlock("log append LOG --key log.key --run out")
        #expect(refused.status == 2 && refused.errors.contains("--withhold"), "\(refused.errors)")
        #expect(try program.shell("cat LOG/entries.jsonl LOG/checkpoint").output == before)
        let withheld = try program.interlock("log append LOG --key log.key --run out --withhold")
        #expect(withheld.status == 0, "\(withheld.errors)")
    }

    @Test("a witness remembers before it publishes: what can't be remembered is not signed")
    func memory() throws {
        let program = try logged()
        defer { program.remove() }
        let before = try program.shell("cat LOG/checkpoint").output
        let refused = try program.interlock(
            "log witness LOG --operator log.pub --key maren.key --state nowhere/maren.head --at 2027-01-01T00:00:00Z")
        #expect(refused.status == 3)
        #expect(try program.shell("cat LOG/checkpoint").output == before)
    }

    @Test("keys of the wrong kind, names and times that are none are refused with their mend")
    func refused() throws {
        let program = try logged()
        defer { program.remove() }
        for (line, words) in [
            ("audit LOG --operator norland.pub", "give that of a log"),
            ("audit LOG --operator log.pub --witness log.pub", "give that of a witness"),
            ("audit out --operator log.pub", "out/entries.jsonl"),
            ("audit LOG --operator LOG/checkpoint", "no verifier key"),
            ("log append LOG --key log.pub out/findings.json", "no secret key"),
            ("log append LOG --key log.key out/run.json", "it is no result"),
            ("log append LOG --key log.key --at yesterday out/findings.json", "no moment"),
            ("log append old --key log.key out/findings.json", "no directory"),
            ("log append out --key log.key out/findings.json", "out/entries.jsonl"),
            ("log append LOG --key log.key", "Name files"), ("log key --name 'a b' --out x", "no name"),
            ("log show LOG --entry 99", "there is no entry 99"), ("log prove LOG --entry 99", "within them"),
            ("log prove LOG", "--since"), ("log check old --line old --operator log.pub", "a proof"),
            ("log witness LOG --operator log.pub --key maren.key --state old", "no head that maren.example signed"),
        ] {
            let outcome = try program.interlock(line)
            #expect(outcome.status == 2, "\(line): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains(words), "\(line): \(outcome.errors)")
        }
    }
}
