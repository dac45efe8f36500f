import Cryptography
import Wire

extension Bundle {
    /// The version of the form.
    static let version: UInt64 = 1
    /// The most files of each kind that a bundle may have.
    static let maximumFiles = 1 << 20
    private static let names = 1...1024

    /// What a bundle holds.
    public struct Contents: Hashable, Sendable {
        /// The time that was asked about.
        public enum Time: Hashable, Sendable {
            /// The latest that the evidence names.
            case ofTheEvidence
            /// Chip time.
            case tick(UInt64)
            /// Seconds since 1970-01-01T00:00:00Z, from then to the end of the year 9999.
            case moment(UInt64)
        }

        /// A file.
        public typealias File = TrustFiles.File

        /// The version of the program that appraised.
        public var build: String
        /// The time that was asked about.
        public var time: Time
        /// The nonce that the latest evidence had to carry; nil for none.
        public var nonce: [UInt8]?
        /// Whether the evidence was taken as the whole record.
        public var isWholeRecord: Bool
        /// Whether P-384 signatures alone were enough.
        public var isClassicalOnly: Bool
        /// The phase that the agreement was in; empty for none.
        public var phase: String
        /// The agreement's file; nil where there was none.
        public var agreement: [UInt8]?
        /// The files of the trust directory, revocation lists among them, in the order of their paths.
        public var trust: [File]
        /// The evidence and the lineage tickets, in the order in which they were appraised.
        public var evidence: [File]
        /// What the appraisal gave, as `verify --format json` prints it.
        public var result: [UInt8]
        /// The exit status that it gave, 0 to 4.
        public var status: UInt64

        /// Contents.
        public init(
            build: String, time: Time, nonce: [UInt8]?, isWholeRecord: Bool, isClassicalOnly: Bool, phase: String,
            agreement: [UInt8]?, trust: [File], evidence: [File], result: [UInt8], status: UInt64
        ) {
            self.build = build
            self.time = time
            self.nonce = nonce
            self.isWholeRecord = isWholeRecord
            self.isClassicalOnly = isClassicalOnly
            self.phase = phase
            self.agreement = agreement
            self.trust = trust
            self.evidence = evidence
            self.result = result
            self.status = status
        }

        /// Reads contents that must fill `bytes`.
        init(_ bytes: [UInt8]) throws(DocumentError) {
            var reader = DocumentReader(bytes.span)
            try reader.array(12, "bundle")
            try reader.constant(Int64(Bundle.version), "version")
            build = try reader.text("build", lengths: 1...64)
            try reader.array(2, "time")
            let kind = try reader.unsigned("time.kind", in: 0...2)
            let place = reader.offset
            let value = try reader.unsigned("time.value")
            switch kind {
            case 1: time = .tick(value)
            case 2:
                guard value <= UInt64(UTCSeconds.never.value) else {
                    throw DocumentError(.outOfRange, at: place, field: "time.value")
                }
                time = .moment(value)
            default:
                guard value == 0 else { throw DocumentError(.outOfRange, at: place, field: "time.value") }
                time = .ofTheEvidence
            }
            let nonce = reader.array(of: try reader.bytes("nonce", lengths: 0...64))
            self.nonce = nonce.isEmpty ? nil : nonce
            isWholeRecord = try reader.boolean("wholeRecord")
            isClassicalOnly = try reader.boolean("classicalOnly")
            phase = try reader.text("phase", lengths: 0...1024)
            let agreement = reader.array(of: try reader.bytes("agreement"))
            self.agreement = agreement.isEmpty ? nil : agreement
            let trustPlace = reader.offset
            trust = try Contents.files(&reader, "trust")
            guard zip(trust, trust.dropFirst()).allSatisfy({ $0.path < $1.path }) else {
                throw DocumentError(.unexpectedItem, at: trustPlace, field: "trust")
            }
            let evidencePlace = reader.offset
            evidence = try Contents.files(&reader, "evidence")
            guard Set(evidence.map(\.path)).count == evidence.count else {
                throw DocumentError(.unexpectedItem, at: evidencePlace, field: "evidence")
            }
            result = reader.array(of: try reader.bytes("result"))
            status = try reader.unsigned("status", in: 0...4)
            try reader.finish("bundle")
        }

        @_lifetime(reader: copy reader)
        private static func files(
            _ reader: inout DocumentReader, _ field: StaticString
        ) throws(DocumentError) -> [File] {
            var files: [File] = []
            for _ in 0..<(try reader.array(field, in: 0...Bundle.maximumFiles)) {
                try reader.array(2, field)
                let path = try reader.text(field, lengths: Bundle.names)
                files.append(File(path: path, bytes: reader.array(of: try reader.bytes(field))))
            }
            return files
        }

        /// The payload, in deterministic CBOR.
        func encoded() -> [UInt8] {
            DocumentWriter.encode { sink in
                sink.array(12)
                sink.unsigned(Bundle.version)
                sink.text(ascii: build)
                sink.array(2)
                switch time {
                case .ofTheEvidence:
                    sink.unsigned(0)
                    sink.unsigned(0)
                case .tick(let tick):
                    sink.unsigned(1)
                    sink.unsigned(tick)
                case .moment(let moment):
                    sink.unsigned(2)
                    sink.unsigned(moment)
                }
                sink.bytes(nonce ?? [])
                sink.boolean(isWholeRecord)
                sink.boolean(isClassicalOnly)
                sink.text(ascii: phase)
                sink.bytes(agreement ?? [])
                for files in [trust, evidence] {
                    sink.array(files.count)
                    for file in files {
                        sink.array(2)
                        sink.text(ascii: file.path)
                        sink.bytes(file.bytes)
                    }
                }
                sink.bytes(result)
                sink.unsigned(status)
            }
        }
    }
}
