import Attestation
import Cryptography

/// What an SPDM responder proved, and what it measures.
struct SPDMReport: Encodable {
    /// A measurement as people read it.
    struct Measurement: Encodable {
        let index: UInt8
        let kind: String
        let form: String
        let value: String
    }

    let version: String
    let certificates: [String]
    let rootDigest: String
    let rootTrusted: Bool?
    let session: Bool
    let measurements: [Measurement]

    init(_ requester: SPDMRequester, _ measurements: [SPDMMeasurement], root: Certificate?, inSession: Bool) {
        version = "1.\(requester.version & 15)"
        certificates = requester.certificates.map { $0.subjectCommonName ?? "no common name" }
        rootDigest = requester.certificates.first.map { Digest384(hashing: $0.der).description } ?? ""
        rootTrusted = root.map { $0 == requester.certificates.first }
        session = inSession
        self.measurements = measurements.map { measurement in
            Measurement(
                index: measurement.index, kind: SPDMReport.kind(measurement.type),
                form: measurement.isRaw ? "bits" : "digest", value: measurement.value.hex)
        }
    }

    private static func kind(_ type: UInt8) -> String {
        switch type {
        case 0: "immutable ROM"
        case 1: "mutable firmware"
        case 2: "hardware configuration"
        case 3: "firmware configuration"
        case 4: "measurement manifest"
        case 5: "device mode"
        case 6: "firmware version"
        case 7: "security version"
        default: "type \(type)"
        }
    }

    var text: String {
        var lines = ["spdm      \(version)\(session ? ", measured in a session" : "")"]
        for (number, name) in certificates.enumerated() {
            lines.append("\(number == 0 ? "chain   " : "        ")  \(name)")
        }
        switch rootTrusted {
        case true: lines.append("root      trusted")
        case false: lines.append("root      NOT the one that is trusted")
        case nil: lines.append("root      sha384 \(rootDigest.prefix(32))..., not held against anything")
        }
        lines.append("signed    challenge and measurements verify")
        for measurement in measurements {
            let index = "0x" + (measurement.index < 16 ? "0" : "") + String(measurement.index, radix: 16)
            lines.append("\(index)      \(measurement.kind), \(measurement.form)\n          \(measurement.value)")
        }
        return lines.joined(separator: "\n")
    }
}
