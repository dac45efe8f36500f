/// Where a campaign leaves the parts that are done, and finds those of an earlier one.
package struct PartStore {
    /// Gives the part of an identity that was kept; nil where there is none.
    package let load: (CampaignPart.Identity) throws -> CampaignPart?
    /// Keeps a part.
    package let save: (CampaignPart) throws -> Void

    /// A store of the given functions.
    package init(
        load: @escaping (CampaignPart.Identity) throws -> CampaignPart?,
        save: @escaping (CampaignPart) throws -> Void
    ) {
        self.load = load
        self.save = save
    }

    /// Keeps nothing.
    package static var none: PartStore { PartStore(load: { _ in nil }, save: { _ in }) }
}
