import Cryptography

/// An agreement under test: what it says, and what `interlock agreement check` says of it.
package struct TestedAgreement: Sendable {
    /// The agreement.
    package let agreement: Agreement
    /// Contradictions and gaps.
    package let concerns: [Concern]
}

/// An agreement with the document that it was read from: what mutations work on.
package struct AgreementDraft {
    /// What is tested.
    package let tested: TestedAgreement
    let document: YAMLField

    /// Reads an agreement.
    ///
    /// - Throws: the first `AgreementError`, with the line and the field.
    package init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        try self.init(try YAMLField(file: file, bytes: bytes), digest: Digest384(hashing: bytes))
    }

    init(_ document: YAMLField, digest: Digest384) throws(AgreementError) {
        if let problem = AgreementForm.shape.problems(of: document).first { throw problem }
        let agreement = try Agreement(document, digest: digest)
        var checker = Checker(agreement: agreement, document: document)
        tested = TestedAgreement(agreement: agreement, concerns: checker.concerns())
        self.document = document
    }
}
