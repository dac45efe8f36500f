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
                mend: "give one of \(TrustFiles.spelling)")
        }
        let time = now()
        let file = TrustFiles.File(path: name, bytes: request.body)
        try trust.change(isDry: false) { (documents) throws(Problem) in
            if name == TrustFiles.revoked { try compareRevocations(file, among: documents, at: time) }
            if name.hasPrefix(TrustFiles.revocationLists) { try compareList(file, among: documents, at: time) }
            try VerifierService.refuseOlder(file, among: documents)
            return documents.filter { $0.path != name } + [file]
        }
        return ServiceResponse(.noContent)
    }

    /// Refuses lists of what is revoked that know less than those that are there, or that are of days to come.
    private func compareRevocations(
        _ file: TrustFiles.File, among documents: [TrustFiles.File], at time: UTCSeconds
    ) throws(Problem) {
        let field = "trust/\(file.path)#asOf"
        // What can't be read is refused with its line and field afterwards.
        guard let lists = try? Revocations(file.bytes, file: file.path) else { return }
        if let asOf = lists.asOf { try checkDate(asOf, at: time, field: field) }
        guard let present = documents.first(where: { $0.path == file.path }),
            let known = (try? Revocations(present.bytes, file: present.path))?.asOf
        else { return }
        guard let asOf = lists.asOf, asOf >= known else {
            throw Problem(
                .conflict, field: field,
                "what is revoked is known until \(known.rfc3339), and these lists are older or say nothing of their age",
                mend: "give later lists; to go back all the same, delete the document first")
        }
    }

    /// The same for a list that the vendor signed: a number below that of one that is there is an earlier list.
    private func compareList(
        _ file: TrustFiles.File, among documents: [TrustFiles.File], at time: UTCSeconds
    ) throws(Problem) {
        guard let list = try? TrustFiles.revocationList(file) else { return }
        try checkDate(list.update.thisUpdate, at: time, field: "trust/\(file.path)#thisUpdate")
        for document in documents where document.path.hasPrefix(TrustFiles.revocationLists) {
            guard let known = try? TrustFiles.revocationList(document) else { continue }
            guard document.path != file.path || known.issuer == list.issuer else {
                throw Problem(
                    .conflict, field: "path.document", "the list that it would replace is another issuer's",
                    mend: "give it another name, or delete the document first")
            }
            guard known.issuer == list.issuer, list.isOlder(than: known) else { continue }
            throw Problem(
                .conflict, field: "trust/\(file.path)#cRLNumber",
                "it is older than \(document.path), which is complete until \(known.update.thisUpdate.rfc3339)",
                mend: "give the latest list; to go back all the same, delete the later ones first")
        }
    }

    private func checkDate(_ date: UTCSeconds, at time: UTCSeconds, field: String) throws(Problem) {
        guard rules.clock == .now, date.value - time.value > VerifierService.aheadSeconds else { return }
        throw Problem(
            .unprocessable, field: field,
            "nobody can know until \(date.rfc3339) what is revoked, for this is \(time.rfc3339)",
            mend: "give the moment until which it is complete, or put the clock right")
    }

    /// How far ahead of the clock lists of what is revoked may be dated: what clocks differ by.
    private static let aheadSeconds: Int64 = 3600

    /// Whether a document may have this name: no path leads out of the directory that it stands for.
    private static func isName(_ name: String) -> Bool {
        if TrustFiles.names.contains(name) || HardwareDocument(path: name) != nil { return true }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard TrustFiles.isDocument(name), parts.count == 2, let end = parts[1].lastIndex(of: ".") else { return false }
        return TrustFiles.isPlain(parts[1][..<end])
    }

    /// What tells of other hardware's revocation is never replaced by what tells less.
    private static func refuseOlder(_ file: TrustFiles.File, among documents: [TrustFiles.File]) throws(Problem) {
        let kind: RevocationFile.Kind
        switch HardwareDocument(path: file.path) {
        case .list: kind = .list
        case .response: kind = .response
        case .deviceAnchor, .manifestAnchor, .manifest, nil: return
        }
        guard let known = documents.first(where: { $0.path == file.path }),
            RevocationFile(Exhibit(name: file.path, bytes: file.bytes), kind: kind)
                .tellsLess(than: RevocationFile(Exhibit(name: known.path, bytes: known.bytes), kind: kind))
        else { return }
        throw Problem(
            .conflict, field: "trust/\(file.path)", "it tells less than what it would replace, or is older",
            mend: "get a newer one, give it another name, or delete the document first")
    }

    func deleteDocument(_ request: ServiceRequest, name: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        try trust.change(isDry: false) { (documents) throws(Problem) in
            guard documents.contains(where: { $0.path == name }) else { throw Problem.noDocument }
            return documents.filter { $0.path != name }
        }
        return ServiceResponse(.noContent)
    }

    /// Puts anchors and manifests of other hardware into a store that has none. What tells of revocation stays.
    ///
    /// - Returns: whether the store has exactly these of them now.
    /// - Throws: where the store can't be read or written.
    public static func provision(
        hardware files: [TrustFiles.File], into store: any Store, isReplacing: Bool
    ) throws(LedgerError) -> Bool {
        while true {
            let read = try store.documents()
            let others = read.documents.filter { file in
                !files.contains { $0.path == file.path } && HardwareDocument(path: file.path)?.isGiven != true
            }
            let all = TrustFiles(others + files).files
            guard read.documents != all else { return true }
            guard isReplacing || others.count == read.documents.count else { return false }
            if try store.replaceDocuments(all, at: read.revision) { return true }
        }
    }

    /// Puts the files of a trust directory into a store. One that has no documents on other hardware says nothing of them:
    /// the store's stay.
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
        let isWhole = files.files.contains { HardwareDocument(path: $0.path) != nil }
        while true {
            let read = try store.documents()
            // What tells of revocation stays also where the directory has other documents on hardware.
            let kept = read.documents.filter { file in
                guard let kind = HardwareDocument(path: file.path) else { return false }
                return !isWhole || !kind.isGiven && files[file.path] == nil
            }
            let all = TrustFiles(files.files + kept).files
            guard read.documents != all else { return true }
            guard isReplacing || read.documents.count == kept.count else { return false }
            // False where another instance was quicker: what it wrote is looked at.
            if try store.replaceDocuments(all, at: read.revision) { return true }
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
