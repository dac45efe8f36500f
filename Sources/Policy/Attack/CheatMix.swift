import Fleet

/// Cheats of the library that are tried together, and how they are covered up.
package struct CheatMix: Hashable, Sendable {
    /// A way to cover up.
    package enum Cover: String, CaseIterable, Hashable, Sendable {
        /// From the first cheat on, the chips that cheat answer no challenge.
        case outage
        /// They are switched off and on before the next challenge.
        case restart
        /// Throttled use: a request an hour, so that little happens beside the cheat.
        case trickle
        /// Two chips take the cheats in turn.
        case spread
    }

    /// The cheats, a minute from one to the next.
    package var cheats: [CheatKind]
    /// How they are covered up.
    package var covers: [Cover]

    /// A mix.
    package init(cheats: [CheatKind], covers: [Cover] = []) {
        self.cheats = cheats
        self.covers = covers
    }

    /// How many parts it has.
    package var size: Int { cheats.count + covers.count }

    /// The price, in points: one for a cheat and a cover, ten for each bloc whose keys it takes.
    package func cost(_ terms: AttackTerms) -> Int {
        size + (cheats.contains(.stolenKeys) ? 10 * terms.blocs : 0)
    }

    /// Its parts, in words.
    package var parts: [String] { cheats.map(\.rawValue) + covers.map(\.rawValue) }

    /// Mixes with one part less, that still have a cheat.
    package var smaller: [CheatMix] {
        let fewerCovers = covers.indices.map { index in
            var mix = self
            mix.covers.remove(at: index)
            return mix
        }
        guard cheats.count > 1 else { return fewerCovers }
        return fewerCovers
            + cheats.indices.map { index in
                var mix = self
                mix.cheats.remove(at: index)
                return mix
            }
    }
}
