import Cryptography

/// The requests that come to one chip, one after another.
struct RequestSource {
    /// The next request; nil where no more come.
    private(set) var next: TimedRequest?

    private enum Origin {
        case trace(RequestTrace, place: Int, stride: Int, round: UInt64, repeats: Bool)
        case synthetic(ArrivalProcess)
    }
    private var origin: Origin
    private let start: HostTime

    /// Every `stride`-th request of a trace from `place` on.
    init(_ trace: RequestTrace, place: Int, stride: Int, repeats: Bool, start: HostTime) {
        origin = .trace(trace, place: place, stride: stride, round: 0, repeats: repeats)
        self.start = start
        advance()
    }

    /// Requests of a seeded process.
    init(_ process: ArrivalProcess, start: HostTime) {
        origin = .synthetic(process)
        self.start = start
        advance()
    }

    /// Goes to the request after this one.
    mutating func advance() {
        switch origin {
        case .synthetic(var process):
            next = process.next(start)
            origin = .synthetic(process)
        case .trace(let trace, var place, let stride, var round, let repeats):
            if place >= trace.requests.count {
                guard repeats else {
                    next = nil
                    return
                }
                round += UInt64(place / trace.requests.count)
                place %= trace.requests.count
            }
            var request = trace.requests[place]
            request.arrival.advance(by: start.nanoseconds)
            request.arrival.advance(by: round.multipliedReportingOverflow(by: trace.period).partialValue)
            next = request
            origin = .trace(trace, place: place + stride, stride: stride, round: round, repeats: repeats)
        }
    }
}
