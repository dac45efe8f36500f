import Attestation
import Cryptography
import SignedXML

extension HardwareReport {
    /// The report for people and programs.
    var shown: JSONValue {
        .object([
            "kind": .string("SPDM 1.1 measurement report (nothing is verified here; see interlock verify --chain)"),
            "request": .object([
                "operation": .number(request.operation), "nonce": .string(request.nonce.hex),
                "slot": .number(request.slot),
            ]),
            "response nonce": .string(response.nonce.hex),
            "opaque data": JSONValue(
                .object(
                    response.opaque.map {
                        JSONValue.Member($0.kind?.name ?? "field \($0.type)", .string($0.shown))
                    })),
            "measurements": .array(
                response.blocks.map {
                    .string("\($0.index)  \($0.kind), \($0.isRaw ? "raw" : "digest")  \($0.value.hex)")
                }),
            "signature": .string(response.signature.bytes.hex),
        ])
    }
}

extension ReferenceManifest {
    /// The manifest for people and programs, with the certificates that its file carries.
    func shown(signedBy certificates: [[UInt8]]) -> JSONValue {
        .object([
            "kind": .string("reference integrity manifest (nothing is verified here; see interlock verify --chain)"),
            "component": .string(component.rawValue), "product": .string(product), "version": .string(version),
            "manufacturer": manufacturer.map { .string($0) } ?? .null, "tag": .string(tagIdentifier),
            "measurements": .number(measurements.count),
            "active": .array(
                active.map {
                    .string("\($0.index)  \($0.name)  \($0.alternatives.map(\.hex).joined(separator: " or "))")
                }),
            "certificates": .array(
                certificates.map { (try? Certificate(der: $0))?.shown ?? .string("not acceptable: \($0.hex)") }),
        ])
    }
}
