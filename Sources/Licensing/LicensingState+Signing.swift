import Attestation
import Cryptography
import Transparency

/// Signatures.
extension LicensingState {
    /// What a signature brings.
    public struct Signed: Sendable {
        /// The entries, in their order.
        public let drafts: [EntryDraft]
        /// The licence that is complete with it.
        public let licence: Licence?
        /// The decision that is complete with it.
        public let decision: Decision?
    }

    /// Takes a party's signature of a request.
    ///
    /// - Parameters:
    ///   - document: the licence or decision with this party's signatures alone.
    ///   - digest: the request.
    ///   - rules: what licences are given under.
    ///   - trusted: whose keys are known.
    ///   - now: the time.
    /// - Returns: what comes of it.
    /// - Throws: `Refusal`.
    public func sign(
        _ document: [UInt8], request digest: Digest384, under rules: LicensingRules, trusted: TrustedParties?,
        at now: UTCSeconds
    ) throws(Refusal) -> Signed {
        guard let request = self[digest] else {
            throw Refusal(
                .unknown, field: "path.request", "nothing with this digest is before the parties",
                mend: "list /interlock/v1/requests")
        }
        let copy = try SignedCopy(document, of: request)
        guard copy.payload == request.payload else {
            throw Refusal(
                .malformed, field: "body",
                "it signs other bytes (\(Digest384(hashing: copy.payload))) than the request's",
                mend: "sign the payload of this request, \(digest)")
        }
        let parties = rules.parties(among: trusted).filter { request.signers.contains($0.name) }
        let endorsement = copy.endorsement(by: parties)
        guard endorsement.signers.count == 1, let signer = endorsement.signers.first else {
            throw Refusal(
                .malformed, field: "body", "it has \(endorsement.signers.count) signers",
                mend: "send the signatures of one party")
        }
        guard signer.outcome == .valid, let party = signer.name else {
            throw Refusal(
                .malformed, field: "body", Self.reason(signer.outcome, request),
                mend: "sign with the key that the agreement names")
        }
        guard !request.signatures.contains(where: { $0.party == party }) else {
            throw Refusal(
                .standing, field: "body", "\(party) has signed already", mend: "let another party sign")
        }
        switch request.status(at: now) {
        case .open: break
        case .complete, .expired, .void:
            throw Refusal(
                .standing, field: "path.request",
                "it is \(request.status(at: now).rawValue)"
                    + (request.status(at: now) == .expired ? " since \(request.expiry.rfc3339)" : ""),
                mend: "have it asked for anew, where it is still wanted")
        }
        return try signed(request, party, document, rules)
    }

    private static func reason(_ outcome: Endorsement.Outcome, _ request: SigningRequest) -> String {
        switch outcome {
        case .valid: "it holds"
        case .invalid: "the signature does not hold under the party's key"
        case .malformed: "the signature is malformed"
        case .unknownSigner:
            "the key is of none who may sign this: \(request.signers.joined(separator: ", "))"
        case .unpaired: "a P-384 and an ML-DSA-87 signature of the party must stand side by side"
        case .duplicate: "the party signed twice in it"
        }
    }

    private func signed(
        _ request: SigningRequest, _ party: String, _ document: [UInt8], _ rules: LicensingRules
    ) throws(Refusal) -> Signed {
        let number = request.signatures.count + 1
        var drafts = [
            EntryDraft(
                kind: .signature, subject: request.label,
                statement: "\(party) signs, \(number) of \(request.needed)",
                document: LicensingState.bytes([
                    "request": .string(request.digest.description), "party": .string(party),
                    "signature": .string(document.base64),
                ]))
        ]
        guard number >= request.needed else { return Signed(drafts: drafts, licence: nil, decision: nil) }
        let copies = request.signatures.map(\.document) + [document]
        switch request.subject {
        case .licence:
            let licence = try SignedCopy.merged(copies) { (bytes) throws(DocumentError) in
                try Licence(bytes)
            } by: { whole, copy in
                whole.add(copy)
            }
            drafts.append(Record.licence(licence))
            return Signed(drafts: drafts, licence: licence, decision: nil)
        case .decision(let terms):
            let decision = try SignedCopy.merged(copies) { (bytes) throws(DocumentError) in
                try Decision(bytes)
            } by: { whole, copy in
                whole.add(copy)
            }
            let signers = request.signatures.map(\.party) + [party]
            drafts.append(
                EntryDraft(
                    kind: .consequence, subject: detection(Int(clamping: terms.finding))?.subject ?? request.label,
                    statement: "\(signers.joined(separator: ", ")) decide: \(terms.title)",
                    document: LicensingState.bytes([
                        "decision": .string(decision.encoded().base64), "step": .string(terms.step.rawValue),
                        "finding": .number(terms.finding),
                    ])))
            return Signed(drafts: drafts, licence: nil, decision: decision)
        }
    }
}

/// What a party sends: a licence or a decision with its signatures.
private enum SignedCopy {
    case licence(Licence)
    case decision(Decision)

    init(_ bytes: [UInt8], of request: SigningRequest) throws(Refusal) {
        do {
            switch request.subject {
            case .licence: self = .licence(try Licence(bytes))
            case .decision: self = .decision(try Decision(bytes))
            }
        } catch {
            throw Refusal(
                .malformed, field: "body",
                "it can't be read: \(error.code.rawValue) at byte \(error.offset), \(error.field)",
                mend: "send what `interlock licence endorse` makes")
        }
    }

    var payload: [UInt8] {
        switch self {
        case .licence(let licence): licence.payload
        case .decision(let decision): decision.payload
        }
    }

    func endorsement(by parties: [Party]) -> Endorsement {
        switch self {
        case .licence(let licence): licence.endorsement(by: parties, quorum: 1)
        case .decision(let decision): decision.endorsement(by: parties, quorum: 1)
        }
    }

    /// One document with the signatures of all copies, in their order.
    static func merged<Document>(
        _ copies: [[UInt8]], _ read: ([UInt8]) throws(DocumentError) -> Document,
        by add: (inout Document, Document) -> Void
    ) throws(Refusal) -> Document {
        do {
            guard let first = copies.first else { throw DocumentError(.truncated, at: 0, field: "signatures") }
            var whole = try read(first)
            for copy in copies.dropFirst() { add(&whole, try read(copy)) }
            return whole
        } catch {
            throw Refusal(
                .standing, field: "path.request", "a signature in the log can't be read", mend: "audit the log")
        }
    }
}
