import Attestation

/// Lets one task at a time pass for each chip, in the order of arrival.
actor Turnstile {
    private var waiting: [ChipID: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `work` when no other does for this chip.
    nonisolated func pass<Value: Sendable>(
        _ chip: ChipID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        await enter(chip)
        do {
            let value = try await work()
            await leave(chip)
            return value
        } catch {
            await leave(chip)
            throw error
        }
    }

    private func enter(_ chip: ChipID) async {
        guard waiting[chip] != nil else {
            waiting[chip] = []
            return
        }
        await withCheckedContinuation { waiting[chip]?.append($0) }
    }

    private func leave(_ chip: ChipID) {
        guard let next = waiting[chip]?.first else {
            waiting[chip] = nil
            return
        }
        waiting[chip]?.removeFirst()
        next.resume()
    }
}
