import Agreement
import Appraisal
import Attestation
import Cryptography

/// Signs itself a licence with the stolen keys of some parties, for every model and use, and a thousand times the allowance.
///
/// Where they are fewer than the quorum, the chip refuses it. Where they suffice, no chip can tell: what the parties never
/// issued is for the verifier to find, in evidence.
package struct StolenKeys: Cheat {
    package static let fields: [CheatField] = [CheatField("licence", .ownLicence), CheatField("keys", .parties)]
    let licence: Int
    let sequence: UInt64
    let parties: [Int]
    let quorum: Int

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (licence, sequence) = try entry.licence()
        parties = try entry.parties("keys")
        quorum = entry.quorum
    }

    package var attempt: String {
        "signed a licence with a thousand times the allowance of licence \(sequence), with the stolen keys of "
            + "\(parties.count) \(parties.count == 1 ? "party" : "parties")"
    }
    package var findings: [Rule] { parties.count < quorum ? [.forgedLicenceTried] : [.licenceUnknown] }

    package func commit(with driver: inout ChipDriver) {
        let (genuine, tree) = driver.world.licences[licence]
        var terms = genuine.terms
        terms.sequence += 1_000_000
        let (total, overflow) = terms.totalAllowance.multipliedReportingOverflow(by: 1000)
        terms.totalAllowance = overflow ? .max : total
        terms.trainingAllowance = terms.totalAllowance
        let others = driver.scenario.models.map(\.weights).filter { weights in
            !terms.models.contains { $0.weights == weights }
        }
        terms.models += others.map { .init(weights: $0, uses: [.inference, .training]) }
        for index in terms.models.indices { terms.models[index].uses = [.inference, .training] }
        let place = driver.scenario.licences[licence].chips.firstIndex(of: driver.number) ?? 0
        let forged = Licence(signing: terms, with: parties.map { driver.world.partyKeys[$0] })
        driver.take(driver.world.installation(forged, tree: tree, at: place), "a licence signed with stolen keys")
    }
}
