import Agreement
import Appraisal
import Attestation
import Silicon

/// Misuses the chip's commands: floods the log, sends what is none, alters a licence on its way, takes the chip's licence to
/// another chip, tries the debug port, loses power at a chosen write, restarts over and over.
package struct MisusedMailbox: Cheat {
    package static let fields: [CheatField] = [
        CheatField("licence", .ownLicence), CheatField("times", .count(1...4096, default: 64)),
    ]
    private let kind: CheatKind
    private let licence: Int
    private let times: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        licence = try entry.licence().place
        times = try entry.count("times")
    }

    package var attempt: String {
        switch kind {
        case .floodedLog: "had the chip refuse its licence \(times) times, to flood the log"
        case .malformedCommands: "sent \(times) commands that are none"
        case .alteredLicence: "tapped the link and turned a bit of a licence's signature on its way"
        case .unregisteredChip: "took the licence to a chip that is in no register"
        case .debugPort: "tried the chip's debug port"
        case .tornWrite: "cut the power in the middle of the chip's writes, \(times) times"
        default: "switched the chip off and on \(times) times"
        }
    }
    package var findings: [Rule] {
        switch kind {
        case .floodedLog: [.replayedLicenceTried]
        case .alteredLicence: [.forgedLicenceTried]
        case .tornWrite: [.refusalsUntold]
        default: []
        }
    }

    package func commit(with driver: inout ChipDriver) {
        let installation = driver.world.installation(licence: licence, on: driver.number)
        var answer = Deed.Answer.done
        switch kind {
        case .floodedLog: for _ in 0..<times { answer = driver.send(.installLicence, installation) }
        case .malformedCommands:
            for number in 0..<UInt32(times) {
                do throws(Chip.Refusal) {
                    _ = try driver.chip.send(rawCommand: 0xdead_0000 + number, [UInt8](repeating: 0xa5, count: 64))
                } catch { answer = error.answer }
            }
        case .alteredLicence:
            let (signed, tree) = driver.world.licences[licence]
            var bytes = signed.encoded()
            bytes[bytes.count - 1] ^= 1
            let place = driver.scenario.licences[licence].chips.firstIndex(of: driver.number) ?? 0
            let altered = LicenceInstallation(
                licence: bytes, index: UInt64(place), path: tree.inclusionProof(at: place)?.path ?? [])
            answer = driver.send(.installLicence, altered.encoded())
        case .unregisteredChip:
            guard let spare = driver.world.spareChip(mode: driver.chip.mode, at: driver.now.tick) else { return }
            driver.close()
            driver.on(spare) { driver in
                answer = driver.send(.installLicence, installation)
                if answer == .done { answer = driver.open(.inference) }
            }
        case .debugPort:
            // The port of a chip that left the factory is dead.
            let isAlive = driver.chip.debugLoad(0x2000_0000) != nil || driver.chip.debugStore(0, to: 0x2000_0000)
            answer = isAlive ? .done : .silence
        case .tornWrite:
            for number in 0..<Int(times) {
                driver.close()
                driver.chip.losePower(afterWrites: number % 8, tearingLast: true)
                _ = driver.open(.inference)
                driver.powerOff()
                driver.powerOn()
            }
        default:
            for _ in 0..<times {
                driver.close()
                driver.powerOff()
                driver.powerOn()
            }
        }
        driver.note(attempt, answer)
    }
}
