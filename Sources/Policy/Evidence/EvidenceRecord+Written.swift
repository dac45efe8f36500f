import Agreement
import Appraisal
import Attestation
import Cryptography

extension EvidenceRecord {
    /// Signs the evidence that a suite writes, and examines it as the verifier does.
    init(_ written: WrittenEvidence, under agreement: Agreement, from start: UTCSeconds, on bench: Workbench) {
        let chips = Array(bench.chips.prefix(written.chips))
        let ids = chips.map(\.id)
        var sets: [[ChipID]] = []
        let licences = written.licences.enumerated().map { place, grant in
            let set =
                grant.chips.map { ids[$0] }
                + (0..<grant.others).compactMap { Workbench.identifier("other chip \($0)") }
            if set != ids { sets.append(set) }
            var terms = Licence.Terms(
                agreement: grant.isOfOtherAgreement ? .zero : agreement.digest, sequence: UInt64(place) + 1,
                chips: set, totalAllowance: grant.total, trainingAllowance: grant.training, models: grant.models,
                firstTick: grant.ticks.lowerBound, endTick: grant.ticks.upperBound, firstBoot: 1,
                lastBoot: grant.boots, quantum: grant.quantum)
            grant.limits.bind(&terms)
            return Licence(signing: terms, with: grant.signers.map { bench.parties[$0] })
        }
        let parties = zip(agreement.parties, bench.parties).map { Party(name: $0, key: $1.publicKey) }
        var trust = TrustStore(
            roots: [bench.root],
            referenceValues: ReferenceValues(
                rom: [bench.rom],
                runtime: [
                    .init(
                        version: bench.runtime.version, securityVersion: bench.runtime.securityVersion,
                        digest: bench.runtime.digest)
                ], minimumSecurityVersion: bench.runtime.securityVersion),
            // The agreement that judges says the quorum.
            parties: TrustedParties(
                licenceQuorum: 1, imageQuorum: 1, vendor: bench.vendor.publicKey, parties: parties),
            licences: licences,
            chips: ChipRegister(
                chips: ids.enumerated().map { .init(name: "chip-\($0)", id: $1) }, sets: sets),
            challenges: [], revocations: Revocations(asOf: .never),
            timing: AppraisalTiming(epoch: start, attestationInterval: 0, grace: 0))
        let appraiser = Appraiser(
            trust: trust, question: Question(time: .ofTheEvidence, signatures: .classicalOnly))
        var cache = ChainCache()
        var arrivals: [(tick: UInt64, examination: Examination)] = []
        var challenges: [Challenge] = []
        var passed: [PassedWork] = []
        for number in chips.indices {
            var history = History(number, written, licences, on: bench)
            history.play()
            challenges += history.challenges
            passed += history.passed
            for (place, delivery) in history.deliveries.enumerated() {
                let exhibit = Exhibit(name: "chip-\(number)/\(place)", bytes: delivery.bytes)
                arrivals.append((delivery.tick, appraiser.examine(exhibit, using: &cache)))
            }
        }
        self.arrivals = arrivals.enumerated().sorted {
            ($0.element.tick, $0.offset) < ($1.element.tick, $1.offset)
        }.map(\.element)
        end = (arrivals.map(\.tick) + challenges.map(\.tick)).max() ?? 0
        trust.challenges = challenges
        if let tick = written.revocations { trust.revocations?.asOf = trust.timing?.moment(of: tick) }
        self.trust = trust
        seed = nil
        trained = nil
        self.passed = passed
        keys = Dictionary(
            agreement.signatories.compactMap { party in party.key.map { (party.name, $0) } }
        ) { first, _ in first }
    }
}

/// What one chip does, in the order of time.
private struct History {
    private let number: Int
    private let written: WrittenEvidence
    private let licences: [Licence]
    private let id: ChipID
    /// The counters that this chip has, by place.
    private let own: [(place: Int, work: WrittenEvidence.Work)]
    private var writer: ChipWriter
    private(set) var challenges: [Challenge] = []
    private(set) var deliveries: [(tick: UInt64, bytes: [UInt8])] = []
    private(set) var passed: [PassedWork] = []
    /// The licence in force, by place.
    private var licence: Int?
    /// Where each counter stood.
    private var stands: [UInt128]
    private var isCorrupt = false
    private var isCloned = false

    /// A moment: licences first, then incidents, then work.
    private enum Step {
        case licence(Int)
        case incident(WrittenEvidence.Incident.Kind)
        case mark(Series.Sample)
        case sample(Int, challenged: UInt64)
    }

    init(_ number: Int, _ written: WrittenEvidence, _ licences: [Licence], on bench: Workbench) {
        self.number = number
        self.written = written
        self.licences = licences
        id = bench.chips[number].id
        own = written.work.enumerated().filter { $0.element.chips.contains(number) }.map { ($0.offset, $0.element) }
        writer = ChipWriter(bench.chips[number], on: bench)
        stands = [UInt128](repeating: 0, count: written.work.count)
    }

    mutating func play() {
        var steps: [(tick: UInt64, order: Int, step: Step)] = []
        for (place, grant) in written.licences.enumerated() where grant.chips.contains(number) {
            steps.append((grant.tick, 0, .licence(place)))
        }
        for incident in written.incidents where incident.chip == number {
            steps.append((incident.tick, 1, .incident(incident.kind)))
        }
        for (tick, mark) in marks { steps.append((tick, 2, .mark(mark))) }
        for (place, tick) in times.enumerated() {
            steps.append((tick + delay, 3, .sample(place, challenged: tick)))
        }
        let ordered = steps.enumerated().sorted {
            ($0.element.tick, $0.element.order, $0.offset) < ($1.element.tick, $1.element.order, $1.offset)
        }
        for (_, step) in ordered { take(step.step, at: step.tick) }
    }

    private var delay: UInt64 { own.first?.work.delay ?? 0 }

    /// When the verifier challenges: at each sample of the longest counter.
    private var times: [UInt64] {
        let count = own.map { $0.work.series.values.count }.max() ?? 0
        return (0..<count).map { UInt64($0) * (own.first?.work.every ?? 1) }
    }

    /// Resets and restarts, each just before the sample that follows.
    private var marks: [(tick: UInt64, mark: Series.Sample)] {
        own.flatMap { _, work in
            var count: UInt64 = 0
            return work.series.samples.compactMap { sample in
                switch sample {
                case .reset, .restart: return (count * work.every + work.delay, sample)
                case .value, .missing:
                    count += 1
                    return nil
                }
            }
        }
    }

    private mutating func take(_ step: Step, at tick: UInt64) {
        switch step {
        case .licence(let place):
            writer.install(licences[place], at: tick)
            licence = place
        case .incident(.restart), .mark(.restart): writer.restart(at: tick)
        case .incident(.replay): if let last = deliveries.last { deliveries.append((tick, last.bytes)) }
        case .incident(.clone): isCloned = true
        case .incident(.corrupt): isCorrupt = true
        case .incident(.tamper): writer.tamper(at: tick)
        case .incident(.refuse(let fault)): writer.refuse(fault, at: tick)
        case .mark:
            writer.reset()
            for (place, _) in own { stands[place] = 0 }
        case .sample(let place, let challenged): sample(place, challenged: challenged, at: tick)
        }
    }

    private mutating func sample(_ place: Int, challenged: UInt64, at tick: UInt64) {
        let twin = writer
        var isSilent = false
        for (index, work) in own {
            let values = work.series.values
            guard place < values.count else { continue }
            guard let value = values[place] else {
                isSilent = true
                continue
            }
            if value > stands[index] {
                writer.use(value - stands[index], of: work.weights, training: work.isTraining, at: tick)
                passed.append(
                    PassedWork(
                        chip: number, weights: work.weights, isTraining: work.isTraining,
                        licence: licence.map { licences[$0] },
                        signers: licence.map { written.licences[$0].signers.count } ?? 0,
                        isTimely: licence.map { written.licences[$0].ticks.contains(tick) } ?? false,
                        isForbidden: false,
                        operations: value - stands[index]))
            } else if value < stands[index] {
                writer.lower(by: stands[index] - value, isTraining: work.isTraining)
            }
            stands[index] = value
        }
        let nonce = Array(Digest384(hashing: Array("\(number) \(place)".utf8)).bytes.prefix(32))
        challenges.append(Challenge(chip: id, nonce: nonce, tick: challenged, answerBy: challenged))
        guard !isSilent else { return }
        var bytes = writer.attest(nonce, at: tick)
        if isCorrupt, let last = bytes.indices.last { bytes[last] ^= 1 }
        isCorrupt = false
        deliveries.append((tick, bytes))
        if isCloned {
            var copy = twin
            deliveries.append((tick, copy.attest(nonce, at: tick)))
            isCloned = false
        }
    }
}

extension Series {
    /// The samples that take time; nil where the chip does not answer.
    fileprivate var values: [UInt128?] {
        samples.compactMap { sample -> UInt128?? in
            switch sample {
            case .value(let value): .some(value)
            case .missing: .some(nil)
            case .reset, .restart: nil
            }
        }
    }
}
