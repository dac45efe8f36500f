import Agreement
import Appraisal
import Attestation
import Cryptography
import Transparency

/// How licensing stands: what folding the log gives, and nothing else.
public struct LicensingState: Sendable {
    /// A licence that enough parties signed.
    public struct Issued: Hashable, Sendable {
        /// The licence.
        public let licence: Licence
        /// Its entry in the log.
        public let entry: Int
        /// When it was.
        public let time: UTCSeconds
        /// The entry of the decision that ends it before its time.
        public internal(set) var revokedBy: Int?
    }

    /// What was asked of parties, in the order of the log.
    public private(set) var requests: [SigningRequest] = []
    /// The licences, in the order of the log.
    public private(set) var licences: [Issued] = []
    /// What was found, in the order of the log.
    public private(set) var detections: [Detection] = []
    /// What parties decided, in the order of the log.
    public private(set) var decisions: [(entry: Int, time: UTCSeconds, terms: Decision.Terms, signers: [String])] = []
    /// What went back out of escrow, of which the log tells.
    public private(set) var returned: Set<String> = []
    /// When the first agreement was.
    public private(set) var start: UTCSeconds?
    /// The entry of the latest agreement, and its digest.
    public private(set) var agreement: Entry?
    /// How many entries there are.
    public private(set) var count = 0
    private var refusals: Set<String> = []
    private var places: [Digest384: Int] = [:]

    /// Nothing happened.
    public init() {}

    /// The request whose payload has this digest.
    public subscript(_ digest: Digest384) -> SigningRequest? { places[digest].map { requests[$0] } }

    /// The highest sequence that any licence was ever asked for with.
    var highestSequence: UInt64 {
        let asked = requests.compactMap { request -> UInt64? in
            if case .licence(let terms) = request.subject { terms.sequence } else { nil }
        }
        return max(asked.max() ?? 0, licences.map(\.licence.terms.sequence).max() ?? 0)
    }

    /// Whether the log tells already that a renewal was refused for this reason.
    func hasTold(_ chips: Digest384, finding: Int, step: String) -> Bool {
        refusals.contains("\(chips) \(finding) \(step)")
    }

    /// The second of a moment, counted from the first agreement.
    public func tick(of moment: UTCSeconds) -> UInt64 { UInt64(max(0, moment.value - (start ?? moment).value)) }

    /// Adds what an entry says.
    public mutating func apply(_ entry: Entry) {
        count += 1
        if entry.kind == .agreement {
            if let agreement, agreement.digest != entry.digest {
                for place in requests.indices where requests[place].completed == nil { requests[place].isVoid = true }
            }
            if start == nil { start = entry.time }
            agreement = entry
            return
        }
        switch LicensingEvent(entry) {
        case nil: break
        case .opened(let request):
            places[request.digest] = requests.count
            requests.append(request)
        case .expired(let digest): if let place = places[digest] { requests[place].isTold = true }
        case .signed(let digest, let signature):
            if let place = places[digest] { requests[place].signatures.append(signature) }
        case .issued(let licence):
            licences.append(Issued(licence: licence, entry: entry.index, time: entry.time))
            complete(licence.digest, licence.encoded(), at: entry.time)
        case .decided(let decision): apply(decision, entry)
        case .refused(let chips, let finding, let step): refusals.insert("\(chips) \(finding) \(step)")
        case .returned(let escrow): returned.insert(escrow)
        case .found(let detection): detections.append(detection)
        }
    }

    private mutating func apply(_ decision: Decision, _ entry: Entry) {
        let terms = decision.terms
        let digest = Digest384(hashing: decision.payload)
        decisions.append((entry.index, entry.time, terms, self[digest]?.signatures.map(\.party) ?? []))
        complete(digest, decision.encoded(), at: entry.time)
        switch terms.step {
        case .clear:
            if let place = detections.firstIndex(where: { UInt64($0.entry) == terms.finding }) {
                detections[place].clearedBy = entry.index
            }
        case .revoke:
            for place in licences.indices where terms.licences.contains(licences[place].licence.digest) {
                licences[place].revokedBy = licences[place].revokedBy ?? entry.index
            }
        case .warn, .suspend, .forfeit: break
        }
    }

    private mutating func complete(_ digest: Digest384, _ document: [UInt8], at moment: UTCSeconds) {
        guard let place = places[digest], requests[place].completed == nil else { return }
        requests[place].completed = moment
        requests[place].document = document
    }

    /// The finding with this place in the log.
    public func detection(_ entry: Int) -> Detection? { detections.first { $0.entry == entry } }

    /// The course of the agreement by the findings that are not cleared up.
    public func course(of agreement: Agreement) -> Course {
        Course(
            of: agreement, from: start ?? 0,
            events: decisions.filter { $0.terms.step == .forfeit }.map {
                Course.Event(tick: tick(of: $0.time), act: .forfeit(escrow: $0.terms.escrow, by: $0.signers))
            },
            detections: detections.filter { $0.clearedBy == nil }
                .map { Course.Detection(rule: $0.rule, tick: tick(of: $0.time)) })
    }
}
