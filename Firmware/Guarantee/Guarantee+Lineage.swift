import ChipABI
import ROM
public import Wire

extension Guarantee {
    /// Hashes the trained weights, signs what made them, and answers the mailbox with the ticket. Training goes on from
    /// there.
    public mutating func exportCheckpoint<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        hardware.close()
        _ = settleToTell(&hardware)
        opening = nil
        if let latched { throw latched }
        guard case .training = workload else { throw .lineageMissing }
        try checkProgress(&hardware)
        let told = try presentLineage(.first, hardware.readMeter())
        hardware.measureWeights()
        guard hardware.weightStatus() == .measured else { throw .modelChanged }
        let weights = hardware.weightDigest()
        flushUsage(&hardware)
        // Again, lest a fault jumped over it.
        try checkProgress(&hardware)
        append(.checkpointExported, isReserved: true, fields: 3, &hardware) { entry in
            entry.bytes(weights)
            entry.operations(told.total)
            entry.operations(told.outside)
        }
        if let latched { throw latched }
        try answer(.checkpoint, &hardware)
        workload = .training(weights)
        try goOn(from: weights, .first, &hardware)
        try goOn(from: weights, .second, &hardware)
    }

    /// Goes on from weights that were exported. Never inlined, so that nothing of it serves another.
    @inline(never)
    private mutating func goOn<H: Hardware & ~Copyable>(
        from weights: Digest, _ evaluation: Evaluation, _ hardware: inout H
    ) throws(Fault) {
        let reading = hardware.readMeter()
        var lineage = try presentLineage(evaluation, reading)
        lineage.parents = DigestList()
        try lineage.parents.insert(weights)
        keep(Provenance(lineage: lineage, reading: reading), evaluation)
    }

    /// Measures the loaded weights; locks them where the ticket names them and the licence permits what they come from.
    public mutating func inheritLineage<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        if let latched { throw latched }
        hardware.protectWeights(true)
        workload = .none
        forgetLineage()
        do throws(Fault) {
            let first = try inherited(request, .first, &hardware).value()
            let second = try inherited(request, .second, &hardware).value()
            guard first == second else { throw .ticketOtherWeights }
        } catch {
            forgetLineage()
            logTicketRefusal(error, request, &hardware)
            throw error
        }
        flushUsage(&hardware)
        guard let lineage = provenance?.lineage, let weights = lineage.parents.first else { throw .lineageMissing }
        workload = .locked(weights)
        append(.lineageInherited, fields: 2, &hardware) { entry in
            entry.bytes(weights)
            entry.operations(lineage.total)
        }
    }

    /// One evaluation of an inheritance, which leaves the lineage that it found; the weights that it is for.
    @inline(never)
    private mutating func inherited<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<Digest> {
        do throws(Fault) {
            guard hardware.weightStatus() == .measured else {
                throw hardware.weightStatus() == .empty ? .modelMissing : .modelChanged
            }
            let ticket = try Ticket.evaluated(request, keys: identity.keys, &hardware).value()
            let pipeline = hardware.pipeline()
            guard let weights = ticket.weights, weights == pipeline.weights else { throw .ticketOtherWeights }
            var found = ticket.lineage
            found.parents = DigestList()
            try found.parents.insert(weights)
            guard let account = evaluation == .first ? account : secondAccount else { throw .noLicence }
            try account.check(found, pipeline, for: nil)
            begin(found, pipeline, evaluation, &hardware)
            return .holds(weights)
        } catch {
            return .refused(error)
        }
    }

    /// Signs what has been trained so far over a peer's challenge, and answers the mailbox with the ticket.
    public mutating func tellProgress<H: Hardware & ~Copyable>(
        _ challenge: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        guard challenge.count >= Limits.nonceLength.lowerBound, challenge.count <= Limits.nonceLength.upperBound else {
            throw .malformedRequest
        }
        _ = settleToTell(&hardware)
        if let latched { throw latched }
        hardware.beginHash()
        hardware.write(challenge)
        try answer(.progress(hardware.finishHash()), &hardware)
    }

    /// Adds what a ticket tells to what the present weights count for.
    ///
    /// Progress must be asked for by this chip just now, and of a peer that had sent all that came from it until now.
    public mutating func mergeLineage<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        settle(&hardware)
        if let latched { throw latched }
        let asked = challenge
        challenge = nil
        do throws(Fault) {
            _ = try merged(request, asked, .first, &hardware).value()
            let ticket = try merged(request, asked, .second, &hardware).value()
            // Whole before the peer counts as heard: what found no room was not told.
            guard ticket.weights == nil, let peer = try place(of: ticket, &hardware) else { return }
            told[peer] = hardware.peer(peer).received
        } catch {
            logTicketRefusal(error, request, &hardware)
            throw error
        }
    }

    /// One evaluation of a merging, which leaves the lineage with what the ticket tells; the ticket.
    @inline(never)
    private mutating func merged<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ asked: Digest?, _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<Ticket> {
        do throws(Fault) {
            let ticket = try Ticket.evaluated(request, keys: identity.keys, &hardware).value()
            guard var provenance = provenance(evaluation) else { throw .lineageMissing }
            if let weights = ticket.weights {
                try provenance.lineage.parents.insert(weights)
            } else {
                guard let asked, asked == ticket.challenge else { throw .ticketNotFresh }
                _ = try place(of: ticket, &hardware)
            }
            try provenance.lineage.merge(ticket.lineage)
            keep(provenance, evaluation)
            return .holds(ticket)
        } catch {
            return .refused(error)
        }
    }

    /// The peer that progress is of; nil where its chip is none.
    ///
    /// - Throws: `Fault.ticketNotFresh` where the progress does not hold all that came from it.
    private func place<H: Hardware & ~Copyable>(of ticket: Ticket, _ hardware: inout H) throws(Fault) -> Int? {
        var index = 0
        let count = hardware.peerCount()
        while index < count {
            let peer = hardware.peer(index)
            if peer.identifier.span.agrees(with: ticket.chip.span) {
                guard ticket.sentHere >= peer.received else { throw .ticketNotFresh }
                return index
            }
            index += 1
        }
        return nil
    }

    /// Throws where a peer has sent something since its progress was merged.
    func checkProgress<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var index = 0
        let count = hardware.peerCount()
        while index < count {
            guard hardware.peer(index).received <= told[index] else { throw .progressMissing }
            index += 1
        }
    }

    /// Admits a chip of the licence's set as a peer.
    public mutating func admitPeer<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        settle(&hardware)
        if let latched { throw latched }
        do throws(Fault) {
            let first = try peer(request, .first, &hardware).value()
            let second = try peer(request, .second, &hardware).value()
            let count = hardware.peerCount()
            let permit = Permit.word(first.half, second.half)
            guard hardware.admitPeer(second.chip, permit: permit) else { throw .peersFull }
            if hardware.peerCount() > count { told[count] = .zero }
        } catch {
            logTicketRefusal(error, request, &hardware)
            throw error
        }
    }

    /// A chip that may be a peer.
    private struct ProvedPeer {
        let chip: InlineArray<16, UInt8>
        /// Half of the permit.
        let half: UInt32
    }

    /// One evaluation: the chip that a request proves to be of the licence's set.
    @inline(never)
    private func peer<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<ProvedPeer> {
        do throws(Fault) {
            let chip: InlineArray<16, UInt8>
            let proof: InclusionProof
            do throws(WireError) {
                var reader = CBORReader(request)
                try reader.array(3)
                chip = InlineArray(firstOf: request.extracting(try reader.bytes(16)))
                proof = try InclusionProof(&reader)
            } catch {
                throw .malformedRequest
            }
            guard let account = evaluation == .first ? account : secondAccount else { throw .noLicence }
            guard proof.place(of: chip, in: account.terms, &hardware) != nil else { throw .peerNotInSet }
            let subject = Permit.subject(chip.span)
            return .holds(
                ProvedPeer(chip: chip, half: Permit.half(hardware.openingChallenge(evaluation), subject)))
        } catch {
            return .refused(error)
        }
    }

    /// What one evaluation knows of where the weights come from.
    func provenance(_ evaluation: Evaluation) -> Provenance? {
        evaluation == .first ? provenance : secondProvenance
    }

    /// Keeps what one evaluation found of where the weights come from.
    mutating func keep(_ found: Provenance, _ evaluation: Evaluation) {
        if evaluation == .first { provenance = found } else { secondProvenance = found }
    }

    /// There are no weights any more.
    mutating func forgetLineage() {
        provenance = nil
        secondProvenance = nil
    }

    /// Starts the account of weights that were just measured, as one evaluation knows it.
    mutating func begin<H: Hardware & ~Copyable>(
        _ lineage: Lineage, _ pipeline: Pipeline, _ evaluation: Evaluation, _ hardware: inout H
    ) {
        keep(Provenance(lineage: lineage, reading: hardware.readMeter()), evaluation)
        self.pipeline = pipeline
        // What came before came to other weights, and under other terms.
        hardware.clearData()
        var index = 0
        let count = hardware.peerCount()
        while index < count {
            told[index] = hardware.peer(index).received
            index += 1
        }
    }

    /// The lineage with what this chip has trained of it, and what came from outside meanwhile, by a reading.
    func presentLineage(_ evaluation: Evaluation, _ reading: borrowing MeterReading) throws(Fault) -> Lineage {
        guard let provenance = provenance(evaluation) else { throw .lineageMissing }
        var lineage = provenance.lineage
        try lineage.add(identity.chipIdentifier, from: provenance.reading.training, to: reading.training)
        if let outside = reading.outsideReceived.subtracting(provenance.reading.outsideReceived) {
            lineage.outside = lineage.outside.addingCapped(outside)
        }
        return lineage
    }

    private mutating func logTicketRefusal<H: Hardware & ~Copyable>(
        _ fault: Fault, _ request: Span<UInt8>, _ hardware: inout H
    ) {
        hardware.beginHash()
        hardware.write(request)
        logRefusal(.ticketRefused, fault, of: hardware.finishHash(), &hardware)
    }

    /// What a ticket is for.
    private enum Purpose {
        /// The weights as they were measured last.
        case checkpoint
        /// What a peer asked for, by the digest of its challenge.
        case progress(Digest)
    }

    /// Signs a ticket and answers the mailbox with it. Each evaluation writes it, from the meter and its own lineage on, and
    /// it is signed where both have written the same: a fault that has one tell of less leaves the other.
    private func answer<H: Hardware & ~Copyable>(_ purpose: Purpose, _ hardware: inout H) throws(Fault) {
        var first = ByteBuffer<4096>()
        try write(purpose, .first, to: &first, &hardware)
        var payload = ByteBuffer<4096>()
        try write(purpose, .second, to: &payload, &hardware)
        var protected = ByteBuffer<64>()
        Ticket.writeHeader(to: &protected)
        hardware.beginHash()
        Ticket.writeSignatureInput(protected.bytes, payload.bytes, to: &hardware)
        let input = hardware.finishHash()
        guard first.bytes.agrees(with: payload.bytes), let signature = hardware.sign(input, with: .alias) else {
            throw .signingFailed
        }
        var message = ByteBuffer<8192>()
        message.tag(COSE.sign1Tag)
        message.array(4)
        message.bytes(protected.bytes)
        writeChain(to: &message, &hardware)
        message.bytes(payload.bytes)
        message.bytes(signature.bytes.span)
        guard !payload.overflowed, !message.overflowed else { throw .responseTooLarge }
        hardware.respond(message.bytes)
    }

    /// Writes what a ticket says. Never inlined, so that nothing of it serves another.
    @inline(never)
    private func write<H: Hardware & ~Copyable>(
        _ purpose: Purpose, _ evaluation: Evaluation, to payload: inout ByteBuffer<4096>, _ hardware: inout H
    ) throws(Fault) {
        guard let provenance = provenance(evaluation) else { throw .lineageMissing }
        var reading = hardware.readMeter()
        let (weights, challenge): (Digest, Digest) =
            switch purpose {
            case .checkpoint: (hardware.weightDigest(), .zero)
            case .progress(let challenge): (.zero, challenge)
            }
        payload.map(14)
        payload.unsigned(1)
        payload.bytes(identity.chipIdentifier.span)
        payload.unsigned(2)
        payload.optional(weights)
        payload.unsigned(3)
        payload.bytes(account?.terms.agreement ?? .zero)
        payload.unsigned(4)
        payload.unsigned(account?.terms.sequence ?? 0)
        payload.unsigned(5)
        payload.unsigned(hardware.tick())
        try presentLineage(evaluation, reading).write(to: &payload)
        payload.unsigned(12)
        reading.subtractFormats(of: provenance.reading)
        reading.writeFormats(to: &payload)
        payload.unsigned(13)
        let count = hardware.peerCount()
        payload.array(count)
        var index = 0
        while index < count {
            let peer = hardware.peer(index)
            payload.array(2)
            payload.bytes(peer.identifier.span)
            payload.operations(peer.sent)
            index += 1
        }
        payload.unsigned(14)
        payload.optional(challenge)
    }
}

extension ByteSink where Self: ~Copyable {
    /// Writes a digest, or an empty byte string for one of zeros.
    mutating func optional(_ digest: Digest) {
        if digest == .zero { bytesHead(0) } else { bytes(digest) }
    }
}
