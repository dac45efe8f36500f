/// One field of the opaque data of NVIDIA's reports: type, size, value (as NVIDIA's public verifier, nvtrust, reads them).
public struct OpaqueField: Hashable, Sendable {
    /// The types whose meaning is public; those of NVSwitch are left out.
    public enum Kind: UInt16, Hashable, Sendable, CaseIterable {
        case certificateIssuer = 1
        case authorityKeyIdentifier = 2
        case driverVersion = 3
        case gpuInformation = 4
        case sku = 5
        case vbiosVersion = 6
        case manufacturer = 7
        case tamperDetection = 8
        case smc = 9
        case vpr = 10
        case decoderStatus = 11
        case measurementCounts = 12
        case cprInformation = 13
        case board = 14
        case chipSKU = 15
        case chipSKUModifier = 16
        case project = 17
        case projectSKU = 18
        case projectSKUModifier = 19
        case firmwareIdentifier = 20
        case protectedPCIeStatus = 21
    }

    /// The number of the type.
    public let type: UInt16
    /// The value.
    public let value: [UInt8]

    /// Reads a field.
    init(_ reader: inout LittleEndianReader) throws(DocumentError) {
        type = UInt16(try reader.unsigned(2, "opaque.type"))
        let count = try reader.unsigned(2, "opaque.\(type).size")
        value = try reader.bytes(count, "opaque.\(type).value")
    }

    /// The field.
    public var encoded: [UInt8] {
        .littleEndian(Int(type), 2) + .littleEndian(value.count, 2) + value
    }

    /// What it is, where that is public.
    public var kind: Kind? { Kind(rawValue: type) }

    /// The value as text that ends at the first zero; nil where it is empty or not printable ASCII.
    public var text: String? {
        let characters = value.prefix { $0 != 0 }
        guard !characters.isEmpty, characters.allSatisfy({ (0x20...0x7E).contains($0) }),
            value.dropFirst(characters.count).allSatisfy({ $0 == 0 })
        else { return nil }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The value for people: decoded where that is public, else in hexadecimal.
    public var shown: String {
        switch kind {
        case .driverVersion, .chipSKU, .chipSKUModifier, .project, .projectSKU, .projectSKUModifier:
            text ?? (value.allSatisfy { $0 == 0 } ? "none" : value.hex)
        case .vbiosVersion: vbiosVersion ?? value.hex
        case .board: value.count == 4 ? "0x" + Array(value.reversed()).hex : value.hex
        case .decoderStatus, .protectedPCIeStatus: switchState
        case .certificateIssuer, .authorityKeyIdentifier, .gpuInformation, .sku, .manufacturer, .tamperDetection, .smc,
            .vpr, .measurementCounts, .cprInformation, .firmwareIdentifier, nil:
            value.hex
        }
    }

    /// A VBIOS version as it is written: four bytes, most significant first, and the byte after them.
    var vbiosVersion: String? {
        guard value.count == 8, value[5...].allSatisfy({ $0 == 0 }) else { return nil }
        return (value[..<4].reversed() + [value[4]]).map { [$0].hex.uppercased() }.joined(separator: ".")
    }

    /// 0xAA is on, 0x55 off; whatever else is shown as it is.
    private var switchState: String {
        switch value {
        case [0xAA]: "enabled"
        case [0x55]: "disabled"
        default: value.hex
        }
    }
}

extension OpaqueField.Kind {
    /// What it is called.
    public var name: String {
        switch self {
        case .certificateIssuer: "certificate issuer"
        case .authorityKeyIdentifier: "authority key identifier"
        case .driverVersion: "driver version"
        case .gpuInformation: "GPU information"
        case .sku: "SKU"
        case .vbiosVersion: "VBIOS version"
        case .manufacturer: "manufacturer"
        case .tamperDetection: "tamper detection"
        case .smc: "SMC"
        case .vpr: "VPR"
        case .decoderStatus: "decoder 0"
        case .measurementCounts: "measurement counts"
        case .cprInformation: "CPR information"
        case .board: "board"
        case .chipSKU: "chip SKU"
        case .chipSKUModifier: "chip SKU modifier"
        case .project: "project"
        case .projectSKU: "project SKU"
        case .projectSKUModifier: "project SKU modifier"
        case .firmwareIdentifier: "firmware identifier"
        case .protectedPCIeStatus: "protected PCIe"
        }
    }
}
