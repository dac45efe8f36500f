import Appraisal
import Cryptography

/// What is trusted about hardware that nobody here made; the lists are empty where such evidence is not judged.
public struct HardwareRules: Sendable {
    /// The roots that may name devices.
    public let anchors: [Certificate]
    /// The reference manifests.
    public let manifests: [Exhibit]
    /// The roots that may sign manifests.
    public let manifestAnchors: [Certificate]

    /// Nothing is trusted.
    public static let none = HardwareRules(anchors: [], manifests: [], manifestAnchors: [])

    /// Rules.
    public init(anchors: [Certificate], manifests: [Exhibit], manifestAnchors: [Certificate]) {
        self.anchors = anchors
        self.manifests = manifests
        self.manifestAnchors = manifestAnchors
    }
}
