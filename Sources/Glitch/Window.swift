/// What the firmware decides while it is attacked.
package enum Window: String, CaseIterable, Codable, Hashable, Sendable {
    /// ROM decides whether an image runs.
    case boot
    /// The runtime decides whether a licence is installed.
    case licence
    /// The runtime decides whether the interlock opens.
    case open
    /// The runtime settles what was used, saves it, takes it up at boot and tells of it.
    case meter
    /// The runtime tells its measurements by SPDM.
    case measure
    /// The runtime signs and takes lineage tickets, and decides which peers and training data it admits.
    case lineage
}
