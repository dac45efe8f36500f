import Agreement
import Appraisal
import ArgumentParser
import Attestation
import Cryptography

/// `interlock lineage verify`: whose word tickets are, and what their training adds up to.
struct LineageVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify lineage tickets, and add up the training that they tell of.",
        discussion: """
            Each ticket must be signed by a chip whose certificates lead to a root of the
            trust directory, with approved firmware, and without debugging. Training that
            several tickets tell of counts once.

            Exit status: 0 every ticket holds and no sum is above --threshold; 1 a sum is
            above it; 2 unusable input; 4 a ticket is not believed.

            EXAMPLES
                $ interlock lineage verify run/tickets/*.cbor --trust run/trust
                $ interlock lineage verify step-900.cbor --trust trust --threshold 1e21
            """)

    @Argument(help: "The tickets.", completion: .file())
    var files: [String]

    @Option(help: "The trust directory.", completion: .directory)
    var trust: String

    @Option(help: "The most operations of training that any of them, and all together, may tell of.")
    var threshold: OperationCount?

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let appraiser = Appraiser(trust: try TrustDirectory.read(trust), question: Question())
        var rows: [JSONValue] = []
        var spans: [Lineage.Span] = []
        var isAbove = false
        var isBelieved = true
        for file in files {
            let ticket: LineageTicket
            do { ticket = try LineageTicket(try InputFile.content(of: file)) } catch let error as DocumentError {
                throw CommandFailure(.unusable, "\(file): it is no lineage ticket: \(error)")
            }
            var members = [JSONValue.Member("file", .string(file))]
            do {
                try appraiser.verify(ticket)
                members.append(JSONValue.Member("outcome", .string("holds")))
                spans += ticket.lineage.spans
                isAbove = isAbove || ticket.lineage.total > threshold?.value ?? .max
            } catch {
                isBelieved = false
                members.append(JSONValue.Member("outcome", .string("not believed: \(error)")))
            }
            rows.append(JSONValue(.object(members + ticket.lineage.members)))
        }
        let total = Lineage.total(of: spans)
        isAbove = isAbove || total > threshold?.value ?? .max
        var members = [
            JSONValue.Member("tickets", .array(rows)), JSONValue.Member("all together", .decimal(total)),
        ]
        if let threshold {
            members.append(JSONValue.Member("threshold", .decimal(threshold.value)))
            members.append(JSONValue.Member("above the threshold", .boolean(isAbove)))
        }
        Rendering(format: format, isFull: false).show(JSONValue(.object(members)))
        if !isBelieved { throw ExitCode(4) }
        if isAbove { throw ExitCode(1) }
    }
}

/// A count of operations as people write it: digits, with underscores or an exponent if wanted.
struct OperationCount: ExpressibleByArgument {
    let value: UInt128

    init?(argument: String) {
        guard let value = Quantity.parse(argument) else { return nil }
        self.value = value
    }
}

extension Lineage {
    /// The lineage, by the names of the CDDL.
    var members: [JSONValue.Member] {
        var members = [
            JSONValue.Member("chip", .string(chip.description)),
            JSONValue.Member("weights", weights.map { .string($0.description) } ?? .string("progress alone")),
            JSONValue.Member("agreement", .string(agreement.description)),
            JSONValue.Member("licence", .number(sequence)), JSONValue.Member("tick", .number(tick)),
            JSONValue.Member("operations", .decimal(total)),
            JSONValue.Member("origins", .array(origins.map { .string($0.description) })),
            JSONValue.Member("parents", .array(parents.map { .string($0.description) })),
            JSONValue.Member(
                "spans",
                .array(spans.map { .string("\($0.to - $0.from) on chip \($0.chip), meter \($0.from) to \($0.to)") })),
            JSONValue.Member("manifests", .array(manifests.map { .string($0.description) })),
            JSONValue.Member(
                "data classes",
                .array((0..<32).filter { classes & 1 << UInt32($0) != 0 }.map { .number(UInt64($0)) })),
            JSONValue.Member("outside bytes", .decimal(outside)),
            JSONValue.Member(
                "computed here",
                .array(
                    formats.map {
                        .string(
                            "\($0.products) multiply-accumulates, \($0.vector) vector operations in format \($0.format)"
                        )
                    })),
        ]
        if !sent.isEmpty {
            members.append(
                JSONValue.Member("sent", .array(sent.map { .string("\($0.bytes) bytes to chip \($0.peer)") })))
        }
        return members
    }
}

extension LineageTicket {
    /// The ticket. Nothing is verified here: that is `interlock lineage verify`.
    var shown: JSONValue {
        JSONValue(
            .object(
                [
                    JSONValue.Member(
                        "kind", .string("lineage ticket (nothing is verified here; see interlock lineage verify)"))
                ]
                    + lineage.members + [JSONValue.Member("signature", .string(signature.hex))]))
    }
}
