import Accelerator
import Agreement
import Appraisal
import Attestation
import Silicon

/// Traffic with machines that are no admitted peers, or with a peer whose training nobody told of.
package struct OutsideTraffic: Cheat {
    package static let fields: [CheatField] = [CheatField("model", .trainedModel)]
    package let findings: [Rule]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let sideLicence: SideLicence.Purpose?

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        sideLicence = SideLicence.Purpose(kind, under: entry.agreement)
        switch kind {
        case .linkTap: findings = entry.limits.rates.outside == nil ? [] : [.outsideTrafficTried]
        case .foreignPeer: findings = [.outsideTrafficTried]
        case .staleProgress: findings = sideLicence == nil ? [] : [.ordinaryRefusal]
        default: findings = []
        }
    }

    package var attempt: String {
        switch kind {
        case .linkTap: "tapped a link and sent the weights of \(name) to a machine outside"
        case .staleProgress: "trained \(name) with a peer, and left out what the peer had trained"
        default: "had the chip admit a machine of no set as a peer, to send to it without a cap"
        }
    }

    package func commit(with driver: inout ChipDriver) {
        defer {
            driver.close()
            driver.loaded = nil
        }
        if kind == .staleProgress {
            guard let purpose = sideLicence, let side = driver.sideLicence(purpose) else {
                return driver.note("found that the agreement does not limit it", .done)
            }
            return leaveOut(side, &driver)
        }
        let answer = driver.load(model)
        guard answer == .done else { return driver.note(attempt, answer) }
        if kind == .foreignPeer {
            let set = ChipSet([ChipID([UInt8](repeating: 9, count: ChipID.byteCount))].compactMap { $0 })
            let request = set.chips.first.flatMap { set.admission(ofPeer: $0) } ?? []
            return driver.note(attempt, driver.send(.admitPeer, request))
        }
        var cost = Counters()
        cost[.linkBytesSent] = UInt128(driver.scenario.models[model].byteCount)
        cost[.vectorOperations(.fp32)] = 1
        driver.note(attempt, driver.execute(.sendReceive, cost, for: .inference))
    }

    private func leaveOut(_ side: SideLicence, _ driver: inout ChipDriver) {
        guard let pass = driver.pass(model), let peer = side.set.chips.first else { return }
        driver.take(side)
        driver.note(
            "had its chip admit the other as a peer", driver.send(.admitPeer, side.set.admission(ofPeer: peer) ?? []))
        let answer = driver.load(model)
        guard answer == .done else { return driver.note(attempt, answer) }
        let backward = driver.command(.backward(pass, recompute: .none), model)
        var cost = backward.cost
        cost[.linkBytesReceived] = 1_000_000
        let load = CommandLoad(links: [.init(peer: peer.bytes, sent: 0, received: 1_000_000)])
        driver.note(
            "took gradients from the peer", driver.execute(backward.kind, cost, carrying: load, for: .training))
        driver.close()
        driver.note(attempt, driver.open(.training))
    }
}
