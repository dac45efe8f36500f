import Cryptography
import Wire

/// What parties decide on a finding, signed by as many as the agreement says (COSE_Sign, `Specs/cddl/decision.cddl`).
public struct Decision: Hashable, Sendable {
    /// What is decided.
    public struct Terms: Hashable, Sendable {
        /// The steps.
        public enum Step: String, Hashable, Sendable, CaseIterable {
            /// The beneficiary is told.
            case warn
            /// Licences are not renewed until it is cleared up.
            case suspend
            /// The licences named end.
            case revoke
            /// What is in escrow is lost.
            case forfeit
            /// The finding is cleared up: nothing more follows from it.
            case clear
        }

        /// The most licences that one decision names.
        public static let maximumLicences = 256

        /// SHA-384 of the agreement's file.
        public let agreement: Digest384
        /// Its place in the log, which no other decision has.
        public let number: UInt64
        /// What is decided.
        public let step: Step
        /// The finding's place in the log.
        public let finding: UInt64
        /// SHA-384 of the finding's document there.
        public let findingDigest: Digest384
        /// What is forfeited, as the agreement calls it; empty for other steps.
        public let escrow: String
        /// The licences that end: digests of their payloads; none for other steps.
        public let licences: [Digest384]

        /// Terms. At most `maximumLicences` licences, and 1024 bytes of `escrow`.
        public init(
            agreement: Digest384, number: UInt64, step: Step, finding: UInt64, findingDigest: Digest384,
            escrow: String = "", licences: [Digest384] = []
        ) {
            self.agreement = agreement
            self.number = number
            self.step = step
            self.finding = finding
            self.findingDigest = findingDigest
            self.escrow = escrow
            self.licences = licences
        }

        /// Reads terms that must fill `bytes`.
        public init(_ bytes: [UInt8]) throws(DocumentError) {
            var reader = DocumentReader(bytes.span)
            try reader.map(6, "terms")
            try reader.constant(1, "agreement")
            agreement = try reader.digest("agreement")
            try reader.constant(2, "number")
            number = try reader.unsigned("number")
            try reader.constant(3, "step")
            let start = reader.offset
            guard let step = Step(rawValue: try reader.text("step", lengths: 1...16)) else {
                throw DocumentError(.unexpectedItem, at: start, field: "step")
            }
            self.step = step
            try reader.constant(4, "finding")
            try reader.array(2, "finding")
            finding = try reader.unsigned("finding.number")
            findingDigest = try reader.digest("finding.digest")
            try reader.constant(5, "escrow")
            // The agreement's own words, which need not be ASCII: as bytes.
            escrow = String(decoding: reader.array(of: try reader.bytes("escrow", lengths: 0...1024)), as: UTF8.self)
            try reader.constant(6, "licences")
            var licences: [Digest384] = []
            for _ in 0..<(try reader.array("licences", in: 0...Terms.maximumLicences)) {
                licences.append(try reader.digest("licences"))
            }
            self.licences = licences
            try reader.finish("terms")
            guard encoded() == bytes else { throw DocumentError(.invalidText, at: 0, field: "escrow") }
        }

        /// The encoding: the payload that parties sign.
        public func encoded() -> [UInt8] {
            DocumentWriter.encode { sink in
                sink.map(6)
                sink.unsigned(1)
                sink.digest(agreement)
                sink.unsigned(2)
                sink.unsigned(number)
                sink.unsigned(3)
                sink.text(ascii: step.rawValue)
                sink.unsigned(4)
                sink.array(2)
                sink.unsigned(finding)
                sink.digest(findingDigest)
                sink.unsigned(5)
                sink.bytes(Array(escrow.utf8))
                sink.unsigned(6)
                sink.array(licences.count)
                for licence in licences { sink.digest(licence) }
            }
        }
    }

    /// The most bytes that a decision may have.
    public static let maximumByteCount = 64 * 1024

    /// What is decided.
    public let terms: Terms
    private var document: SignedDocument

    /// Terms with the signatures of `keys`, in that order. At least one key.
    public init(signing terms: Terms, with keys: [SigningKey]) {
        precondition(!keys.isEmpty, "A decision has at least one signature.")
        self.terms = terms
        document = SignedDocument(contentType: .decision, payload: terms.encoded())
        for key in keys { document.sign(with: key) }
    }

    /// Reads a decision that must fill `bytes`. Nothing is said about who signed it: see `endorsement(by:quorum:)`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count <= Decision.maximumByteCount else {
            throw DocumentError(.tooLong, at: Decision.maximumByteCount, field: "decision")
        }
        var offset = 0
        document = try SignedDocument(bytes, contentType: .decision, payloadOffset: &offset)
        do { terms = try Terms(document.payload) } catch {
            throw DocumentError(error.code, at: offset + error.offset, field: "payload.\(error.field)")
        }
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] { document.encoded() }

    /// The bytes that parties signed.
    public var payload: [UInt8] { document.payload }

    /// Adds the signatures of another copy, which must have the same payload.
    public mutating func add(_ other: Decision) { document.add(other.document) }

    /// What each signer's signatures are worth, and whether enough of the parties stand behind it.
    public func endorsement(by parties: [Party], quorum: Int) -> Endorsement {
        document.endorsement(by: parties, quorum: quorum)
    }
}
