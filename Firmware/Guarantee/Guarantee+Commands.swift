public import ChipABI
import ROM
public import Wire

extension Guarantee {
    /// Installs a licence (`installation` of `Specs/cddl/licence.cddl`).
    ///
    /// - Throws: why it was refused; the usage log holds the reason.
    public mutating func installLicence<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        settle(&hardware)
        if let latched { throw latched }
        let licence = try Installation.licence(in: request)
        do throws(Fault) {
            let first = try Installation.evaluated(
                request, licence: licence, keys: identity.keys, after: ownership.lastLicence, .first, &hardware
            ).value()
            #if UNHARDENED_LICENCE
                let second = first
            #else
                let second = try Installation.evaluated(
                    request, licence: licence, keys: identity.keys, after: secondOwnership.lastLicence, .second,
                    &hardware
                ).value()
            #endif
            closeAndSettle(&hardware)
            if let latched { throw latched }
            flushUsage(&hardware)
            try store(first, second, request, &hardware)
        } catch {
            hardware.beginHash()
            hardware.write(request.extracting(licence))
            logRefusal(.licenceRefused, error, of: hardware.finishHash(), &hardware)
            throw error
        }
        // Weights that the new licence does not name must be measured again before they run.
        hardware.protectWeights(true)
        workload = .none
        forgetLineage()
        // Nor is its set the one that the peers were admitted by.
        hardware.clearPeers()
    }

    private mutating func store<H: Hardware & ~Copyable>(
        _ installation: Installation, _ second: Installation, _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        var record = ByteBuffer<4032>()
        record.array(4)
        record.bytes(request.extracting(installation.payload))
        record.operations(meter.total)
        record.operations(meter.training)
        record.unsigned(installation.place)
        let sequence = installation.terms.sequence
        guard !record.overflowed else { throw .licenceStoreFailed }
        try SealedPages.write(
            record.bytes, version: sequence, to: MemoryMap.licenceOffset, counter: .licence,
            permit: Permit.word(installation.half, second.half), &hardware)
        hardware.beginHash()
        hardware.write(record.bytes)
        let digest = hardware.finishHash()
        account = Account(installation, record: digest, from: meter)
        secondAccount = Account(second, record: digest, from: meter)
        logInstallation(&hardware)
    }

    /// Measures the loaded weights; locks them where the licence permits them.
    public mutating func measureModel<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        closeAndSettle(&hardware)
        if let latched { throw latched }
        hardware.protectWeights(true)
        forgetLineage()
        guard hardware.weightStatus() == .measured else {
            workload = .none
            let fault: Fault = hardware.weightStatus() == .empty ? .modelMissing : .modelChanged
            logRefusal(.modelRefused, fault, of: hardware.weightDigest(), &hardware)
            throw fault
        }
        let digest = hardware.weightDigest()
        do throws(Fault) {
            guard try measured(.first, &hardware).value() == digest, try measured(.second, &hardware).value() == digest
            else { throw .modelChanged }
        } catch {
            forgetLineage()
            workload = .refused(digest)
            logRefusal(.modelRefused, error, of: digest, &hardware)
            throw error
        }
        flushUsage(&hardware)
        workload = .locked(digest)
        append(.modelLoaded, fields: 1, &hardware) { entry in entry.bytes(digest) }
    }

    /// One evaluation of loaded weights, which leaves where they come from; their digest.
    @inline(never)
    private mutating func measured<H: Hardware & ~Copyable>(
        _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<Digest> {
        do throws(Fault) {
            let pipeline = hardware.pipeline()
            guard let account = evaluation == .first ? account : secondAccount else { throw .noLicence }
            var found = Lineage(origin: pipeline.weights)
            if account.terms.model(pipeline) == nil, let penalty = account.terms.untraced {
                found = try Lineage(untraced: pipeline.weights, penalty: penalty)
            }
            try account.check(found, pipeline, for: nil)
            begin(found, pipeline, evaluation, &hardware)
            return .holds(pipeline.weights)
        } catch {
            return .refused(error)
        }
    }

    /// Opens the interlock for one quantum of at most `wanted` operations.
    ///
    /// - Returns: what was granted: the least of what is wanted, the licence's quantum and what is left.
    public mutating func openInterlock<H: Hardware & ~Copyable>(
        _ use: WorkloadClass, wanted: Operations, _ hardware: inout H
    ) throws(Fault) -> Operations {
        closeAndSettle(&hardware)
        do throws(Fault) {
            if let latched { throw latched }
            let first = try grant(use, wanted, .first, &hardware).value()
            #if UNHARDENED_OPENING
                let second = first
            #else
                let second = try grant(use, wanted, .second, &hardware).value()
            #endif
            let (granted, model, sequence) = (second.limits.quantum, second.model, second.sequence)
            if let usage, usage.use != use || usage.model != model || usage.sequence != sequence {
                flushUsage(&hardware)
            }
            if let latched { throw latched }
            opening = Opening(use: use, left: granted, model: model, sequence: sequence)
            if use == .training { workload = .training(pipeline.weights) }
            count(openings: 1, used: .zero)
            // Saved before it opens: whenever power goes, what passed is charged to this opening at the next boot.
            saveState(&hardware)
            if let latched { throw latched }
            hardware.protectWeights(use == .inference)
            hardware.open(second.limits, permit: Permit.word(first.half, second.half))
            return granted
        } catch {
            countRefusal(&hardware)
            flushUsageBeforeRefusal(&hardware)
            append(.refused, fields: 2, &hardware) { entry in
                entry.unsigned(UInt64(error.rawValue))
                entry.unsigned(UInt64(use.rawValue))
            }
            throw error
        }
    }

    /// What may be granted now.
    private struct Grant {
        let limits: OpeningLimits
        /// The weights that it is for, or the first that they come from.
        let model: Digest
        /// The licence that it is under.
        let sequence: UInt64
        /// Half of the permit.
        let half: UInt32
    }

    /// One evaluation. Never inlined, so that nothing of it serves another.
    @inline(never)
    private mutating func grant<H: Hardware & ~Copyable>(
        _ use: WorkloadClass, _ wanted: Operations, _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<Grant> {
        do throws(Fault) {
            return .holds(try permitted(use, wanted, evaluation, &hardware))
        } catch {
            return .refused(error)
        }
    }

    /// What may be granted now.
    private mutating func permitted<H: Hardware & ~Copyable>(
        _ use: WorkloadClass, _ wanted: Operations, _ evaluation: Evaluation, _ hardware: inout H
    ) throws(Fault) -> Grant {
        guard wanted > .zero else { throw .nothingWanted }
        if let latched { throw latched }
        guard LifeCycle(rawValue: hardware.lifeCycle()) != .endOfLife else { throw .endOfLife }
        guard update == nil else { throw .updateInProgress }
        guard let account = evaluation == .first ? account : secondAccount,
            account.terms.sequence == hardware.counter(.licence)
        else { throw .noLicence }
        let reading = hardware.readMeter()
        let meter = try MeterTotals(reading)
        try account.terms.check(tick: hardware.tick(), boot: hardware.counter(.boot))
        let model = try permittedModel(use, account, evaluation, &hardware)
        var left = account.left(meter)
        guard left > .zero else { throw .allowanceSpent }
        if use == .training {
            left = Operations.least(left, account.trainingLeft(meter))
            guard left > .zero else { throw .trainingAllowanceSpent }
        }
        guard log.hasRoomToOpen else { throw .logFull }
        if use == .training, let threshold = account.terms.runThreshold {
            try checkProgress(&hardware)
            guard let rest = threshold.subtracting(try presentLineage(evaluation, reading).total), rest > .zero else {
                throw .runThresholdReached
            }
            left = Operations.least(left, rest)
        }
        let granted = Operations.least(Operations.least(wanted, account.terms.quantum), left)
        let limits = try limited(use, granted, account.terms, &hardware)
        let half = Permit.half(hardware.openingChallenge(evaluation), Permit.subject(limits))
        return Grant(limits: limits, model: model, sequence: account.terms.sequence, half: half)
    }

    /// The limits of an opening for at most `granted` operations, by the licence's rates, end and demands on data.
    private mutating func limited<H: Hardware & ~Copyable>(
        _ use: WorkloadClass, _ granted: Operations, _ terms: borrowing LicenceTerms, _ hardware: inout H
    ) throws(Fault) -> OpeningLimits {
        var limits = OpeningLimits(use: use.rawValue, quantum: granted)
        let now = hardware.tick()
        limits.endTick = terms.endTick
        if use == .training { limits.needsProvedData = terms.manifestCount > 0 }
        if let rate = terms.operationRate {
            limits.quantum = Operations.least(granted, passed.operations.room(rate, at: now))
            guard limits.quantum > .zero else { throw .rateExceeded }
        }
        if let rate = terms.tokenRate {
            limits.tokens = passed.tokens.room(rate, at: now).low
            guard limits.tokens > 0 || use == .training else { throw .rateExceeded }
        }
        if let rate = terms.outsideRate { limits.outside = passed.outside.room(rate, at: now).low }
        return limits
    }

    private func permittedModel<H: Hardware & ~Copyable>(
        _ use: WorkloadClass, _ account: borrowing Account, _ evaluation: Evaluation, _ hardware: inout H
    ) throws(Fault) -> Digest {
        switch workload {
        case .none: throw .modelMissing
        case .refused: throw .modelNotPermitted
        case .locked(let digest):
            guard holds(digest, &hardware) else { throw .modelChanged }
        case .training(let digest):
            // Weights that training has written have no digest; weights that were loaded since have another one.
            let isTrained = hardware.weightStatus() == .changed
            guard holds(digest, &hardware) || isTrained && use == .training && holdsParts(&hardware) else {
                throw .modelChanged
            }
        }
        guard let lineage = provenance(evaluation)?.lineage, let origin = lineage.origins.first else {
            throw .modelMissing
        }
        try account.check(lineage, pipeline, for: use)
        return origin
    }

    /// Whether the region still holds the weights that were measured: the host can load others while it is closed.
    private func holds<H: Hardware & ~Copyable>(_ digest: Digest, _ hardware: inout H) -> Bool {
        hardware.weightStatus() == .measured && hardware.weightDigest() == digest && holdsParts(&hardware)
    }

    /// Whether adapter and filter are still those that were measured.
    private func holdsParts<H: Hardware & ~Copyable>(_ hardware: inout H) -> Bool {
        let loaded = hardware.pipeline()
        return loaded.adapter == pipeline.adapter && loaded.filter == pipeline.filter
    }

    /// Closes the interlock and settles.
    public mutating func closeInterlock<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        closeAndSettle(&hardware)
        if let latched { throw latched }
    }
}
