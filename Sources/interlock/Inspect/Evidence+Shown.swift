import Appraisal
import Attestation
import Cryptography
import Wire

extension Evidence {
    /// The evidence. Nothing is verified here: that is `interlock verify`.
    var shown: JSONValue {
        let classical: [JSONValue.Member] = [
            JSONValue.Member("kind", .string("evidence (nothing is verified here; see interlock verify)")),
            JSONValue.Member("claims", claims.shown),
            JSONValue.Member("alias certificate", Evidence.certificate(aliasCertificate)),
            JSONValue.Member("local certificate", localCertificate.map(Evidence.certificate) ?? .null),
            JSONValue.Member("device certificate", Evidence.certificate(deviceCertificate)),
            JSONValue.Member("signature", .string(signature.hex)),
        ]
        return JSONValue(.object(classical + (lattice.map { [JSONValue.Member("ML-DSA-87", $0.shown)] } ?? [])))
    }

    private static func certificate(_ der: [UInt8]) -> JSONValue {
        (try? Certificate(der: der))?.shown ?? .string("not an acceptable certificate: \(der.hex)")
    }
}

extension Evidence.Lattice {
    /// The second half.
    fileprivate var shown: JSONValue {
        .object([
            "alias certificate": Evidence.Lattice.certificate(aliasCertificate),
            "device certificate": Evidence.Lattice.certificate(deviceCertificate),
            "signature": .string(signature.hex),
        ])
    }

    private static func certificate(_ der: [UInt8]) -> JSONValue {
        (try? LatticeCertificate(der: der))?.shown ?? .string("not an acceptable certificate: \(der.hex)")
    }
}

extension LatticeCertificate {
    /// The certificate.
    var shown: JSONValue {
        .object([
            "kind": .string("certificate, ML-DSA-87"), "subject": .string(subjectCommonName ?? "-"),
            "serial": .string(serial.hex), "not before": .string(notBefore.rfc3339),
            "not after": .string(notAfter.rfc3339), "authority": .boolean(isCA),
            "key": .string(publicKey.raw.hex),
        ])
    }
}

extension Claims {
    /// The claims, by the names of the CDDL.
    var shown: JSONValue {
        .object([
            "nonce": .string(nonce.hex), "chip": .string(chip.description), "debug status": .string("\(debugStatus)"),
            "boot count": .number(bootCount), "tick": .number(tick), "rom": .string(rom.description),
            "runtime": .object([
                "version": .string(runtime.version), "security version": .number(runtime.securityVersion),
                "digest": .string(runtime.digest.description),
            ]),
            "licence": licence?.shown ?? .string("none"), "meter": meter.shown,
            "workload": .object([
                "state": .string("\(workload.state)"),
                "weights": workload.weights.map { .string($0.description) } ?? .null,
                "adapter": workload.adapter.map { .string($0.description) } ?? .null,
                "filter": workload.filter.map { .string($0.description) } ?? .null,
                "trained": workload.trained.map { .decimal($0) } ?? .null,
            ]),
            "interlock": .object([
                "open": .boolean(interlock.isOpen), "openings": .number(interlock.openings),
                "refusals": .number(interlock.refusals),
            ]),
            "counters": .object([
                "boot": .number(counters.boot), "licence sequence": .number(counters.licenceSequence),
                "state version": .number(counters.stateVersion),
            ]),
            "ownership": ownership?.shown ?? .string("nobody's, since manufacture"),
            "latched fault": .string(latchedFault == 0 ? "none" : LogEntry.fault(latchedFault)),
            "log": .object([
                "first": .number(log.first), "before": .string(log.before.description),
                "entries": .array(log.entries.map(\.shown)), "head": .string(log.head.description),
                "dropped": .number(log.dropped),
            ]),
        ])
    }
}

extension Ownership {
    fileprivate var shown: JSONValue {
        .object([
            "epoch": .number(epoch), "owner": .string(epoch == 0 ? "nobody" : owner.description),
            "offered to": .string(next?.description ?? "nobody"),
        ])
    }
}

extension LicenceState {
    fileprivate var shown: JSONValue {
        .object([
            "digest": .string(digest.description), "sequence": .number(sequence), "used": .decimal(total.used),
            "allowed": .decimal(total.allowed), "training used": .decimal(training.used),
            "training allowed": .decimal(training.allowed),
        ])
    }
}

extension Meter {
    fileprivate var shown: JSONValue {
        .object([
            "total": .decimal(total), "training": .decimal(training),
            "counts": .array(
                counts.map { count in
                    .object([
                        "format": .string(NumberFormat(rawValue: count.format).map { "\($0)" } ?? "\(count.format)"),
                        "multiply-accumulates": .decimal(count.multiplyAccumulates),
                        "vector operations": .decimal(count.vectorOperations),
                    ])
                }),
            "bytes": JSONValue(.object(traffic.named.map { JSONValue.Member($0.name, .decimal($0.bytes)) })),
        ])
    }
}

extension LogEntry {
    /// The entry in one line.
    var shown: JSONValue { .string("\(index)  tick \(tick)  \(story)") }

    private var story: String {
        switch event {
        case .boot(let count, let runtime, let version):
            "boot \(count) of runtime \(LogEntry.brief(runtime)), security version \(version)"
        case .licenceInstalled(let licence, let sequence):
            "licence \(sequence) installed, \(LogEntry.brief(licence))"
        case .licenceRefused(let reason, let message):
            "licence refused: \(LogEntry.fault(reason)); message \(LogEntry.brief(message))"
        case .modelLoaded(let weights): "model loaded, \(LogEntry.brief(weights))"
        case .modelRefused(let reason, let weights):
            "model refused: \(LogEntry.fault(reason)); weights \(LogEntry.brief(weights))"
        case .usage(let usage):
            "\(usage.workloadClass): \(usage.used) operations in \(usage.openings) openings, model "
                + "\(LogEntry.brief(usage.model)), licence \(usage.licenceSequence)"
        case .refused(let reason, let workloadClass):
            "opening for \(WorkloadClass(rawValue: UInt32(clamping: workloadClass)).map { "\($0)" } ?? "unknown use") "
                + "refused: \(LogEntry.fault(reason))"
        case .violation(let reason, let count): "violation, \(count) times: \(LogEntry.fault(reason))"
        case .attested(let nonce): "attested for nonce digest \(LogEntry.brief(nonce))"
        case .updateInstalled(let runtime, let version):
            "image with runtime \(LogEntry.brief(runtime)), security version \(version), waits for its trial"
        case .updateConfirmed(let runtime, let version):
            "update confirmed: runtime \(LogEntry.brief(runtime)), security version \(version)"
        case .updateRolledBack(let runtime, let version):
            "update rolled back to runtime \(LogEntry.brief(runtime)), security version \(version)"
        case .updateRefused(let reason, let image):
            "image refused: \(LogEntry.fault(reason)); image \(LogEntry.brief(image))"
        case .ownershipOffered(let next, let epoch):
            "offered to the owner of keys \(LogEntry.brief(next)), in epoch \(epoch)"
        case .ownershipTaken(let owner, let epoch):
            "taken by the owner of keys \(LogEntry.brief(owner)), epoch \(epoch)"
        case .authorizationRefused(let reason, let request):
            "authorization refused: \(LogEntry.fault(reason)); request \(LogEntry.brief(request))"
        case .checkpointExported(let weights, let operations, let outside):
            "checkpoint \(LogEntry.brief(weights)) exported, made by \(operations) operations of training"
                + (outside == 0 ? "" : "; \(outside) bytes came from outside meanwhile")
        case .lineageInherited(let weights, let operations):
            "checkpoint \(LogEntry.brief(weights)) loaded by its ticket, made by \(operations) operations of training"
        case .ticketRefused(let reason, let request):
            "ticket refused: \(LogEntry.fault(reason)); request \(LogEntry.brief(request))"
        case .dataAdmitted(let manifest, let dataClass):
            "training data of class \(dataClass) admitted, manifest \(LogEntry.brief(manifest))"
        case .dataRefused(let reason, let chunk):
            "training data refused: \(LogEntry.fault(reason)); chunk \(LogEntry.brief(chunk))"
        }
    }

    /// A fault's number and meaning.
    static func fault(_ number: UInt64) -> String {
        guard let value = UInt32(exactly: number), let fault = Fault(rawValue: value) else {
            return "unknown fault 0x" + String(number, radix: 16)
        }
        return "\(fault.sentence) (\(fault.number))"
    }

    private static func brief(_ digest: Digest384) -> String { digest.description.prefix(12) + "…" }
}
