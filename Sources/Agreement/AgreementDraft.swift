import Cryptography

/// An agreement under test: what it says, and what `interlock agreement check` says of it.
package struct TestedAgreement: Sendable {
    /// The agreement.
    package let agreement: Agreement
    /// Contradictions and gaps.
    package let concerns: [Concern]

    /// What a document says.
    ///
    /// - Throws: the first `AgreementError`, with the line and the field.
    init(_ document: YAMLField, digest: Digest384) throws(AgreementError) {
        if let problem = AgreementForm.shape.problems(of: document).first { throw problem }
        agreement = try Agreement(document, digest: digest)
        var checker = Checker(agreement: agreement, document: document)
        concerns = checker.concerns()
    }
}

/// An agreement with the file that it was read from: what mutations work on.
package struct AgreementDraft: Sendable {
    /// What is tested.
    package let tested: TestedAgreement
    private let content: [UInt8]
    private let file: String

    /// Reads an agreement.
    ///
    /// - Throws: the first `AgreementError`, with the line and the field.
    package init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        tested = try TestedAgreement(try YAMLField(file: file, bytes: bytes), digest: Digest384(hashing: bytes))
        content = bytes
        self.file = file
    }

    /// The document, which was read before: nodes of YAML can't be handed from thread to thread.
    var document: YAMLField? { try? YAMLField(file: file, bytes: content) }
}
