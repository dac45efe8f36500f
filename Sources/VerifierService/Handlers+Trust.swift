import Appraisal
import Attestation
import Cryptography
import Ledger

/// What the service trusts: the files of a trust directory, by name.
extension VerifierService {
    func listDocuments(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let read = try store.documents()
        return ServiceResponse(
            .ok,
            .object([
                "revision": .number(read.revision),
                "documents": .array(
                    read.documents.map { document in
                        .object([
                            "name": .string(document.path), "bytes": .number(document.bytes.count),
                            "digest": .string(Digest384(hashing: document.bytes).description),
                        ])
                    }),
            ]))
    }

    func readDocument(_ request: ServiceRequest, name: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        guard let document = try store.documents().documents.first(where: { $0.path == name }) else {
            throw Problem.noDocument
        }
        return ServiceResponse(.ok, type: "application/octet-stream", body: document.bytes)
    }

    func putDocument(_ request: ServiceRequest, name: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        guard !request.body.isEmpty else {
            throw Problem(.badRequest, field: "body", "it is empty", mend: "send the document in it")
        }
        guard VerifierService.isName(name) else {
            throw Problem(
                .badRequest, field: "path.document", "no file of a trust directory has this name",
                mend: "give \(TrustFiles.spelling)")
        }
        try trust.change(isDry: false) { (documents) throws(Problem) in
            try VerifierService.refuseOlder(request.body, name: name, among: documents)
            return documents.filter { $0.path != name } + [TrustFiles.File(path: name, bytes: request.body)]
        }
        return ServiceResponse(.noContent)
    }

    /// Whether a document may have this name: no path leads out of the directory that it stands for.
    private static func isName(_ name: String) -> Bool {
        if TrustFiles.names.contains(name) || HardwareDocument(path: name) != nil { return true }
        guard name.hasPrefix(TrustFiles.licences), name.hasSuffix(".cbor") else { return false }
        let rest = name.dropFirst(TrustFiles.licences.count).dropLast(".cbor".count)
        return (1...100).contains(rest.utf8.count)
            && rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    /// What tells of revocation is never replaced by what tells less.
    private static func refuseOlder(
        _ bytes: [UInt8], name: String, among documents: [TrustFiles.File]
    ) throws(Problem) {
        let kind: RevocationFile.Kind
        switch HardwareDocument(path: name) {
        case .list: kind = .list
        case .response: kind = .response
        case .deviceAnchor, .manifestAnchor, .manifest, nil: return
        }
        guard let known = documents.first(where: { $0.path == name }),
            RevocationFile(Exhibit(name: name, bytes: bytes), kind: kind)
                .isOlder(than: RevocationFile(Exhibit(name: name, bytes: known.bytes), kind: kind))
        else { return }
        throw Problem(
            .conflict, field: "trust/\(name)", "it is older than what it would replace",
            mend: "get a newer one, or delete the document first")
    }

    func deleteDocument(_ request: ServiceRequest, name: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        try trust.change(isDry: false) { (documents) throws(Problem) in
            guard documents.contains(where: { $0.path == name }) else { throw Problem.noDocument }
            return documents.filter { $0.path != name }
        }
        return ServiceResponse(.noContent)
    }

    /// Puts documents on other hardware into a store that has none.
    ///
    /// - Returns: whether the store has exactly these of them now.
    /// - Throws: where the store can't be read or written.
    public static func provision(
        hardware files: [TrustFiles.File], into store: any Store, isReplacing: Bool
    ) throws(LedgerError) -> Bool {
        while true {
            let read = try store.documents()
            let others = read.documents.filter { HardwareDocument(path: $0.path) == nil }
            let all = TrustFiles(others + files).files
            guard read.documents != all else { return true }
            guard isReplacing || others.count == read.documents.count else { return false }
            if try store.replaceDocuments(all, at: read.revision) { return true }
        }
    }

    /// Puts the files of a trust directory into a store.
    ///
    /// - Parameters:
    ///   - files: the files.
    ///   - store: the store.
    ///   - isReplacing: whether they may take the place of others.
    /// - Returns: whether the store trusts exactly these now.
    /// - Throws: where the store can't be read or written.
    public static func provision(
        _ files: TrustFiles, into store: any Store, isReplacing: Bool
    ) throws(LedgerError) -> Bool {
        while true {
            let read = try store.documents()
            guard read.documents != files.files else { return true }
            guard isReplacing || read.documents.isEmpty else { return false }
            // False where another instance was quicker: what it wrote is looked at.
            if try store.replaceDocuments(files.files, at: read.revision) { return true }
        }
    }
}

extension Problem {
    fileprivate static var noDocument: Problem {
        Problem(
            .notFound, field: "path.document", "no document of this name is trusted",
            mend: "list /interlock/v1/trust for those that are")
    }
}
