/// Request codes (DSP0274 1.3, section 10.2); a response has its request's without the top bit.
enum SPDMCode {
    static let getDigests: UInt8 = 0x81
    static let getCertificate: UInt8 = 0x82
    static let challenge: UInt8 = 0x83
    static let getVersion: UInt8 = 0x84
    static let chunkSend: UInt8 = 0x85
    static let chunkGet: UInt8 = 0x86
    static let getMeasurements: UInt8 = 0xe0
    static let getCapabilities: UInt8 = 0xe1
    static let negotiateAlgorithms: UInt8 = 0xe3
    static let keyExchange: UInt8 = 0xe4
    static let finish: UInt8 = 0xe5
    static let heartbeat: UInt8 = 0xe8
    static let keyUpdate: UInt8 = 0xe9
    static let endSession: UInt8 = 0xec
    static let getCSR: UInt8 = 0xed
    static let setCertificate: UInt8 = 0xee
    static let error: UInt8 = 0x7f
}
