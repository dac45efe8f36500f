import Agreement

/// What a search takes for granted.
package struct AttackTerms: Sendable {
    /// In how many ticks a breach must be noticed.
    package let within: UInt64
    /// The parties that collude, by place, ascending: all of the largest blocs.
    package let colluders: [Int]
    /// How many blocs that are.
    package let blocs: Int
    /// The phase in which the verifier judges; nil for the agreement's own terms.
    package let phase: String?

    /// Terms.
    ///
    /// - Parameters:
    ///   - within: ticks, from 1.
    ///   - blocs: how many blocs collude, from 1.
    ///   - phase: a phase of the agreement, or nil.
    ///   - agreement: the agreement.
    package init(within: UInt64, blocs: Int, phase: String?, under agreement: Agreement) {
        self.within = within
        self.phase = phase
        var groups: [(name: String, parties: [Int])] = []
        for (place, party) in agreement.signatories.enumerated() {
            let name = party.bloc ?? "party \(place)"
            if let group = groups.firstIndex(where: { $0.name == name && party.bloc != nil }) {
                groups[group].parties.append(place)
            } else {
                groups.append((name, [place]))
            }
        }
        let largest = groups.enumerated().sorted {
            ($1.element.parties.count, $0.offset) < ($0.element.parties.count, $1.offset)
        }.prefix(blocs)
        self.blocs = largest.count
        colluders = largest.flatMap(\.element.parties).sorted()
    }
}
