import Cryptography

/// An agreement with one clause changed, so that tests can show that they would notice.
package struct Mutant: Sendable {
    /// The clause, as a path of names.
    package let clause: String
    /// What was done to it.
    package let change: String
    /// The line of the clause in the agreement's file, from 1.
    package let line: Int?
    /// What is left. It keeps the digest of the agreement that it was made from, so that licences still name it.
    package let tested: TestedAgreement
}

extension AgreementDraft {
    /// Every mutant, in the order of the form: each clause weakened in each way that its kind has.
    ///
    /// A change after which the file is no agreement, or says the same, is none.
    package var mutants: [Mutant] {
        guard let document else { return [] }
        return Mutation.variants(of: document, AgreementForm.shape, .record).compactMap { variant in
            let changed = YAMLField(file: document.file, field: "", node: variant.node ?? document.node)
            guard let mutant = try? TestedAgreement(changed, digest: tested.agreement.digest),
                mutant.agreement != tested.agreement
            else { return nil }
            return Mutant(
                clause: variant.path, change: variant.change, line: document.field(at: variant.path).place?.line,
                tested: mutant)
        }
    }
}
