import Agreement
import Appraisal
import Attestation
import Cryptography

/// Writes itself a licence with a thousand times the allowance, signed by one party and by a key of its own.
package struct ForgedLicence: Cheat {
    package static let fields: [CheatField] = [CheatField("licence", .ownLicence)]
    let licence: Int
    let sequence: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (licence, sequence) = try entry.licence()
    }

    package var attempt: String {
        "forged a licence with a thousand times the allowance of licence \(sequence), with one party's signature and a "
            + "stranger's"
    }
    package var findings: [Rule] { [.forgedLicenceTried] }

    package func commit(with driver: inout ChipDriver) {
        let (genuine, tree) = driver.world.licences[licence]
        var terms = genuine.terms
        terms.sequence += 1_000_000
        terms.totalAllowance = terms.totalAllowance.multipliedReportingOverflow(by: 1000).partialValue
        var stream = driver.world.seed.stream("chip/\(driver.number)/forged-licence")
        let stranger = SigningKey(
            derivedFrom: stream.bytes(48), purpose: "stranger",
            isHybrid: driver.world.signatures == .hybrid)
        let signers = driver.world.partyKeys.prefix(1) + [stranger]
        let place = driver.scenario.licences[licence].chips.firstIndex(of: driver.number) ?? 0
        let forged = Licence(signing: terms, with: Array(signers))
        let answer = driver.send(.installLicence, driver.world.installation(forged, tree: tree, at: place))
        driver.note("installed a licence that it had written itself", answer)
    }
}
