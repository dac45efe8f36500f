import Cryptography

/// A file that tells of revocation: a list, or a response on the status of certificates, in DER or PEM.
public struct RevocationFile: Sendable {
    /// What a file is said to be.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A certificate revocation list (RFC 5280).
        case list = "crl"
        /// A response of the online certificate status protocol (RFC 6960).
        case response = "ocsp"
    }

    /// What it is.
    enum Content {
        case list(RevocationList)
        case response(StatusResponse)
        case failed(RevocationError)
    }

    /// The most bytes of a file, as PEM.
    public static let maximumByteCount = 2 * RevocationList.maximumByteCount

    /// Its name.
    public let name: String
    /// What it is said to be.
    public let kind: Kind
    let content: Content

    /// Reads a file.
    public init(_ exhibit: Exhibit, kind: Kind) {
        name = exhibit.name
        self.kind = kind
        do {
            let der = try RevocationFile.der(exhibit.bytes, kind)
            content =
                switch kind {
                case .list: .list(try RevocationList(der: der))
                case .response: .response(try StatusResponse(der: der))
                }
        } catch { content = .failed(error) }
    }

    /// Why it can't be used, whatever it is about; nil where it can.
    public var failure: RevocationError? {
        guard case .failed(let error) = content else { return nil }
        return error
    }

    /// Whether it tells less than another that it would replace: a list of another issuer, or of a lower number (without
    /// numbers, an earlier thisUpdate); or a response that leaves out a serial number, or has an earlier thisUpdate on it.
    /// What can't be used is not compared.
    public func tellsLess(than other: RevocationFile) -> Bool {
        switch (content, other.content) {
        case (.list(let mine), .list(let theirs)): mine.issuer != theirs.issuer || mine.isOlder(than: theirs)
        case (.response(let mine), .response(let theirs)): mine.tellsLess(than: theirs)
        default: false
        }
    }

    private static func der(_ bytes: [UInt8], _ kind: Kind) throws(RevocationError) -> [UInt8] {
        guard bytes.count <= maximumByteCount else { throw .tooLong(limit: maximumByteCount) }
        do {
            return try PEM.content(ofFile: bytes, label: kind == .list ? .revocationList : .statusResponse)
        } catch { throw .notDER }
    }
}
