import Silicon

/// A verifier elsewhere that challenges the chips of a run while they live, and judges them.
package struct LiveVerifier: Sendable {
    /// A challenge, and where its answer goes.
    package struct Exchange: Sendable {
        let nonce: [UInt8]
        let answer: @Sendable ([UInt8]) -> Void

        /// A challenge.
        ///
        /// - Parameters:
        ///   - nonce: what the chip signs.
        ///   - answer: takes the evidence that the host hands over; not called where it hands over none.
        package init(nonce: [UInt8], answer: @escaping @Sendable ([UInt8]) -> Void) {
            self.nonce = nonce
            self.answer = answer
        }
    }

    let challenge: @Sendable (_ chip: Int, _ tick: UInt64) -> Exchange?

    /// A verifier.
    ///
    /// - Parameter challenge: returns when a tick of the run has come, with the challenge to a chip; nil where there is none.
    package init(challenge: @escaping @Sendable (_ chip: Int, _ tick: UInt64) -> Exchange?) {
        self.challenge = challenge
    }
}

extension FleetRun {
    /// Lets the chips live while a verifier elsewhere challenges them: the same chips, work and cheats at the same ticks as in
    /// `run`, under other nonces. Nothing is judged here.
    ///
    /// Chips keep step: none goes beyond a tick with challenges before all have come to it.
    ///
    /// - Throws: `WorldError` where a chip can't be made.
    package func serve(_ verifier: LiveVerifier) throws(WorldError) {
        let cache = PublicKeyCache()
        var drivers: [ChipDriver] = []
        for number in 0..<world.scenario.chipCount {
            var driver = try driver(number, cache) {}
            driver.verifier = verifier
            driver.arrange()
            drivers.append(driver)
        }
        for tick in Set(world.challenges.joined().map(\.tick)).sorted() {
            for place in drivers.indices { drivers[place].live(through: tick) }
        }
    }
}
