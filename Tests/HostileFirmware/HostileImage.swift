import CProbe
import CVolatile
import ChipABI

/// Firmware of an insider who got it signed: on the host's word it loads and stores anywhere, and gives the vault and
/// the session engine any command. It answers with all that it saw.
///
/// Request: words, the first an `Action`. Answer: words.
@c(firmware_main)
public func firmwareMain() {
    volatile_store(SystemRegisters.bootStatus, BootStatus.ready.rawValue)
    while true {
        wait_for_interrupt()
        guard volatile_load(MailboxRegisters.command) != 0 else { continue }
        var saw = Answer()
        switch Action(rawValue: argument(0)) {
        case .sweep: sweep(&saw)
        case .vault: vault(&saw)
        case .authenticate: authenticate(&saw)
        case .session: session(&saw)
        case nil: break
        }
        // The sweep may have written anything there: say again that all is well.
        volatile_store(SystemRegisters.bootStatus, BootStatus.ready.rawValue)
        volatile_store(MailboxRegisters.responseLength, saw.length)
        volatile_store(MailboxRegisters.complete, 0)
    }
}

private enum Action: UInt32 {
    case sweep = 1
    case vault = 2
    case authenticate = 3
    case session = 4
}

private struct Answer {
    private(set) var length: UInt32 = 0

    mutating func write(_ word: UInt32) {
        guard length < MemoryMap.mailboxSize else { return }
        volatile_store(MemoryMap.response + length, word)
        length += 4
    }

    mutating func write(wordsAt address: UInt32, _ count: UInt32) {
        var index: UInt32 = 0
        while index < count {
            write(volatile_load(address + index * 4))
            index += 1
        }
    }
}

private func argument(_ index: UInt32) -> UInt32 { volatile_load(MemoryMap.request + index * 4) }

/// address, count, stride, width, whether to store, what: for each place what it reads as, after a store where one is
/// wanted; then whether the store, or else the load, trapped.
private func sweep(_ saw: inout Answer) {
    let (address, count, stride, width) = (argument(1), argument(2), argument(3), argument(4))
    let (stores, value) = (argument(5) != 0, argument(6))
    var index: UInt32 = 0
    while index < count {
        let place = address &+ index &* stride
        let stored = stores ? probe_store(place, width, value) : 0
        let loaded = probe_load(place, width)
        saw.write(UInt32(truncatingIfNeeded: loaded))
        saw.write(UInt32(truncatingIfNeeded: (stores ? stored : loaded) >> 32))
        index += 1
    }
}

/// command, source, destination, 12 words of digest: status, signature, public key.
private func vault(_ saw: inout Answer) {
    volatile_store(KeyRegisters.source, argument(2))
    volatile_store(KeyRegisters.destination, argument(3))
    var index: UInt32 = 0
    while index < 12 {
        volatile_store(KeyRegisters.digest + index * 4, argument(4 + index))
        index += 1
    }
    volatile_store(KeyRegisters.command, argument(1))
    saw.write(volatile_load(KeyRegisters.status))
    saw.write(wordsAt: KeyRegisters.signature, 24)
    saw.write(wordsAt: KeyRegisters.publicKey, 24)
}

/// slot, length in words, message: whether it was refused, the digest.
private func authenticate(_ saw: inout Answer) {
    volatile_store(HashRegisters.begin, 1 &+ argument(1))
    saw.write(volatile_load(HashRegisters.refused))
    var index: UInt32 = 0
    while index < argument(2) {
        volatile_store(HashRegisters.word, argument(3 + index))
        index += 1
    }
    volatile_store(HashRegisters.finish, 1)
    saw.write(wordsAt: HashRegisters.digest, 12)
}

/// command, source, destination, additional length, length in bytes, input: status, digest, public key, output.
private func session(_ saw: inout Answer) {
    volatile_store(SessionRegisters.source, argument(2))
    volatile_store(SessionRegisters.destination, argument(3))
    volatile_store(SessionRegisters.additionalLength, argument(4))
    volatile_store(SessionRegisters.clear, 1)
    var index: UInt32 = 0
    while index < argument(5) {
        volatile_store(SessionRegisters.byte, argument(6 + index / 4) >> ((index & 3) * 8) & 0xff)
        index += 1
    }
    volatile_store(SessionRegisters.command, argument(1))
    saw.write(volatile_load(SessionRegisters.status))
    saw.write(wordsAt: SessionRegisters.digest, 12)
    saw.write(wordsAt: SessionRegisters.publicKey, 24)
    saw.write(wordsAt: SessionRegisters.output, 32)
}
