import Cryptography

extension Digest384 {
    /// SHA-384 of the Sig_structure of a COSE_Sign1 without additional data (RFC 9052, section 4.4).
    init(signing payload: [UInt8], protected: [UInt8]) {
        self.init(
            hashing: DocumentWriter.encode { sink in
                sink.array(4)
                sink.text("Signature1")
                sink.bytes(protected)
                sink.bytesHead(0)
                sink.bytes(payload)
            })
    }
}
