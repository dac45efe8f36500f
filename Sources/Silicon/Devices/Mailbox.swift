import ChipABI

/// One command at a time between host and firmware.
struct Mailbox: Hashable, Sendable {
    private(set) var command: UInt32 = 0
    private var request: [UInt8] = []
    private var requestLength: UInt32 = 0
    private var response: [UInt8] = []
    private var responseLength: UInt32 = 0
    /// What the firmware said of the last command: 0 or a fault; nil while it has not.
    private(set) var outcome: UInt32?

    /// Puts a command before the firmware. A request longer than the window is cut there; its length stays told.
    mutating func submit(_ command: UInt32, _ request: [UInt8]) {
        self.command = command
        self.request = Array(request.prefix(Int(MemoryMap.mailboxSize)))
        requestLength = UInt32(clamping: request.count)
        response.removeAll(keepingCapacity: true)
        responseLength = 0
        outcome = nil
    }

    /// The answer's bytes.
    var answer: [UInt8] { Array(response.prefix(Int(responseLength))) }

    func load(_ offset: UInt32) -> UInt32 {
        switch MailboxRegisters.base + offset {
        case MailboxRegisters.command: command
        case MailboxRegisters.requestLength: requestLength
        default: 0
        }
    }

    mutating func store(_ value: UInt32, to offset: UInt32) {
        switch MailboxRegisters.base + offset {
        case MailboxRegisters.responseLength: responseLength = min(value, MemoryMap.mailboxSize)
        case MailboxRegisters.complete:
            outcome = value
            command = 0
        default: break
        }
    }

    func loadRequest(_ offset: UInt32) -> UInt32 { request.word(at: Int(offset)) }

    mutating func storeResponse(_ value: UInt32, at offset: UInt32) {
        guard offset < MemoryMap.mailboxSize else { return }
        while response.count < Int(offset) + 4 { response.append(0) }
        response.setWord(value, at: Int(offset))
    }
}
