import Appraisal
import Attestation
import Ledger
import Synchronization

/// What the service trusts now: the store's documents, read again whenever anybody has changed them.
final class TrustState: Sendable {
    /// The documents as one value.
    struct Snapshot: Sendable {
        let revision: UInt64
        let documents: [TrustFiles.File]
        let store: TrustStore
        let appraiser: Appraiser
        /// What is trusted about other hardware.
        let hardware: HardwareTrust
    }

    private let store: any Store
    private let rules: ServiceRules
    private let snapshot = Mutex<Snapshot?>(nil)

    init(store: any Store, rules: ServiceRules) {
        self.store = store
        self.rules = rules
    }

    /// What was trusted when somebody looked last; reads it where nobody has. Whoever goes by it makes sure, before
    /// anything is written, that it still is of the store's revision.
    func latest() throws -> Snapshot { try snapshot.withLock { $0 } ?? current() }

    /// What is trusted now.
    ///
    /// - Throws: `Problem` where it can't be used, `LedgerError` where it can't be read.
    func current() throws -> Snapshot {
        let revision = try store.revision()
        if let known = snapshot.withLock({ $0 }), known.revision == revision { return known }
        let read = try store.documents()
        let (trusted, hardware) = try trusted(read.documents)
        let fresh = Snapshot(
            revision: read.revision, documents: read.documents, store: trusted,
            appraiser: Appraiser(
                trust: trusted, policy: rules.policy, question: Question(signatures: rules.signatures)),
            hardware: hardware)
        snapshot.withLock { known in
            if known.map({ $0.revision < fresh.revision }) ?? true { known = fresh }
        }
        return fresh
    }

    /// Changes the documents, where the result can be used: all of the change, or nothing. A dry run, or what changes
    /// nothing, writes nothing.
    ///
    /// - Throws: what `change` throws; `Problem` where the result can't be used, `LedgerError` where it can't be written.
    func change(
        isDry: Bool, _ change: ([TrustFiles.File]) throws(Problem) -> [TrustFiles.File]
    ) throws {
        for _ in 0..<8 {
            let read = try store.documents()
            let documents = TrustFiles(try change(read.documents)).files
            _ = try trusted(documents)
            guard !isDry, documents != TrustFiles(read.documents).files else { return }
            if try store.replaceDocuments(documents, at: read.revision) { return }
        }
        throw Problem(.conflict, field: "trust", "others change it at the same time", mend: "try again")
    }

    private func trusted(_ documents: [TrustFiles.File]) throws(Problem) -> (TrustStore, HardwareTrust) {
        let store: TrustStore
        let hardware: HardwareTrust
        do {
            store = try TrustStore(TrustFiles(documents))
            hardware = try HardwareTrust(TrustFiles(documents))
        } catch {
            let field = error.field.isEmpty ? "trust/\(error.file)" : "trust/\(error.file)#\(error.field)"
            let line = error.line.map { " (line \($0))" } ?? ""
            throw Problem(.unprocessable, field: field, error.reason + line, mend: error.mend)
        }
        if let mismatch = rules.mismatch(store) {
            throw Problem(
                .unprocessable, field: "trust/\(TrustFiles.parties)", mismatch,
                mend: "give the parties of the agreement that the service was started with")
        }
        return (store, hardware)
    }
}

extension Problem {
    /// What a client is told when the ledger fails.
    init(_ error: LedgerError) {
        self.init(
            .unavailable, field: "ledger",
            error.code == .overloaded ? error.reason : "it can't be read or written now (\(error.code.rawValue))",
            mend: "send the same again later: what has been kept is known then", headers: [("retry-after", "5")])
    }
}
