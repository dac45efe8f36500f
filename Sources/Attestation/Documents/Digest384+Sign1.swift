import Cryptography
import Wire

extension Digest384 {
    /// SHA-384 of the Sig_structure of a COSE_Sign1 without additional data (RFC 9052, section 4.4).
    init(signing payload: [UInt8], protected: [UInt8]) {
        self.init(hashing: COSE.signedBytes(of: payload, protected: protected))
    }
}

extension COSE {
    /// The Sig_structure of a COSE_Sign1 without additional data (RFC 9052, section 4.4).
    static func signedBytes(of payload: [UInt8], protected: [UInt8]) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(4)
            sink.text("Signature1")
            sink.bytes(protected)
            sink.bytesHead(0)
            sink.bytes(payload)
        }
    }
}
