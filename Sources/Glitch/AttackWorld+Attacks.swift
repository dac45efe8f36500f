import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

extension AttackWorld {
    /// The attacks on a window.
    package func attacks(on window: Window) throws -> [Attack] {
        switch window {
        case .boot: try bootAttacks()
        case .licence: try licenceAttacks()
        case .open: try openingAttacks()
        case .meter: try meterAttacks()
        case .measure: [try hidingFromMeasurements()]
        case .lineage: try lineageAttacks()
        }
    }

    private func bootAttacks() throws -> [Attack] {
        let code = HostileCode.bytes(behindNoOps: AttackWorld.shortest)
        let all = [vendor, parties[0], parties[1]]
        let permitted = try chip(image: image(code: code, signers: all)).coreStateAtReset
        let images: [(String, [UInt8])] =
            forgeries.map { ($0.name, image(code: code, signers: all, forging: $0.algorithm)) } + [
                ("too few parties", image(code: code, signers: [vendor, parties[0]])),
                ("no vendor", image(code: code, signers: parties)),
                ("rolled back", image(code: code, securityVersion: 1, signers: all)),
            ]
        return try images.map { name, image in
            Attack(
                window: .boot, name: name, start: try chip(image: image).coreStateAtReset, permitted: permitted,
                goal: .execution(report: HostileCode.report))
        } + [changedCode(behindNoOps: AttackWorld.shortest)]
    }

    /// Words of no-ops before the code that reports itself, where what a run costs counts.
    private static let shortest = 8

    /// An image whose signatures are good and whose code is another. Code as long as a real image's fills the RAM that
    /// a return address in ROM points to where its highest bit is wrong.
    package func changedCode(behindNoOps count: Int) throws -> Attack {
        let all = [vendor, parties[0], parties[1]]
        let code = HostileCode.bytes(behindNoOps: count)
        let changed = image(code: HostileCode.harmless(behindNoOps: count), carrying: code, signers: all)
        return Attack(
            window: .boot, name: "changed code", start: try chip(image: changed).coreStateAtReset,
            permitted: try chip(image: image(code: code, signers: all)).coreStateAtReset,
            goal: .execution(report: HostileCode.report))
    }

    private func licenceAttacks() throws -> [Attack] {
        let chip = try runningChip()
        let good = terms(for: [try AttackWorld.identifier(of: chip)])
        let others = terms(for: [try AttackWorld.stranger()])
        let permitted = try state(of: chip, after: .installLicence, installation(good))
        let requests: [(String, [UInt8])] =
            forgeries.map { ($0.name, installation(good, forging: $0.algorithm)) } + [
                ("too few signers", installation(good, signers: [parties[0]])),
                ("another chip's", installation(others)),
            ]
        return try requests.map { name, request in
            Attack(
                window: .licence, name: name, start: try state(of: chip, after: .installLicence, request),
                permitted: permitted,
                goal: .installation(
                    counter: chip.counter(.licence), opening: AttackWorld.opening(.inference)))
        }
    }

    private func openingAttacks() throws -> [Attack] {
        let training = AttackWorld.opening(.training)
        let inference = AttackWorld.opening(.inference)
        return [
            // Under an inference opening, what is asked for here would be permitted.
            try openingAttack("training beyond the allowance", training, use: .training) { $0.trainingAllowance = 0 },
            try openingAttack("unlisted model", inference, weights: AttackWorld.unlisted),
            try openingAttack("licence expired", inference, tick: 1_000_001),
        ]
    }

    private func openingAttack(
        _ name: String, _ request: [UInt8], use: WorkloadClass? = nil, weights: Digest384 = model, tick: UInt64 = 0,
        terms change: (inout Licence.Terms) -> Void = { _ in }
    ) throws -> Attack {
        let chip = try licensedChip(weights: weights, terms: change)
        chip.advance(to: tick)
        let permitted = try licensedChip(weights: AttackWorld.model) { _ in }
        return Attack(
            window: .open, name: name, start: try state(of: chip, after: .openInterlock, request),
            permitted: try state(of: permitted, after: .openInterlock, request),
            goal: .opening(count: chip.accelerator.openings, asking: [Question(.openInterlock, request)], use: use))
    }

    /// A chip that has installed a licence for itself, or for a set that it is of, and measured its weights.
    func licensedChip(
        _ name: String = "chip", of set: ChipSet? = nil, weights: Digest384 = model,
        terms change: (inout Licence.Terms) -> Void
    ) throws -> Chip {
        let chip = try runningChip(name, weights: weights)
        let id = try AttackWorld.identifier(of: chip)
        let set = set ?? ChipSet([id])
        var terms = terms(for: set.chips)
        change(&terms)
        let request = installation(terms, proof: set.inclusionProof(of: id))
        do { _ = try chip.send(.installLicence, request) } catch {
            throw Failure(reason: "a good licence is refused: \(error)")
        }
        do { _ = try chip.send(.measureModel) } catch {
            guard weights == AttackWorld.unlisted, error == .fault(.modelNotPermitted) else {
                throw Failure(reason: "the model is not measured: \(error)")
            }
        }
        return chip
    }
}
