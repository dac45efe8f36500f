import Cryptography
import Wire

/// A CoRIM as it lies in a file or comes over the network: bare (tag 501), or signed (COSE_Sign1).
public struct CorimDocument: Hashable, Sendable {
    /// The most bytes that one may have.
    public static let maximumByteCount = 8 << 20

    /// What it says.
    public let corim: Corim
    /// The encoded manifest: what is signed.
    public let payload: [UInt8]
    /// The signature; nil where it is bare.
    public let signature: CorimSignature?
    /// Tags around it that earlier drafts had, outermost first.
    public let earlierTags: [UInt64]
    private let bytes: [UInt8]

    /// Reads a document that must fill `bytes`. Nothing is said about who signed it: see `signer(among:)`.
    public init(_ bytes: [UInt8]) throws(CorimError) {
        guard bytes.count <= CorimDocument.maximumByteCount else {
            throw CorimError(
                field: "", offset: CorimDocument.maximumByteCount,
                reason: "it has more than \(CorimDocument.maximumByteCount) bytes", mend: "part it into several")
        }
        self.bytes = bytes
        var field = CorimField(path: "", item: try CBORItem(parsing: bytes, field: ""))
        var outer: [UInt64] = []
        while let (number, inner) = field.tagged, number == 500 || number == 502, outer.count < 2 {
            outer.append(number)
            field = inner
        }
        earlierTags = outer
        switch field.tagged {
        case (Corim.tag, _)?:
            signature = nil
            payload = field.item.encoded()
            corim = try Corim(field)
        case (COSE.sign1Tag, let inner)?:
            let message = try inner.record(["protected", "unprotected", "payload", "signature"])
            let signature = try CorimSignature(message)
            self.signature = signature
            payload = signature.payload
            corim = try Corim(message[2].embedded(path: ""))
        case _?, nil:
            throw field.error(
                "it is no CoRIM", mend: "give a tagged manifest (501), or a signed one (COSE_Sign1, 18)")
        }
    }

    /// A bare document.
    public init(_ corim: Corim) {
        self.corim = corim
        payload = corim.item.encoded()
        signature = nil
        earlierTags = []
        bytes = payload
    }

    /// A signed document; nil where the key has none of the algorithm.
    ///
    /// - Parameters:
    ///   - corim: the manifest.
    ///   - issuer: who signs, as text.
    ///   - key: the key; of a pair, that of the algorithm is taken.
    ///   - algorithm: how it is signed. ML-DSA-87 takes a hybrid key.
    public init?(signing corim: Corim, issuer: String, with key: SigningKey, algorithm: CorimSignature.Algorithm) {
        let payload = corim.item.encoded()
        guard
            let signature = CorimSignature(
                signing: payload, issuer: issuer, validity: corim.validity, with: key, algorithm: algorithm)
        else { return nil }
        self.corim = corim
        self.payload = payload
        self.signature = signature
        earlierTags = []
        bytes = signature.item.encoded()
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] { bytes }

    /// SHA-384 of the manifest, signed or not.
    public var digest: Digest384 { Digest384(hashing: payload) }

    /// Whose signature it bears: the first of these keys by which it holds; nil for none.
    public func signer(among keys: [VerifyingKey]) -> VerifyingKey? {
        signature.flatMap { signature in keys.first { signature.holds(by: $0) } }
    }

    /// Throws where it does not hold at a moment, by the period of the manifest or that of the signature.
    public func check(at moment: UTCSeconds) throws(CorimError) {
        let periods = [
            ("rim-validity", corim.validity?.notBefore, corim.validity?.notAfter),
            ("protected", signature?.notBefore, signature?.notAfter),
        ]
        for (field, notBefore, notAfter) in periods {
            if let notBefore, moment < notBefore {
                throw CorimError(
                    field: field, reason: "it holds from \(notBefore.rfc3339), and it is \(moment.rfc3339)",
                    mend: "wait, or check the clock")
            }
            if let notAfter, moment > notAfter {
                throw CorimError(
                    field: field, reason: "it held until \(notAfter.rfc3339), and it is \(moment.rfc3339)",
                    mend: "get a new one from whoever made it")
            }
        }
    }
}

extension CorimField {
    /// The item that a byte string encodes, called by another path.
    fileprivate func embedded(path: String) throws(CorimError) -> CorimField {
        CorimField(path: path, item: try embedded().item)
    }
}
