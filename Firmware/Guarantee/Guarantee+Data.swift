import ChipABI
public import Wire

extension Guarantee {
    /// Admits the chunk of training data that waits, where it is in a permitted manifest and of a permitted class.
    ///
    /// - Throws: why it was refused; the usage log holds the reason.
    public mutating func admitData<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        settle(&hardware)
        if let latched { throw latched }
        let chunk = hardware.data()
        do throws(Fault) {
            guard chunk.length > 0 else { throw .dataMissing }
            let first = try provedData(request, .first, &hardware).value()
            let second = try provedData(request, .second, &hardware).value()
            if second.isNew {
                flushUsage(&hardware)
                append(.dataAdmitted, fields: 2, &hardware) { entry in
                    entry.bytes(second.manifest)
                    entry.unsigned(UInt64(second.dataClass))
                }
                if let latched { throw latched }
            }
            hardware.admitData(permit: Permit.word(first.half, second.half))
        } catch {
            logRefusal(.dataRefused, error, of: chunk.digest, &hardware)
            throw error
        }
    }

    /// What one evaluation found of the chunk that waits.
    private struct Proved {
        let manifest: Digest
        let dataClass: UInt32
        /// Whether the weights have had no such data before.
        let isNew: Bool
        /// Half of the permit.
        let half: UInt32
    }

    /// One evaluation, which leaves manifest and class in the lineage. Never inlined, so that nothing of it serves
    /// another.
    @inline(never)
    private mutating func provedData<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<Proved> {
        do throws(Fault) {
            guard var provenance = provenance(evaluation) else { throw .lineageMissing }
            guard let account = evaluation == .first ? account : secondAccount else { throw .noLicence }
            let manifest: UInt64
            let dataClass: UInt32
            let size: UInt64
            let proof: InclusionProof
            do throws(WireError) {
                var reader = CBORReader(request)
                try reader.array(5)
                manifest = try reader.unsigned()
                let start = reader.offset
                dataClass = try reader.unsigned32()
                guard dataClass < 32 else { throw WireError(.outOfRange, at: start) }
                let index = try reader.unsigned()
                size = try reader.unsigned()
                proof = try InclusionProof(&reader, index: index)
            } catch {
                throw .malformedRequest
            }
            guard let root = account.terms.manifest(manifest) else { throw .dataNotPermitted }
            let chunk = hardware.data()
            hardware.beginHash()
            hardware.write(0x00)
            hardware.bigEndian(UInt64(dataClass), bytes: 4)
            hardware.bigEndian(chunk.length, bytes: 8)
            hardware.write(chunk.digest)
            guard proof.leads(from: hardware.finishHash(), size: size, to: root, &hardware) else {
                throw .dataNotPermitted
            }
            guard account.terms.excludedClasses & 1 << dataClass == 0 else { throw .dataClassExcluded }
            let isNew =
                !provenance.lineage.manifests.contains(root) || provenance.lineage.classes & 1 << dataClass == 0
            try provenance.lineage.manifests.insert(root)
            provenance.lineage.classes |= 1 << dataClass
            keep(provenance, evaluation)
            let subject = Permit.subject(chunk.digest.bytes.span, chunk.length)
            return .holds(
                Proved(
                    manifest: root, dataClass: dataClass, isNew: isNew,
                    half: Permit.half(hardware.openingChallenge(evaluation), subject)))
        } catch {
            return .refused(error)
        }
    }
}
