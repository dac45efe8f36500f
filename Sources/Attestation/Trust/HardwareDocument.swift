/// A kind of document on hardware that nobody here made, by the folder of a trust directory that holds it.
public enum HardwareDocument: String, Hashable, Sendable, CaseIterable {
    /// Roots that may name devices.
    case deviceAnchor = "hardware/device-anchors/"
    /// Roots that may sign manifests.
    case manifestAnchor = "hardware/manifest-anchors/"
    /// Reference manifests.
    case manifest = "hardware/manifests/"
    /// Certificate revocation lists.
    case list = "hardware/crl/"
    /// Responses of OCSP.
    case response = "hardware/ocsp/"

    /// Whether whoever runs a verifier decides on it; otherwise issuers tell it, again and again.
    public var isGiven: Bool {
        switch self {
        case .deviceAnchor, .manifestAnchor, .manifest: true
        case .list, .response: false
        }
    }

    /// How names of such documents end.
    public var suffix: String {
        switch self {
        case .deviceAnchor, .manifestAnchor: ".pem"
        case .manifest: ".swidtag"
        case .list: ".crl"
        case .response: ".ocsp"
        }
    }

    /// The kind of a document of this name; nil where it is none of hardware. Between folder and suffix stand 1 to 100
    /// letters, digits, hyphens and underscores: no path leads out of a folder with these.
    public init?(path: String) {
        guard
            let kind = HardwareDocument.allCases.first(where: {
                path.hasPrefix($0.rawValue) && path.hasSuffix($0.suffix)
                    && path.utf8.count > $0.rawValue.utf8.count + $0.suffix.utf8.count
            })
        else { return nil }
        let stem = path.dropFirst(kind.rawValue.count).dropLast(kind.suffix.count)
        guard TrustFiles.isPlain(stem) else { return nil }
        self = kind
    }

    /// The name of such a document made from a file's: what it may not have becomes a line below.
    public func path(ofFile name: String) -> String {
        let stem = name.hasSuffix(suffix) ? name.dropLast(suffix.count) : name[...]
        let plain = stem.prefix(100).map { TrustFiles.isPlain(String($0)) ? $0 : "_" }
        return rawValue + (plain.isEmpty ? "_" : String(plain)) + suffix
    }
}
