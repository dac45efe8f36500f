import Attestation

/// What plots show: readings of evidence, summed over chips that run under the same licence.
struct ReportData {
    /// One piece of evidence, as far as plots need it.
    struct Reading {
        let tick: UInt64
        let licence: UInt64?
        let used: UInt128
        let allowed: UInt128
        let memory: UInt128
        let link: UInt128
        let openings: UInt128

        static let none = Reading(tick: 0, licence: nil, used: 0, allowed: 0, memory: 0, link: 0, openings: 0)

        fileprivate init(_ claims: Claims, tick: UInt64) {
            self.tick = tick
            licence = claims.licence?.sequence
            used = claims.licence?.total.used ?? 0
            allowed = claims.licence?.total.allowed ?? 0
            let traffic = claims.meter.traffic
            memory = traffic.memoryRead + traffic.memoryWritten
            link = traffic.linkSent + traffic.linkReceived
            openings = UInt128(claims.interlock.openings)
        }

        private init(
            tick: UInt64, licence: UInt64?, used: UInt128, allowed: UInt128, memory: UInt128, link: UInt128,
            openings: UInt128
        ) {
            self.tick = tick
            self.licence = licence
            self.used = used
            self.allowed = allowed
            self.memory = memory
            self.link = link
            self.openings = openings
        }
    }

    /// Chips under one licence.
    struct Group {
        let name: String
        let chips: [Int]
        /// For each of the report's ticks, each chip's latest reading.
        let readings: [[Reading]]

        /// The sum of a quantity at each tick.
        func sums(_ quantity: (Reading) -> UInt128) -> [UInt128] {
            readings.map { $0.reduce(0) { $0 + quantity($1) } }
        }

        /// How much a quantity that only grows grew in each interval, a second.
        func rates(_ quantity: (Reading) -> UInt128, ticks: [UInt64]) -> [UInt128] {
            let sums = sums(quantity)
            return zip(sums, sums.dropFirst()).enumerated().map { place, pair in
                (pair.1 - min(pair.0, pair.1)) / UInt128(max(1, ticks[place + 1] - ticks[place]))
            }
        }

        /// How much a quantity that only grows grew in each interval.
        func growth(_ quantity: (Reading) -> UInt128) -> [UInt128] {
            let sums = sums(quantity)
            return zip(sums, sums.dropFirst()).map { $1 - min($0, $1) }
        }
    }

    /// The ticks at which evidence was asked for.
    let ticks: [UInt64]
    /// The groups, in the order of licences.
    let groups: [Group]

    init(_ outcome: FleetOutcome) {
        let challenges = outcome.world.challenges
        let ticks = Set(challenges.joined().map(\.tick)).sorted()
        let readings = outcome.histories.map { history in
            history.deliveries.compactMap { delivery in
                (try? Evidence(delivery.evidence)).map {
                    Reading($0.claims, tick: challenges[history.chip][delivery.challenge].tick)
                }
            }
        }
        let licences = Set(readings.map { $0.last?.licence }).sorted { ($0 ?? 0) < ($1 ?? 0) }
        groups = licences.map { licence in
            let chips = readings.indices.filter { readings[$0].last?.licence == licence }
            let count = chips.count == 1 ? "1 chip" : "\(chips.count) chips"
            return Group(
                name: licence.map { "Licence \($0), \(count)" } ?? "No licence, \(count)", chips: chips,
                readings: ReportData.align(chips.map { readings[$0] }, to: ticks))
        }
        self.ticks = ticks
    }

    /// For each tick, each chip's latest reading until then.
    private static func align(_ readings: [[Reading]], to ticks: [UInt64]) -> [[Reading]] {
        var places = readings.map { _ in 0 }
        return ticks.map { tick in
            readings.indices.map { chip in
                while places[chip] < readings[chip].count, readings[chip][places[chip]].tick <= tick {
                    places[chip] += 1
                }
                return places[chip] == 0 ? .none : readings[chip][places[chip] - 1]
            }
        }
    }
}
