/// A run as one page of HTML that needs nothing else.
struct Report {
    let outcome: FleetOutcome

    init(_ outcome: FleetOutcome) { self.outcome = outcome }

    var html: String { "" }
}
