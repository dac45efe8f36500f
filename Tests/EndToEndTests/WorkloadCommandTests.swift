import Testing

@Suite("interlock workload at a terminal")
struct WorkloadCommandTests {
    private let program: Program

    init() throws { program = try Program() }

    @Test(
        "reads files, links, pipes and standard input, and shows how far where the length is known",
        arguments: [
            ("cp $TRACE trace", "trace", true), ("ln -s $TRACE trace", "trace", true),
            ("mkfifo trace; cat $TRACE >trace &", "trace", false), ("exec <$TRACE", "-", true),
            ("exec < <(cat $TRACE)", "-", false),
        ])
    func inputs(preparation: String, argument: String, isLengthKnown: Bool) throws {
        defer { program.remove() }
        let terminal = try Terminal()
        for command in ["import", "show"] {
            // A crash must not wait for room on the terminal to tell its story.
            let line = """
                export SWIFT_BACKTRACE=enable=no TRACE=$ROOT/Tests/Corpus/workload/pytorch
                rm -f trace
                \(preparation)
                echo start >&2
                interlock workload \(command) \(argument)
                status=$?
                echo the end >&2
                exit $status
                """
            let outcome = try program.shell(line, errorsTo: terminal)
            #expect(outcome.status == 0, "\(command) \(argument)")
            #expect(outcome.output.contains("aten::") || outcome.output.contains("counter"))
            let shown = terminal.text(through: "the end")
            #expect(shown.contains("start") && shown.contains("the end"), "\(shown)")
            #expect(shown.contains("100 %") == isLengthKnown, "\(shown)")
        }
    }

    @Test("shows how far training is on a terminal, and nothing of it in the result")
    func training() throws {
        defer { program.remove() }
        let terminal = try Terminal()
        let line = """
            export SWIFT_BACKTRACE=enable=no
            interlock workload run $ROOT/Tests/EndToEndTests/Transcripts/address.txt --steps 4 --width 16 --batch 4
            status=$?
            echo the end >&2
            exit $status
            """
        let outcome = try program.shell(line, errorsTo: terminal)
        #expect(outcome.status == 0)
        let shown = terminal.text(through: "the end")
        #expect(shown.contains("training on 4 chips") && shown.contains("100 %"), "\(shown)")
        #expect(!outcome.output.contains("100 %") && outcome.output.contains("4 of 4 steps"))
    }
}
