public import ChipABI
import ROM
public import Wire

/// An image on its way into the slot that does not run.
struct Update {
    /// Its bytes.
    let length: UInt32
    /// Their SHA-384, as the host names it.
    let digest: Digest
    /// How many were written.
    var written: UInt32 = 0
    /// Whether it was verified, and waits for the next boot.
    var isPending = false
}

extension Guarantee {
    /// Begins an update: the interlock stays closed from here on. A begun one is given up.
    ///
    /// - Throws: why it was refused; the usage log holds the reason.
    public mutating func beginUpdate<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        closeAndSettle(&hardware)
        guard request.count == 4 + Digest.byteCount, let digest = Digest(request.extracting(4..<52)) else {
            throw .malformedRequest
        }
        let length = request.bigEndianWord
        do throws(Fault) {
            if let latched { throw latched }
            // Also where this boot's image is still on trial: the other slot holds the only one to fall back to.
            guard BootSelector(&hardware).phase == .settled else { throw .updatePending }
            guard length > 0, length & 3 == 0, length <= MemoryMap.slotSize else { throw .updateLengthInvalid }
        } catch {
            logRefusal(.updateRefused, error, of: digest, &hardware)
            throw error
        }
        flushUsage(&hardware)
        update = Update(length: length, digest: digest)
    }

    /// Writes the image's next bytes. What does not go on where the last ended changes nothing, and is not logged.
    public mutating func writeUpdate<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        settle(&hardware)
        if let latched { throw latched }
        guard request.count > 4, request.count & 3 == 0 else { throw .malformedRequest }
        guard let update, !update.isPending, request.bigEndianWord == update.written,
            UInt32(truncatingIfNeeded: request.count) - 4 <= update.length - update.written
        else { throw .updateOutOfOrder }
        let start = (1 - identity.slot) * MemoryMap.slotSize + update.written
        var index = 4
        while index < request.count {
            let offset = start + UInt32(truncatingIfNeeded: index) - 4
            if offset & (MemoryMap.pageSize - 1) == 0 { hardware.erase(pageAt: offset) }
            hardware.program(request.extracting(index..<index + 4).bigEndianWord.byteSwapped, at: offset)
            index += 4
        }
        self.update?.written += UInt32(truncatingIfNeeded: request.count) - 4
    }

    /// Verifies the image as ROM will; where it holds, the next boot tries it.
    ///
    /// - Throws: why it was refused; the usage log holds the reason, and the slot is as it was written.
    public mutating func finishUpdate<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        closeAndSettle(&hardware)
        guard let update, !update.isPending else { throw .updateOutOfOrder }
        do throws(Fault) {
            if let latched { throw latched }
            guard update.written == update.length else { throw .updateIncomplete }
            let manifest = try verified(update, &hardware)
            // Logged first: a power cut in between tells of an image that is never tried, never the other way round.
            append(.updateInstalled, isReserved: true, fields: 2, &hardware) { entry in
                entry.bytes(manifest.codeDigest)
                entry.unsigned(UInt64(manifest.securityVersion))
            }
            if let latched { throw latched }
            guard BootSelector(&hardware).move(to: .pending, slot: identity.slot, &hardware) else {
                throw .updateStoreFailed
            }
            self.update?.isPending = true
        } catch {
            self.update = nil
            logRefusal(.updateRefused, error, of: update.digest, &hardware)
            throw error
        }
    }

    /// Reads back what the slot holds: that is what will boot.
    private func verified<H: Hardware & ~Copyable>(
        _ update: Update, _ hardware: inout H
    ) throws(Fault) -> ImageManifest {
        let slot = 1 - identity.slot
        hardware.beginHash()
        var offset: UInt32 = 0
        while offset < update.length {
            hardware.hash(word: hardware.word(at: MemoryMap.flash + slot * MemoryMap.slotSize + offset))
            offset += 4
        }
        guard hardware.finishHash() == update.digest else { throw .updateDigestMismatch }
        return try BootROM.verifiedManifest(inSlot: slot, &hardware)
    }

    /// Confirms an image that was on trial and is ready now, and raises the fuse to its security version; or tells that
    /// the last trial failed. Each step can be cut: the next boot does the rest.
    mutating func concludeUpdate<H: Hardware & ~Copyable>(_ hardware: inout H) {
        var selector = BootSelector(&hardware)
        if selector.phase == .trying, selector.trialSlot == identity.slot {
            guard selector.move(to: .confirmed, slot: identity.slot, &hardware) else {
                return latch(.updateStoreFailed, &hardware)
            }
            selector = BootSelector(&hardware)
        }
        guard selector.phase == .confirmed || selector.phase == .rolledBack else { return }
        let isConfirmed = selector.phase == .confirmed && selector.slot == identity.slot
        if isConfirmed, !hardware.raiseMinimumSecurityVersion() { return latch(.updateStoreFailed, &hardware) }
        let (runtime, version) = (identity.runtimeDigest, UInt64(identity.securityVersion))
        append(isConfirmed ? .updateConfirmed : .updateRolledBack, isReserved: true, fields: 2, &hardware) { entry in
            entry.bytes(runtime)
            entry.unsigned(version)
        }
        guard latched == nil, selector.move(to: .settled, slot: identity.slot, &hardware) else {
            return latch(.updateStoreFailed, &hardware)
        }
    }
}
