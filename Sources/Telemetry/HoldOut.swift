/// What a detector has not seen when it is tested.
package enum HoldOut: String, CaseIterable, Sendable {
    /// Other runs of the same workloads.
    case run
    /// Other sizes of the same families.
    case workload
    /// Families that were never seen.
    case family
    /// Disguises that were never seen; the detector knows every family undisguised.
    case mechanism
}
