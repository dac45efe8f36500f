import Accelerator
import Attestation
import ChipABI
import Silicon
import Wire

extension ChipDriver {
    /// Lives through the whole run.
    mutating func live() {
        arrange()
        live(through: .max)
        let end = HostTime(tick: scenario.duration).nanoseconds
        watch?.idle(until: end)
        for index in inference.indices {
            while let request = inference[index].source.next, request.arrival < HostTime(tick: scenario.duration) {
                history.work.unserved += 1
                inference[index].source.advance()
            }
        }
    }

    /// Lives up to a tick, and through what happens at it. What is known beforehand must be in the queue.
    mutating func live(through tick: UInt64) {
        while let entry = queue.next(through: tick) {
            let time = HostTime(tick: entry.tick)
            work(until: time)
            now = max(now, time)
            perform(entry.event)
        }
    }

    /// Puts into the queue all that is known beforehand, in the order that events of one tick have.
    mutating func arrange() {
        queue.add(.powerOn, at: 0, chip: number)
        for (place, licence) in scenario.licences.enumerated() where licence.chips.contains(number) {
            queue.add(.install(licence: place), at: licence.installation, chip: number)
        }
        for (place, challenge) in world.challenges[number].enumerated() {
            queue.add(.attest(challenge: place), at: challenge.tick, chip: number)
        }
        for restart in scenario.restarts where restart.chips.contains(number) {
            queue.add(.restart, at: restart.tick, chip: number)
        }
        for (place, cheat) in scenario.cheats.enumerated() where cheat.chip == number {
            queue.add(.cheat(place), at: cheat.tick, chip: number)
        }
        queue.arrange()
    }

    private mutating func perform(_ event: HostEvent) {
        switch event {
        case .powerOn: powerOn()
        case .install(let licence): install(licence)
        case .attest(let challenge): attest(challenge)
        case .restart:
            close()
            keepCheckpoint()
            powerOff()
            powerOn()
        case .cheat(let place):
            cheat = place
            scenario.cheats[place].act.commit(with: &self)
            cheat = nil
        }
    }

    /// Switches the chip off as it is: what its RAM held is lost.
    mutating func powerOff() {
        chip.powerOff()
        gate = .closed
        loaded = nil
    }

    /// Switches the chip on.
    mutating func powerOn() {
        keepTime()
        pause = .none
        paces = Paces(world.limits.rates, at: chip.tick)
        let isReady = chip.powerOn()
        if isReady { history.hasBooted = true } else { note("switched the chip on", .silence) }
    }

    private mutating func install(_ licence: Int) {
        let answer = send(.installLicence, world.installation(licence: licence, on: number))
        guard answer == .done else {
            note("installed licence \(scenario.licences[licence].sequence)", answer)
            return
        }
        self.licence = licence
        begin()
    }

    /// Installs a licence that is none of the scenario, and tells what it was.
    mutating func take(_ installation: [UInt8], _ what: String) {
        let answer = send(.installLicence, installation)
        note("installed \(what)", answer)
        if answer == .done { begin() }
    }

    /// A chip that takes a licence shuts the interlock and forgets the model.
    private mutating func begin() {
        gate = .closed
        loaded = nil
        pause = .none
    }

    private mutating func attest(_ place: Int) {
        defer { progress() }
        keepTime()
        let challenge = world.challenges[number][place]
        var exchange: LiveVerifier.Exchange?
        if let verifier {
            exchange = verifier.challenge(number, challenge.tick)
            guard exchange != nil else { return }
        }
        let nonce = exchange?.nonce ?? challenge.nonce
        guard let evidence = try? chip.send(.attest, nonce) else {
            note("passed on the verifier's challenge", .silence)
            return
        }
        if pause == .attestation { pause = .none }
        guard let handed = handed(evidence, nonce) else { return }
        history.deliveries.append(
            ChipHistory.Delivery(challenge: place, evidence: handed, isOwn: handed == evidence))
        exchange?.answer(handed)
    }

    /// What the verifier gets of an answer; nil where it gets none.
    private mutating func handed(_ evidence: [UInt8], _ nonce: [UInt8]) -> [UInt8]? {
        let handover = handover
        if case .nothing = handover { return nil }
        self.handover = .honest
        switch handover {
        case .honest: return evidence
        case .nothing, .nothingOnce: return nil
        case .replay: return history.deliveries.last?.evidence
        case .altered:
            var evidence = evidence
            evidence[evidence.count / 2] ^= 1
            return evidence
        case .other(let other):
            other.advance(to: now.tick)
            return try? other.send(.attest, nonce)
        }
    }

    // MARK: Work

    /// Works until there is nothing to do or the time has come.
    private mutating func work(until limit: HostTime) {
        while pause == .none, let task = nextTask {
            let start = max(now, task.start)
            guard start < limit else { break }
            if task.start > now, task.start.nanoseconds - now.nanoseconds > ChipDriver.longestIdleness { close() }
            now = start
            switch task.kind {
            case .inference: serve(task.index)
            case .training: train(task.index)
            }
        }
        if now < limit, limit.nanoseconds - now.nanoseconds > ChipDriver.longestIdleness { close() }
    }

    private struct Task {
        enum Kind { case inference, training }
        let kind: Kind
        let index: Int
        let start: HostTime
    }

    /// What comes first; of two that come together, training, then the earlier workload of the scenario.
    private var nextTask: Task? {
        var first: Task?
        for (index, item) in training.enumerated() where item.run.next != nil {
            if first.map({ item.run.start < $0.start }) ?? true {
                first = Task(kind: .training, index: index, start: item.run.start)
            }
        }
        for (index, item) in inference.enumerated() {
            guard let arrival = item.source.next?.arrival else { continue }
            if first.map({ arrival < $0.start }) ?? true {
                first = Task(kind: .inference, index: index, start: arrival)
            }
        }
        return first
    }

    private mutating func serve(_ index: Int) {
        let (model, source) = inference[index]
        guard let request = source.next else { return }
        inference[index].source.advance()
        let waited = now.nanoseconds - request.arrival.nanoseconds
        let answer = answer(request, model)
        guard answer == .done else {
            history.work.unserved += 1
            pause = Pause(after: answer)
            note("served requests with \(scenario.models[model].name)", answer)
            return
        }
        history.work.served += 1
        history.work.waiting += waited
        history.work.promptTokens += UInt64(request.promptTokens)
        history.work.generatedTokens += UInt64(request.generatedTokens)
    }

    private mutating func answer(_ request: TimedRequest, _ model: Int) -> Deed.Answer {
        if loaded != Loaded(model: model, isTrained: false) {
            let answer = load(model)
            guard answer == .done else { return answer }
        }
        let plan = scenario.models[model]
        guard
            let stream = try? InferenceRequest(
                model: plan.transformer, format: plan.format, promptTokens: Int(request.promptTokens),
                generatedTokens: Int(request.generatedTokens), counting: .causal
            ).commands()
        else { return .silence }
        for command in stream.body.flatMap({ $0.divided(into: world.limits.rates.tokens?.burst) }) {
            let answer = execute(command.kind, command.cost, carrying: command.load, for: .inference)
            guard answer == .done else { return answer }
        }
        return .done
    }

    private mutating func train(_ index: Int) {
        let (run, cheat) = training[index]
        guard let piece = run.next else { return }
        var answer = Deed.Answer.done
        if loaded?.model != run.model { answer = resume(run.model) }
        if answer == .done {
            answer = execute(
                piece.kind, piece.cost, carrying: piece.load, for: .training, taking: piece.nanoseconds)
        }
        guard answer == .done else {
            note("trained \(scenario.models[run.model].name)", answer, cheat: cheat)
            guard run.patience > 0 else {
                pause = Pause(after: answer)
                return
            }
            training[index].run.patience -= 1
            now.advance(by: HostTime.nanosecondsEachTick)
            return
        }
        if training[index].run.advance() { history.work.trainingSteps += 1 }
    }
}
