/// Request codes (DSP0274 1.3, section 10.2). A response's code is its request's without the top bit.
enum RequestCode: UInt8 {
    case getDigests = 0x81
    case getCertificate = 0x82
    case challenge = 0x83
    case getVersion = 0x84
    case chunkSend = 0x85
    case chunkGet = 0x86
    case getMeasurements = 0xe0
    case getCapabilities = 0xe1
    case negotiateAlgorithms = 0xe3
    case keyExchange = 0xe4
    case finish = 0xe5
    case heartbeat = 0xe8
    case keyUpdate = 0xe9
    case endSession = 0xec
    case getCSR = 0xed
    case setCertificate = 0xee

    /// The code of its response.
    var response: UInt8 { rawValue & 0x7f }
}
