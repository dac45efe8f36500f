/// The constants of SPDM 1.1 that measurement reports need (DSP0274 1.1).
enum SPDM {
    /// SPDMVersion, 1.1 (section 9.3).
    static let version: UInt8 = 0x11
    /// RequestResponseCode of GET_MEASUREMENTS (table 4).
    static let getMeasurements: UInt8 = 0xE0
    /// RequestResponseCode of MEASUREMENTS (table 5).
    static let measurements: UInt8 = 0x60
    /// Param1 of the request, bit 0: a signature is asked for (section 10.11.1). The other bits are reserved.
    static let signatureRequested: UInt8 = 0x01
    /// MeasurementSpecification, bit 0: the DMTF's (section 10.11.3).
    static let measurementSpecification: UInt8 = 0x01
    /// The most bytes of opaque data (section 10.11.2).
    static let maximumOpaqueByteCount = 1024
}
