import Accelerator
import ArgumentParser

/// The options by which a user gives a model of their own dimensions a mixture of experts.
struct ModelExperts: ParsableArguments {
    @Option(help: "Routed experts in every layer; --feed-forward is the width of one.")
    var experts: Int?

    @Option(help: "Routed experts that each token passes through.")
    var activeExperts: Int?

    @Option(help: "Experts that every token passes through.")
    var sharedExperts: Int?

    func validate() throws {
        guard (experts == nil) == (activeExperts == nil), experts != nil || sharedExperts == nil else {
            throw ValidationError("--experts and --active-experts belong together, and --shared-experts to them.")
        }
    }

    /// Experts of a network; the network itself where there are to be none.
    func layout(of network: FeedForward) -> FeedForwardLayout {
        guard let experts, let activeExperts else { return .dense(network) }
        return .experts(Experts(total: experts, active: activeExperts, shared: sharedExperts ?? 0, expert: network))
    }
}
