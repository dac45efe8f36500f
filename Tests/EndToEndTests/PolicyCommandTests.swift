import Foundation
import Testing

@Suite("interlock policy test")
struct PolicyCommandTests {
    private let program: Program

    init() throws { program = try Program() }

    /// Makes a suite, watches it, and leaves `await`, which waits until a line came up so many times, half a minute at most.
    private static let watching = """
        cp $ROOT/Specs/Agreements/inference-only.yaml agreement.yaml
        suite() { printf '%s\\n' 'suite: 1' 'name: Trial' 'agreement: agreement.yaml' 'tests:' \\
            '  - name: signatures of a licence' '    expect:' "      - {ask: {act: licence, signers: $1}, is: $2}"; }
        suite 2 allowed >trial.suite.yaml
        # Threads of tests block signals, and what they start inherits that.
        perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV' \\
            interlock policy test --watch $1 >out 2>err &
        watcher=$!
        await() {
            for try in $(seq 300); do
                [ "$(cat out err | grep -c "$2")" -ge $1 ] && return
                sleep 0.1
            done
            echo "$2 did not come $1 times"; cat out err; kill $watcher; exit 9
        }
        end() { kill -$1 $watcher; wait $watcher; echo "ended by $(($? - 128))"; }
        trap 'kill -9 $watcher 2>/dev/null' EXIT

        """

    private func watch(_ paths: String, _ line: String) throws -> Program.Outcome {
        try program.shell("set -- \(paths)\n" + PolicyCommandTests.watching + line)
    }

    @Test("--watch runs again when the suite or its agreement changes, tells what can't be read, and ends by a signal")
    func watch() throws {
        defer { program.remove() }
        let outcome = try watch(
            "trial.suite.yaml",
            """
            await 1 'holds: 1 passed'
            suite 1 allowed >trial.suite.yaml
            await 1 'fails: 0 passed, 1 failed'
            sed -i 's/licence: 2,/licence: 1,/' agreement.yaml
            await 2 'holds: 1 passed'
            echo nonsense >trial.suite.yaml
            await 1 'error: trial.suite.yaml'
            rm agreement.yaml; suite 1 allowed >trial.suite.yaml
            await 1 "the agreement can't be read"
            sed 's/licence: 2,/licence: 1,/' $ROOT/Specs/Agreements/inference-only.yaml >agreement.yaml
            await 3 'holds: 1 passed'
            end TERM
            """)
        #expect(outcome.status == 0 && outcome.output == "ended by 15\n", "\(outcome.output)")
    }

    @Test("--watch sees a suite that is new in a directory, and does nothing while nothing changes")
    func watchFolder() throws {
        defer { program.remove() }
        let outcome = try watch(
            ".",
            """
            await 1 'holds: 1 passed'
            suite 1 refused >other.suite.yaml
            await 1 'holds: 2 passed'
            sleep 1
            grep -c holds out
            end TERM
            """)
        #expect(outcome.status == 0 && outcome.output == "2\nended by 15\n", "\(outcome.output)")
    }

    @Test("a cheat with a bad parameter is refused with file, field and mend; the table of cheats is printed")
    func cheats() throws {
        defer { program.remove() }
        let outcome = try program.shell(
            """
            cp $ROOT/Specs/Scenarios/quickstart-agreement.yaml .
            sed '/^cheats:/,$d' $ROOT/Specs/Scenarios/quickstart.yaml >s.yaml
            echo 'cheats: [{kind: rate-burst, chip: chip-003, at: 25m, model: assistant-8b, passes: many}]' >>s.yaml
            interlock fleet run s.yaml --out out; echo "exit $?"
            interlock fleet cheats | tail -1
            interlock fleet cheats --agreement s.yaml >/dev/null; echo "exit $?"
            """)
        #expect(outcome.output.hasPrefix("exit 2\n63 cheats: ") && outcome.output.hasSuffix("unnoticed.\nexit 2\n"))
        #expect(outcome.errors.contains("s.yaml:") && outcome.errors.contains("cheats[0].passes: \"many\" is no whole"))
    }
}
