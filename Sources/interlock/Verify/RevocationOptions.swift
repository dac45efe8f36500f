import Appraisal
import ArgumentParser

/// What is made of knowledge on revocation that is old or missing.
struct RevocationOptions: ParsableArguments {
    @Option(help: "Hardware: the most age of a list or response on revocation, from its thisUpdate, in seconds.")
    var revocationAge: Int64?

    @Option(help: "Hardware: what follows where nothing tells of a certificate's revocation: state it, or doubt.")
    var revocationMissing = RevocationPolicy.Consequence.state

    @Option(help: "Hardware: what follows where what tells of it is out of date: state it, or doubt.")
    var whenStale = RevocationPolicy.Consequence.doubt

    func validate() throws {
        guard revocationAge.map({ $0 >= 0 }) ?? true else {
            throw ValidationError("--revocation-age takes seconds, 0 or more.")
        }
    }

    /// Whether none was given.
    var isDefault: Bool { policy == RevocationPolicy() }

    var policy: RevocationPolicy {
        RevocationPolicy(maximumAge: revocationAge, whenStale: whenStale, whenMissing: revocationMissing)
    }
}

extension RevocationPolicy.Consequence: ExpressibleByArgument {}
