import Workloads

/// A trace of requests, as published for Azure's LLM services (github.com/Azure/AzurePublicDataset, 2023).
package struct RequestTrace: Hashable, Sendable {
    /// The requests, in the order in which they came; at least one.
    package let requests: [TimedRequest]

    /// Nanoseconds after which it repeats: from the first request to the last and one second more.
    package var period: UInt64 {
        (requests.last?.arrival.nanoseconds ?? 0) + HostTime.nanosecondsEachTick
    }

    /// Reads a trace: CSV with the header `TIMESTAMP,ContextTokens,GeneratedTokens`, lines ending in LF or CRLF.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: `TraceError` for the first line that is wrong.
    package init(csv bytes: [UInt8], file: String) throws(TraceError) {
        var parser = TraceParser(file: file)
        try parser.read(bytes.span)
        requests = try parser.finish().map { request in
            TimedRequest(
                arrival: HostTime(nanoseconds: request.arrival), promptTokens: request.promptTokens,
                generatedTokens: request.generatedTokens)
        }
    }
}
