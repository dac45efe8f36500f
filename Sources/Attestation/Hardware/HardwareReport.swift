import Cryptography

/// A measurement report as NVIDIA's H100 gives it: the SPDM 1.1 request and the signed response to it, one after the
/// other (DSP0274 1.1, section 10.11).
public struct HardwareReport: Hashable, Sendable {
    /// The most bytes that are read.
    public static let maximumByteCount = 1 << 16

    /// What was asked.
    public let request: MeasurementsRequest
    /// What the device answered.
    public let response: MeasurementsResponse

    /// Reads a report, which must fill `bytes`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count <= HardwareReport.maximumByteCount else {
            throw DocumentError(.tooLong, at: HardwareReport.maximumByteCount, field: "report")
        }
        var reader = LittleEndianReader(bytes, 0..<bytes.count)
        request = try MeasurementsRequest(&reader)
        response = try MeasurementsResponse(&reader, bytes)
        guard request.slot == response.slot else {
            throw DocumentError(.unexpectedItem, at: MeasurementsRequest.byteCount + 3, field: "response.slot")
        }
    }

    /// The report in bytes, from a file that has it so or in hexadecimal; nil where it does not start like a report.
    public static func bytes(ofFile content: [UInt8]) -> [UInt8]? {
        let start = [SPDM.version, SPDM.getMeasurements]
        if content.starts(with: start) { return content }
        guard content.starts(with: Array("11e0".utf8)) || content.starts(with: Array("11E0".utf8)),
            let text = String(validating: content, as: UTF8.self)
        else { return nil }
        return [UInt8](hex: String(text.filter { !$0.isWhitespace }))
    }

    /// Everything that the signature is over: L1 of section 10.11.2.1, which is all but the signature.
    public var signedPart: [UInt8] { request.encoded + response.signedPart }

    /// The report.
    public var encoded: [UInt8] { signedPart + response.signature.bytes }

    /// Whether the holder of a key signed the report.
    public func verify(by key: P384.PublicKey) -> VerifyOutcome {
        key.verify(response.signature, digest: Digest384(hashing: signedPart))
    }

    /// The field of the opaque data with a meaning.
    public func field(_ kind: OpaqueField.Kind) -> OpaqueField? {
        response.opaque.first { $0.kind == kind }
    }

    /// The driver's version.
    public var driverVersion: String? { field(.driverVersion)?.text }
    /// The VBIOS's version.
    public var vbiosVersion: String? { field(.vbiosVersion)?.vbiosVersion }
}
