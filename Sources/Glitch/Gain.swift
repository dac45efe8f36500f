/// What an attacker got by a bypass.
package enum Gain: String, CaseIterable, Codable, Hashable, Sendable {
    /// Code of an image that must not boot was executed.
    case unverifiedCodeRan
    /// The licence counter rose for a licence that must not be installed.
    case licenceCounterRaised
    /// The interlock opens by a licence that must not be installed.
    case accountInstalled
    /// The interlock opened where it must not.
    case interlockOpened
    /// The interlock opened when the same request came again, without another fault.
    case interlockOpenedLater
    /// Signed evidence or a signed ticket, in itself free of contradiction, tells of less than passed the interlock.
    case usageHidden
    /// A chip was admitted as a peer that must not be.
    case peerAdmitted
    /// Training data were admitted that must not be.
    case dataAdmitted
}
