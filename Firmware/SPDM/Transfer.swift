import Wire

/// A message that comes or goes in chunks (DSP0274 1.3, section 10.27). There is one at a time: a new one in another
/// session, or outside of all, ends it.
struct Transfer: ~Copyable {
    /// Which way it goes.
    enum Direction {
        /// There is none.
        case none
        /// A request comes.
        case request
        /// A response goes.
        case response
    }

    /// Which way it goes.
    private(set) var direction = Direction.none
    /// The session that it belongs to; nil for none.
    private(set) var session: Int?
    /// Its number.
    private(set) var handle: UInt8 = 0
    /// The number of the chunk that is due.
    private(set) var sequence = 0
    /// Bytes of the whole message.
    private(set) var size = 0
    /// Bytes of a response that were told.
    private(set) var told = 0
    /// What happens once a response is told.
    private(set) var consequence = Responder.Consequence.none
    private var buffer = ByteBuffer<8192>()
    private var lastHandle: UInt8 = 0

    /// What came, or what goes.
    @inline(__always)
    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }

    /// Whether a transfer of this session, or outside of all, is under way.
    func isOpen(in session: Int?) -> Bool { direction != .none && self.session == session }

    /// Ends it.
    mutating func close() { direction = .none }

    /// Begins to take a request.
    mutating func receive(_ size: Int, handle: UInt8, in session: Int?) {
        begin(.request, size, handle, in: session)
        consequence = .none
    }

    /// Takes the next chunk of a request.
    mutating func take(_ chunk: Span<UInt8>) {
        buffer.write(chunk)
        sequence += 1
    }

    /// How many bytes of a request are missing.
    var missing: Int { size - buffer.count }

    /// Begins to tell a response under a new number.
    mutating func tell(_ response: Span<UInt8>, then consequence: Responder.Consequence, in session: Int?) {
        lastHandle &+= 1
        begin(.response, response.count, lastHandle, in: session)
        buffer.write(response)
        self.consequence = consequence
    }

    /// Counts what was told.
    mutating func advance(by count: Int) {
        told += count
        sequence += 1
    }

    private mutating func begin(_ direction: Direction, _ size: Int, _ handle: UInt8, in session: Int?) {
        self.direction = direction
        self.session = session
        self.handle = handle
        self.size = size
        sequence = 0
        told = 0
        buffer.clear()
    }
}
