import COpenSSL

/// A request for a certificate of a P-384 key (PKCS #10, RFC 2986), which that key has signed with ecdsa-with-SHA384.
///
/// Who made it has the key; nothing else in it is proved.
public struct CertificateRequest: Hashable, Sendable {
    /// The request as it was given.
    public let der: [UInt8]
    /// The subject's first common name; nil where it has none.
    public let commonName: String?
    /// The key that asks.
    public let publicKey: P384.PublicKey

    /// Reads exactly one request in DER; nil where it is none, or its signature does not hold.
    public init?(der: [UInt8]) {
        var name = unsafe il_buffer()
        var key = unsafe il_buffer()
        // Sound: C reads `count` bytes, and on success sets two allocations, each of which is copied and freed once.
        guard unsafe il_request_read(der, der.count, &name, &key) == 1 else { return nil }
        let nameBytes = unsafe [UInt8](UnsafeBufferPointer(start: name.bytes, count: name.count))
        let keyBytes = unsafe [UInt8](UnsafeBufferPointer(start: key.bytes, count: key.count))
        unsafe il_buffer_free(name)
        unsafe il_buffer_free(key)
        guard let name = String(validating: nameBytes, as: UTF8.self), let key = try? P384.PublicKey(der: keyBytes)
        else { return nil }
        self.der = der
        commonName = name.isEmpty ? nil : name
        publicKey = key
    }

    /// The request as a PEM block.
    public var pem: String { PEM.encode(der, label: .certificateRequest) }
}
