import Attestation
import Cryptography
import Transparency

/// A step of the licensing loop, as the log tells it: what the service knows of licensing is what these fold to.
enum LicensingEvent {
    /// Parties are asked to sign.
    case opened(SigningRequest)
    /// A request's time is over.
    case expired(Digest384)
    /// A party signed.
    case signed(request: Digest384, SigningRequest.Signature)
    /// Enough parties signed a licence.
    case issued(Licence)
    /// Enough parties signed a decision.
    case decided(Decision)
    /// A renewal was refused because of a finding.
    case refused(chips: Digest384, finding: Int, step: String)
    /// Something in escrow goes back.
    case returned(escrow: String)
    /// Something was found.
    case found(Detection)

    /// What an entry says; nil for one that says nothing about licensing.
    init?(_ entry: Entry) {
        guard let document = entry.document else { return nil }
        if entry.kind == .licence {
            guard let licence = try? Licence(document) else { return nil }
            self = .issued(licence)
            return
        }
        guard let json = try? JSONValue(parsing: document) else { return nil }
        switch entry.kind {
        case .request:
            if let digest = json["expired"]?.digest {
                self = .expired(digest)
            } else {
                guard let request = SigningRequest(json, entry: entry) else { return nil }
                self = .opened(request)
            }
        case .signature:
            guard let digest = json["request"]?.digest, let party = json["party"]?.string,
                let bytes = json["signature"]?.bytes
            else { return nil }
            self = .signed(
                request: digest, SigningRequest.Signature(party: party, document: bytes, time: entry.time))
        case .consequence:
            if let bytes = json["decision"]?.bytes, let decision = try? Decision(bytes) {
                self = .decided(decision)
            } else if let chips = json["chips"]?.digest, let finding = json["finding"]?.integer,
                let step = json["refusedAfter"]?.string
            {
                self = .refused(chips: chips, finding: finding, step: step)
            } else if let escrow = json["escrow"]?.string, json["becomes"]?.string == "returned" {
                self = .returned(escrow: escrow)
            } else {
                return nil
            }
        case .finding:
            guard let detection = Detection(json, entry: entry) else { return nil }
            self = .found(detection)
        case .agreement, .licence, .result: return nil
        }
    }
}

extension SigningRequest {
    /// The entry that opens it.
    public var draft: EntryDraft {
        let document = JSONValue.object([
            "request": .string(subject.kind.rawValue), "payload": .string(payload.base64), "by": .string(asker),
            "expires": .string(expiry.rfc3339), "needed": .number(needed),
            "signers": .array(signers.map { .string($0) }), "renewal": .boolean(isRenewal),
            "notes": .array(notes.map { .string($0) }),
        ])
        return EntryDraft(
            kind: .request, subject: label,
            statement: "\(asker) asks \(needed) of \(signers.count) to sign \(title), by \(expiry.rfc3339)",
            document: Array(document.compact.utf8))
    }

    /// What entries about it call it.
    var label: String {
        switch subject {
        case .licence(let terms): "\(subject.kind.rawValue) \(terms.sequence)"
        case .decision(let terms): "\(subject.kind.rawValue) \(terms.number)"
        }
    }

    /// Reads what `draft` wrote.
    fileprivate init?(_ json: JSONValue, entry: Entry) {
        guard let payload = json["payload"]?.bytes, let asker = json["by"]?.string,
            let expiry = json["expires"]?.string.flatMap({ UTCSeconds(rfc3339: $0) }),
            let needed = json["needed"]?.integer, case .boolean(let isRenewal)? = json["renewal"]?.content
        else { return nil }
        guard let kind = json["request"]?.string.flatMap(Kind.init(rawValue:)),
            let subject = try? Subject(payload, of: kind)
        else { return nil }
        self.subject = subject
        self.payload = payload
        digest = Digest384(hashing: payload)
        self.entry = entry.index
        self.asker = asker
        made = entry.time
        self.expiry = expiry
        self.needed = needed
        signers = json["signers"]?.texts ?? []
        self.isRenewal = isRenewal
        notes = json["notes"]?.texts ?? []
    }

    /// A request that is to be opened.
    init(
        _ subject: Subject, by asker: String, at now: UTCSeconds, until expiry: UTCSeconds, needed: Int,
        signers: [String], isRenewal: Bool, notes: [String], entry: Int
    ) {
        self.subject = subject
        payload =
            switch subject {
            case .licence(let terms): terms.encoded()
            case .decision(let terms): terms.encoded()
            }
        digest = Digest384(hashing: payload)
        self.asker = asker
        made = now
        self.expiry = expiry
        self.needed = needed
        self.signers = signers
        self.isRenewal = isRenewal
        self.notes = notes
        self.entry = entry
    }
}

extension JSONValue {
    var texts: [String] {
        if case .array(let items) = content { items.compactMap(\.string) } else { [] }
    }
    var integer: Int? { if case .number(let text) = content { Int(text) } else { nil } }
    var digest: Digest384? { string.flatMap { Digest384(hex: $0) } }
    /// Bytes that `base64` wrote.
    var bytes: [UInt8]? { string.flatMap { [UInt8](base64: $0) } }
}
