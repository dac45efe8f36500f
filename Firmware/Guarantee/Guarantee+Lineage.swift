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
        var told = try presentLineage()
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
        told.parents = DigestList()
        try told.parents.insert(weights)
        lineage = told
        readingAtLoad = hardware.readMeter()
    }

    /// Measures the loaded weights; locks them where the ticket names them and the licence permits what they come from.
    public mutating func inheritLineage<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        if let latched { throw latched }
        hardware.protectWeights(true)
        workload = .none
        lineage = nil
        do throws(Fault) {
            let first = try inherited(request, .first, &hardware).value()
            let second = try inherited(request, .second, &hardware).value()
            guard first == second else { throw .ticketOtherWeights }
        } catch {
            lineage = nil
            logTicketRefusal(error, request, &hardware)
            throw error
        }
        flushUsage(&hardware)
        // The second evaluation's word: both found the same.
        guard let lineage, let weights = lineage.parents.first else { throw .lineageMissing }
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
            // A union: what one evaluation left out, the other has.
            if evaluation == .second, let lineage { try found.merge(lineage) }
            found.parents = DigestList()
            try found.parents.insert(weights)
            guard let account = evaluation == .first ? account : secondAccount else { throw .noLicence }
            try account.check(found, pipeline, for: nil)
            begin(found, pipeline, &hardware)
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
            // A union: what one evaluation left out, the other adds.
            _ = try merged(request, asked, &hardware).value()
            let ticket = try merged(request, asked, &hardware).value()
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
        _ request: Span<UInt8>, _ asked: Digest?, _ hardware: inout H
    ) -> Verdict<Ticket> {
        do throws(Fault) {
            let ticket = try Ticket.evaluated(request, keys: identity.keys, &hardware).value()
            guard var lineage else { throw .lineageMissing }
            if let weights = ticket.weights {
                try lineage.parents.insert(weights)
            } else {
                guard let asked, asked == ticket.challenge else { throw .ticketNotFresh }
                _ = try place(of: ticket, &hardware)
            }
            try lineage.merge(ticket.lineage)
            self.lineage = lineage
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
            _ = try peer(request, .first, &hardware).value()
            let chip = try peer(request, .second, &hardware).value()
            let count = hardware.peerCount()
            guard hardware.admitPeer(chip) else { throw .peersFull }
            if hardware.peerCount() > count { told[count] = .zero }
        } catch {
            logTicketRefusal(error, request, &hardware)
            throw error
        }
    }

    /// One evaluation: the chip that a request proves to be of the licence's set.
    @inline(never)
    private func peer<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<InlineArray<16, UInt8>> {
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
            return .holds(chip)
        } catch {
            return .refused(error)
        }
    }

    /// Starts the account of weights that were just measured.
    mutating func begin<H: Hardware & ~Copyable>(_ lineage: Lineage, _ pipeline: Pipeline, _ hardware: inout H) {
        self.lineage = lineage
        self.pipeline = pipeline
        let reading = hardware.readMeter()
        readingAtLoad = reading
        // What came before came to other weights, and under other terms.
        hardware.clearData()
        var index = 0
        let count = hardware.peerCount()
        while index < count {
            told[index] = hardware.peer(index).received
            index += 1
        }
    }

    /// The lineage with what this chip has trained of it, and what came from outside meanwhile, by the last settling.
    func presentLineage() throws(Fault) -> Lineage {
        guard var lineage else { throw .lineageMissing }
        try lineage.add(identity.chipIdentifier, from: readingAtLoad.training, to: meter.training)
        if let outside = passed.outsideReceived.subtracting(readingAtLoad.outsideReceived) {
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

    /// Signs a ticket and answers the mailbox with it. It is written twice, each time from meter and lineage on, and
    /// signed where both times it is the same: a fault that has one tell of less leaves the other.
    private func answer<H: Hardware & ~Copyable>(_ purpose: Purpose, _ hardware: inout H) throws(Fault) {
        var first = ByteBuffer<4096>()
        try write(purpose, to: &first, &hardware)
        var payload = ByteBuffer<4096>()
        try write(purpose, to: &payload, &hardware)
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
        _ purpose: Purpose, to payload: inout ByteBuffer<4096>, _ hardware: inout H
    ) throws(Fault) {
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
        try presentLineage().write(to: &payload)
        payload.unsigned(12)
        var computed = hardware.readMeter()
        computed.subtractFormats(of: readingAtLoad)
        computed.writeFormats(to: &payload)
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
