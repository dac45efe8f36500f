import ChipABI
import Wire

extension Guarantee {
    /// Logs an entry of `fields` fields after index, tick and kind, and saves the chain.
    mutating func append<H: Hardware & ~Copyable>(
        _ kind: LogKind, isReserved: Bool = false, fields: Int, _ hardware: inout H,
        _ write: (inout ByteBuffer<192>) -> Void
    ) {
        var entry = ByteBuffer<192>()
        entry.array(3 + fields)
        entry.unsigned(log.nextIndex)
        entry.unsigned(hardware.tick())
        entry.unsigned(kind.rawValue)
        write(&entry)
        log.append(entry, isReserved: isReserved, &hardware)
        saveState(&hardware)
    }

    /// Saves the log's chain and the meter. A state that was lost is not written anew.
    mutating func saveState<H: Hardware & ~Copyable>(_ hardware: inout H) {
        guard !isStateLost else { return }
        do throws(Fault) {
            // An opening whose usage was just logged goes on: what it passes from now on is saved as its too.
            let open = opening.map { opening in
                Usage(use: opening.use, openings: 0, used: .zero, model: opening.model, sequence: opening.sequence)
            }
            let state = SavedState(log, meter: meter, usage: usage ?? open, logged: logged, ownership: ownership)
            try state.write(&hardware)
        } catch {
            // Without a saved chain a restart could hide what was logged: end service. No log entry, it would recur.
            hardware.close()
            opening = nil
            latched = latched ?? error
            hardware.raise(error)
        }
    }

    /// Logs usage that was only summed so far.
    mutating func flushUsage<H: Hardware & ~Copyable>(_ hardware: inout H) {
        guard let usage else { return }
        self.usage = nil
        append(.usage, isReserved: true, fields: 5, &hardware) { entry in
            entry.unsigned(UInt64(usage.use.rawValue))
            entry.unsigned(usage.openings)
            entry.operations(usage.used)
            entry.bytes(usage.model)
            entry.unsigned(usage.sequence)
        }
    }

    /// Logs usage ahead of a refusal, unless the log is nearly full: the host can make refusals without end while the
    /// interlock is open, each with an entry of usage before it, and those may use the space that is kept free. The
    /// usage is summed on instead.
    mutating func flushUsageBeforeRefusal<H: Hardware & ~Copyable>(_ hardware: inout H) {
        if log.hasRoomToOpen { flushUsage(&hardware) }
    }

    /// Logs the licence that is now in force.
    mutating func logInstallation<H: Hardware & ~Copyable>(_ hardware: inout H) {
        guard let account else { return }
        logged = (account.terms.sequence, account.record)
        append(.licenceInstalled, isReserved: true, fields: 2, &hardware) { entry in
            entry.bytes(account.digest)
            entry.unsigned(account.terms.sequence)
        }
    }

    /// Logs something that hardware stopped or saw.
    mutating func logViolation<H: Hardware & ~Copyable>(_ fault: Fault, count: UInt64, _ hardware: inout H) {
        flushUsage(&hardware)
        append(.violation, isReserved: true, fields: 2, &hardware) { entry in
            entry.unsigned(UInt64(fault.rawValue))
            entry.unsigned(count)
        }
    }

    /// Logs a refusal with a digest, and counts it.
    mutating func logRefusal<H: Hardware & ~Copyable>(
        _ kind: LogKind, _ fault: Fault, of digest: Digest, _ hardware: inout H
    ) {
        countRefusal(&hardware)
        flushUsageBeforeRefusal(&hardware)
        append(kind, fields: 2, &hardware) { entry in
            entry.unsigned(UInt64(fault.rawValue))
            entry.bytes(digest)
        }
    }

    /// Counts a refusal in the counter that nothing can lower.
    mutating func countRefusal<H: Hardware & ~Copyable>(_ hardware: inout H) {
        _ = hardware.raise(.refusals, to: hardware.counter(.refusals) &+ 1)
    }
}
