import Cryptography
import Wire

/// An entry of the usage log (`Specs/cddl/log.cddl`).
public struct LogEntry: Hashable, Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The chip booted this runtime.
        case boot(count: UInt64, runtime: Digest384, securityVersion: UInt64)
        /// A licence was installed; the digest is that of its payload.
        case licenceInstalled(licence: Digest384, sequence: UInt64)
        /// A licence was refused; the digest is that of the whole message.
        case licenceRefused(reason: UInt64, message: Digest384)
        /// Weights were loaded, measured and locked.
        case modelLoaded(weights: Digest384)
        /// Weights were measured and refused.
        case modelRefused(reason: UInt64, weights: Digest384)
        /// The interlock was open; openings alike in all else are one entry.
        case usage(Usage)
        /// An opening was asked for and refused.
        case refused(reason: UInt64, workloadClass: UInt64)
        /// Hardware stopped something, or saw it.
        case violation(reason: UInt64, count: UInt64)
        /// Evidence was signed; the digest is that of the nonce.
        case attested(nonce: Digest384)
        /// An image was written and verified; the next boot tries it.
        case updateInstalled(runtime: Digest384, securityVersion: UInt64)
        /// An image that was on trial became ready; older security versions do not boot any more.
        case updateConfirmed(runtime: Digest384, securityVersion: UInt64)
        /// An image that was on trial did not become ready; the one named here runs.
        case updateRolledBack(runtime: Digest384, securityVersion: UInt64)
        /// An image was refused; the digest is that of the whole image.
        case updateRefused(reason: UInt64, image: Digest384)
        /// The chip was offered to a next owner; the epoch is the present one's.
        case ownershipOffered(next: Digest384, epoch: UInt64)
        /// The next owner took the chip, and began this epoch.
        case ownershipTaken(owner: Digest384, epoch: UInt64)
        /// An authorization was refused; the digest is that of the whole request.
        case authorizationRefused(reason: UInt64, request: Digest384)
        /// A ticket was signed for weights that leave the chip: what training made them in all, and the bytes that came
        /// from chips which are not admitted peers.
        case checkpointExported(weights: Digest384, operations: UInt128, outside: UInt128)
        /// Weights were loaded with the ticket of those who trained them: what training made them in all.
        case lineageInherited(weights: Digest384, operations: UInt128)
        /// A ticket was refused; the digest is that of the whole request.
        case ticketRefused(reason: UInt64, request: Digest384)
        /// Training data of a manifest and a class were admitted, the first since weights were loaded.
        case dataAdmitted(manifest: Digest384, dataClass: UInt64)
        /// Training data were refused; the digest is that of the chunk.
        case dataRefused(reason: UInt64, chunk: Digest384)
    }

    /// What passed through the open interlock.
    public struct Usage: Hashable, Sendable {
        /// Inference or training.
        public var workloadClass: WorkloadClass
        /// How many openings.
        public var openings: UInt64
        /// Weighted operations metered.
        public var used: UInt128
        /// The weights' digest.
        public var model: Digest384
        /// The licence's sequence.
        public var licenceSequence: UInt64

        /// A usage.
        public init(
            workloadClass: WorkloadClass, openings: UInt64, used: UInt128, model: Digest384, licenceSequence: UInt64
        ) {
            self.workloadClass = workloadClass
            self.openings = openings
            self.used = used
            self.model = model
            self.licenceSequence = licenceSequence
        }
    }

    /// Its place in the log, from 0 at manufacture.
    public var index: UInt64
    /// Chip time in seconds.
    public var tick: UInt64
    /// What happened.
    public var event: Event

    /// An entry.
    public init(index: UInt64, tick: UInt64, event: Event) {
        self.index = index
        self.tick = tick
        self.event = event
    }

    /// Reads one entry that fills `bytes`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        var reader = DocumentReader(bytes.span)
        try self.init(reading: &reader)
        try reader.finish("")
    }

    /// Reads one entry and leaves the reader after it.
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        let start = reader.offset
        let count = try reader.array("")
        guard count >= 3 else { throw DocumentError(.unexpectedItem, at: start, field: "") }
        index = try reader.unsigned("index")
        tick = try reader.unsigned("tick")
        guard let kind = LogKind(rawValue: try reader.unsigned("kind", in: 1...21)), count == kind.itemCount else {
            throw DocumentError(.unexpectedItem, at: start, field: "kind")
        }
        switch kind {
        case .boot:
            event = .boot(
                count: try reader.unsigned("boot-count"), runtime: try reader.digest("runtime"),
                securityVersion: try reader.unsigned("security-version"))
        case .licenceInstalled:
            event = .licenceInstalled(
                licence: try reader.digest("licence"), sequence: try reader.unsigned("sequence"))
        case .licenceRefused:
            event = .licenceRefused(reason: try reader.unsigned("reason"), message: try reader.digest("message"))
        case .modelLoaded:
            event = .modelLoaded(weights: try reader.digest("weights"))
        case .modelRefused:
            event = .modelRefused(reason: try reader.unsigned("reason"), weights: try reader.digest("weights"))
        case .usage:
            let workloadClass: WorkloadClass = try reader.unsigned("class", in: 1...2) == 1 ? .inference : .training
            event = .usage(
                Usage(
                    workloadClass: workloadClass, openings: try reader.unsigned("openings"),
                    used: try reader.operations("used"), model: try reader.digest("model"),
                    licenceSequence: try reader.unsigned("licence-sequence")))
        case .refused:
            event = .refused(reason: try reader.unsigned("reason"), workloadClass: try reader.unsigned("class"))
        case .violation:
            event = .violation(reason: try reader.unsigned("reason"), count: try reader.unsigned("count"))
        case .attested:
            event = .attested(nonce: try reader.digest("nonce"))
        case .updateInstalled:
            event = .updateInstalled(
                runtime: try reader.digest("runtime"), securityVersion: try reader.unsigned("security-version"))
        case .updateConfirmed:
            event = .updateConfirmed(
                runtime: try reader.digest("runtime"), securityVersion: try reader.unsigned("security-version"))
        case .updateRolledBack:
            event = .updateRolledBack(
                runtime: try reader.digest("runtime"), securityVersion: try reader.unsigned("security-version"))
        case .updateRefused:
            event = .updateRefused(reason: try reader.unsigned("reason"), image: try reader.digest("image"))
        case .ownershipOffered:
            event = .ownershipOffered(next: try reader.digest("next"), epoch: try reader.unsigned("epoch"))
        case .ownershipTaken:
            event = .ownershipTaken(owner: try reader.digest("owner"), epoch: try reader.unsigned("epoch"))
        case .authorizationRefused:
            event = .authorizationRefused(
                reason: try reader.unsigned("reason"), request: try reader.digest("request"))
        case .checkpointExported:
            event = .checkpointExported(
                weights: try reader.digest("weights"), operations: try reader.operations("operations"),
                outside: try reader.operations("outside"))
        case .lineageInherited:
            event = .lineageInherited(
                weights: try reader.digest("weights"), operations: try reader.operations("operations"))
        case .ticketRefused:
            event = .ticketRefused(reason: try reader.unsigned("reason"), request: try reader.digest("request"))
        case .dataAdmitted:
            event = .dataAdmitted(
                manifest: try reader.digest("manifest"), dataClass: try reader.unsigned("data-class", in: 0...31))
        case .dataRefused:
            event = .dataRefused(reason: try reader.unsigned("reason"), chunk: try reader.digest("chunk"))
        }
    }

    /// The entry's encoding, which the log's chain is over.
    public func encoded() -> [UInt8] { DocumentWriter.encode { write(to: &$0) } }

    func write(to sink: inout DocumentWriter) {
        sink.array(event.kind.itemCount)
        sink.unsigned(index)
        sink.unsigned(tick)
        sink.unsigned(event.kind.rawValue)
        switch event {
        case .boot(let count, let runtime, let securityVersion):
            sink.unsigned(count)
            sink.digest(runtime)
            sink.unsigned(securityVersion)
        case .licenceInstalled(let digest, let number), .updateInstalled(let digest, let number),
            .updateConfirmed(let digest, let number), .updateRolledBack(let digest, let number),
            .ownershipOffered(let digest, let number), .ownershipTaken(let digest, let number),
            .dataAdmitted(let digest, let number):
            sink.digest(digest)
            sink.unsigned(number)
        case .licenceRefused(let reason, let digest), .modelRefused(let reason, let digest),
            .updateRefused(let reason, let digest), .authorizationRefused(let reason, let digest),
            .ticketRefused(let reason, let digest), .dataRefused(let reason, let digest):
            sink.unsigned(reason)
            sink.digest(digest)
        case .modelLoaded(let digest), .attested(let digest):
            sink.digest(digest)
        case .usage(let usage):
            sink.unsigned(UInt64(usage.workloadClass.rawValue))
            sink.unsigned(usage.openings)
            sink.operations(usage.used)
            sink.digest(usage.model)
            sink.unsigned(usage.licenceSequence)
        case .refused(let reason, let second), .violation(let reason, let second):
            sink.unsigned(reason)
            sink.unsigned(second)
        case .checkpointExported(let weights, let operations, let outside):
            sink.digest(weights)
            sink.operations(operations)
            sink.operations(outside)
        case .lineageInherited(let weights, let operations):
            sink.digest(weights)
            sink.operations(operations)
        }
    }
}

extension LogEntry.Event {
    /// The kind's number and shape.
    public var kind: LogKind {
        switch self {
        case .boot: .boot
        case .licenceInstalled: .licenceInstalled
        case .licenceRefused: .licenceRefused
        case .modelLoaded: .modelLoaded
        case .modelRefused: .modelRefused
        case .usage: .usage
        case .refused: .refused
        case .violation: .violation
        case .attested: .attested
        case .updateInstalled: .updateInstalled
        case .updateConfirmed: .updateConfirmed
        case .updateRolledBack: .updateRolledBack
        case .updateRefused: .updateRefused
        case .ownershipOffered: .ownershipOffered
        case .ownershipTaken: .ownershipTaken
        case .authorizationRefused: .authorizationRefused
        case .checkpointExported: .checkpointExported
        case .lineageInherited: .lineageInherited
        case .ticketRefused: .ticketRefused
        case .dataAdmitted: .dataAdmitted
        case .dataRefused: .dataRefused
        }
    }
}

extension LogKind {
    /// How many items an entry of this kind has.
    fileprivate var itemCount: Int {
        switch self {
        case .boot: 6
        case .licenceInstalled, .licenceRefused, .modelRefused, .refused, .violation, .updateInstalled,
            .updateConfirmed, .updateRolledBack, .updateRefused, .ownershipOffered, .ownershipTaken,
            .authorizationRefused, .lineageInherited, .ticketRefused, .dataAdmitted, .dataRefused:
            5
        case .checkpointExported: 6
        case .modelLoaded, .attested: 4
        case .usage: 8
        }
    }
}
