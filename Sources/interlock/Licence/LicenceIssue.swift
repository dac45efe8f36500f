import Agreement
import ArgumentParser
import Attestation
import Cryptography

struct LicenceIssue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Write the draft of a licence: its terms, which nobody has signed yet.",
        discussion: """
            EXAMPLES
              A draft for all chips of the list:
                $ interlock licence issue --terms terms.yaml --chips trust/chips.json --agreement agreement.yaml \
            --out draft.cbor
            """)

    @Option(
        help: "The terms, a YAML file: sequence, allowances, models, ticks, boots, quantum, limits.",
        completion: .file())
    var terms: String

    @Option(help: "The chips, in the form of chips.json of a trust directory.", completion: .file())
    var chips: String

    @Option(help: "Which of the file's sets, from 1; without it, all chips.")
    var set: Int?

    @Option(help: "The agreement's file. Without it, the terms must name its digest.", completion: .file())
    var agreement: String?

    @Option(help: "Where the draft goes.", completion: .file())
    var out: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        let template: LicenceTemplate
        do { template = try LicenceTemplate(try InputFile.content(of: terms), file: terms) } catch let error
            as AgreementError
        { throw CommandFailure(.unusable, error.description) }
        let terms = template.terms(for: try chosenChips(), under: try agreementDigest(template))
        try OutputFile.write(terms.encoded(), to: out, replacing: force)
        print("\(out): draft of licence \(terms.sequence) for \(terms.chipCount) chips, digest \(terms.digest)")
    }

    private func chosenChips() throws(CommandFailure) -> [ChipID] {
        let bytes = try InputFile.content(of: chips)
        let register: ChipRegister
        do { register = try ChipRegister(bytes, file: chips) } catch {
            throw CommandFailure(.unusable, error.description)
        }
        guard let set else { return register.chips.map(\.id) }
        guard register.sets.indices.contains(set - 1), !register.sets[set - 1].isEmpty else {
            throw CommandFailure(.unusable, "\(chips): there is no set \(set); the file lists \(register.sets.count)")
        }
        return register.sets[set - 1]
    }

    private func agreementDigest(_ template: LicenceTemplate) throws(CommandFailure) -> Digest384 {
        if let agreement {
            let digest = try Agreement.read(agreement).digest
            if let named = template.agreement, named != digest {
                throw CommandFailure(
                    .unusable,
                    "\(terms): field agreement: it names another agreement than \(agreement); make them agree")
            }
            return digest
        }
        guard let digest = template.agreement else {
            throw CommandFailure(
                .unusable, "\(terms): field agreement: the terms name no agreement; add its digest, or give --agreement"
            )
        }
        return digest
    }
}
