import Agreement
import ArgumentParser
import Attestation

struct AgreementCompile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Write what an agreement means for chips and verifier, as JSON.",
        discussion: """
            Without --licence: the appraisal policy of each phase, the limits of licences, and what follows which rule. \
            With --licence: the widest terms that the agreement lets one licence have, as `licence issue --terms` takes \
            them; the agreement must then bound them (licences: total, validity, quantum). Training is 0 where \
            licences.training is not said.

            EXAMPLES
                $ interlock agreement compile agreement.yaml
              A licence for the first week of a phase:
                $ interlock agreement compile agreement.yaml --licence 1 --phase pilot > terms.yaml
                $ interlock licence issue --terms terms.yaml --chips chips.json --agreement agreement.yaml \
            --out draft.cbor
            """)

    @Argument(help: "The agreement, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(help: "Write the terms of the licence with this sequence.")
    var licence: UInt64?

    @Option(help: "The phase that the licence is for.")
    var phase: String?

    @Option(help: "The fixed set that the licence is for; without it, the narrowest cap on links of all sets counts.")
    var set: String?

    @Option(help: "The first tick of the licence.")
    var tick: UInt64 = 0

    @Option(help: "The first boot of the licence.")
    var boot: UInt64 = 1

    func validate() throws {
        guard licence.map({ $0 > 0 }) ?? (phase == nil && set == nil) else {
            throw ValidationError("--licence takes a sequence from 1; --phase and --set go with it.")
        }
    }

    func run() throws {
        let agreement = try Agreement.read(file)
        guard let licence else {
            print(agreement.compiled.text, terminator: "")
            return
        }
        do {
            let phase = try phase.map { try agreement.phase($0, in: file) }
            let set = try set.map { try agreement.fixedSet($0, in: file) }
            let terms = try agreement.licenceTerms(
                in: phase, sequence: licence, from: tick, boot: boot, for: set)
            print(terms.text, terminator: "")
        } catch let error as CompilationError { throw CommandFailure(.unusable, "\(file): \(error)") }
    }
}

extension Agreement {
    /// The fixed set with a name that the user gave.
    fileprivate func fixedSet(_ name: String, in file: String) throws(CommandFailure) -> FixedSet {
        guard let set = fixedSets.first(where: { $0.name == name }) else {
            let names = fixedSets.isEmpty ? "none" : fixedSets.map(\.name).joined(separator: ", ")
            throw CommandFailure(.unusable, "\(file): no fixed set is called \(name); it has \(names)")
        }
        return set
    }

    /// The phase with a name that the user gave.
    func phase(_ name: String, in file: String) throws(CommandFailure) -> Phase {
        guard let phase = phase(named: name) else {
            let names = phases.isEmpty ? "none" : phases.map(\.name).joined(separator: ", ")
            throw CommandFailure(.unusable, "\(file): no phase is called \(name); it has \(names)")
        }
        return phase
    }
}
