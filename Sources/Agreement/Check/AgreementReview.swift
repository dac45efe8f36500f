import Cryptography

/// Everything that `interlock agreement check` has to say about a file.
public struct AgreementReview: Hashable, Sendable {
    /// What is wrong with its form, in the order of the file. Where there is any, nothing else was looked at.
    public let problems: [AgreementError]
    /// The agreement; nil where the form is wrong.
    public let agreement: Agreement?
    /// What is wrong with what it says: by level, then by place.
    public let concerns: [Concern]

    /// Reviews a file's content.
    ///
    /// - Parameters:
    ///   - bytes: the content; any bytes.
    ///   - file: what the file is called in messages.
    public init(_ bytes: [UInt8], file: String) {
        do {
            let document = try YAMLField(file: file, bytes: bytes)
            let problems = AgreementForm.shape.problems(of: document)
            guard problems.isEmpty else {
                self.init(problems: problems)
                return
            }
            let agreement = try Agreement(document, digest: Digest384(hashing: bytes))
            var checker = Checker(agreement: agreement, document: document)
            self.init(agreement: agreement, concerns: checker.concerns())
        } catch {
            self.init(problems: [error])
        }
    }

    private init(problems: [AgreementError] = [], agreement: Agreement? = nil, concerns: [Concern] = []) {
        self.problems = problems
        self.agreement = agreement
        self.concerns = concerns
    }

    /// Whether it has the form, no contradiction, and no gap that nobody accepted.
    public var holds: Bool { agreement != nil && !concerns.contains(where: \.stands) }
}
