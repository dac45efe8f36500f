import Attestation
import Cryptography

/// Where the ledger lies. What `commit`, `append` and `replaceDocuments` have returned for survives the end of the process; a file
/// also the loss of power.
///
/// Calls block; any number may run side by side.
public protocol Store: Sendable {
    /// Writes submissions in their order, all in one transaction.
    ///
    /// - Throws: where nothing of it is written; or where that can't be known, for the connection to the store broke
    ///   meanwhile. What was written is `known` or `nonceUsed` when it comes again.
    func commit(_ submissions: [Submission]) throws(LedgerError) -> [CommitOutcome]

    /// The answer that used a nonce.
    func answer(to nonce: [UInt8]) throws(LedgerError) -> Submission.Answer?
    /// Drops the result of an answer. Its nonce stays used.
    func forgetAnswer(to nonce: [UInt8]) throws(LedgerError)
    /// Drops the results of answers from before a moment. Their nonces stay used.
    func forgetAnswers(before moment: UTCSeconds) throws(LedgerError)

    /// What all chips come to.
    func summary() throws(LedgerError) -> FleetSummary
    /// A chip, where it has evidence.
    func chip(_ chip: ChipID) throws(LedgerError) -> LedgerChip?
    /// What an appraisal of a chip's evidence goes by; `nonce` is what it answers, where it answers a challenge.
    func moment(of chip: ChipID, answering nonce: [UInt8]?) throws(LedgerError) -> LedgerMoment
    /// The chips after one, in the order of identifiers.
    func chips(after: ChipID?, limit: Int) throws(LedgerError) -> [LedgerChip]
    /// The entries of a chip from a sequence on, in the order of arrival.
    func entries(of chip: ChipID, from: UInt64, limit: Int) throws(LedgerError) -> [LedgerEntry]
    /// The entry whose evidence has a digest.
    func entry(_ digest: Digest384) throws(LedgerError) -> LedgerEntry?

    /// The documents that the verifier trusts, in the order of names, and a number that grows with each change of them.
    func documents() throws(LedgerError) -> (revision: UInt64, documents: [TrustFiles.File])
    /// The number that grows with each change of the documents.
    func revision() throws(LedgerError) -> UInt64
    /// Puts documents in the place of all others, where the revision still is the given one.
    ///
    /// - Returns: whether it was.
    func replaceDocuments(_ documents: [TrustFiles.File], at revision: UInt64) throws(LedgerError) -> Bool

    /// How far the transparency log has come.
    func logHead() throws(LedgerError) -> LogHead
    /// The log's entries from a place on, each a line without its line feed.
    func logLines(from: UInt64, limit: Int) throws(LedgerError) -> [[UInt8]]
    /// Evidence and tickets of which the log has not told yet, in the order of arrival.
    func notable(limit: Int) throws(LedgerError) -> [Notable]
    /// Adds entries to the log, with what changes at once with them; once it returns true, all of it is durable.
    ///
    /// - Returns: whether the log and the documents still were what the addition was made from; else nothing is written.
    func append(_ addition: LogAddition) throws(LedgerError) -> Bool

    /// Keeps a ticket for good, where its number is the next one and its chip's chain still ends at `head`; `isNotable` has the
    /// transparency log tell of it.
    func keep(
        _ ticket: KeptTicket, of chip: ChipID, after head: ChainHead, isNotable: Bool
    ) throws(LedgerError) -> TicketOutcome
    /// The tickets from a number on, in the order of arrival.
    func tickets(from: UInt64, limit: Int) throws(LedgerError) -> [KeptTicket]
    /// The ticket of which a chip signed what has this digest.
    func ticket(_ digest: Digest384) throws(LedgerError) -> KeptTicket?

    /// The secret of the store, kept from the first call on: `fresh` then, the same for every later caller.
    func secret(_ fresh: [UInt8]) throws(LedgerError) -> [UInt8]
}
