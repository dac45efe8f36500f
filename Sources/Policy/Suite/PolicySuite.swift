import Agreement

/// A suite, ready to run.
package struct PolicySuite: Sendable {
    /// A clause whose mutants are said to survive.
    package struct Survivor: Hashable, Sendable {
        /// The clause, as a path of names.
        package let clause: String
        /// Why no test can notice.
        package let because: String
        /// The line in the suite's file, from 1.
        package let line: Int
    }

    /// Its name.
    package let name: String
    /// Its file, as messages name it.
    package let file: String
    /// The agreement's file, as messages name it.
    package let agreementFile: String
    /// The agreement, from which mutants are made.
    let draft: AgreementDraft
    /// The cases, in the order of the file.
    package var cases: [PolicyCase]
    /// Clauses whose mutants are said to survive.
    package let survivors: [Survivor]
    /// Whether these are all cases of the file: of a part, no coverage is told.
    package internal(set) var isWhole = true

    /// The agreement.
    package var tested: TestedAgreement { draft.tested }
}
