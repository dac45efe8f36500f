import Attestation
import Logging

/// Writes log records as one line of JSON each.
public struct JSONLog: LogHandler {
    /// The least level that is written.
    public var logLevel = Logger.Level.info
    /// What every record bears.
    public var metadata = Logger.Metadata()
    private let label: String
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> String

    /// A handler.
    ///
    /// - Parameters:
    ///   - label: whose records these are.
    ///   - now: the time in RFC 3339.
    ///   - write: takes a line, with its line feed.
    public init(
        label: String, now: @escaping @Sendable () -> String, write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.now = now
        self.write = write
    }

    /// What every record bears under a key.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a record.
    public func log(event: LogEvent) {
        var members = [
            JSONValue.Member("time", .string(now())), JSONValue.Member("level", .string(event.level.rawValue)),
            JSONValue.Member("log", .string(label)), JSONValue.Member("message", .string("\(event.message)")),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) where !members.contains(where: { $0.name == key }) {
            members.append(JSONValue.Member(key, .string("\(value)")))
        }
        write(JSONValue(.object(members)).compact + "\n")
    }
}
