import Agreement
import Attestation
import Cryptography

/// What `fleet run` left, as far as a log is about it.
struct FleetRecord {
    /// The directory.
    let path: String
    /// The agreement.
    let agreement: Agreement
    /// Its file.
    let agreementFile: [UInt8]
    /// The licences, in the order of their files.
    let licences: [Licence]
    /// What the verifier found.
    let result: [UInt8]
    /// When the run began.
    let start: UTCSeconds
    /// When it was judged.
    let end: UTCSeconds

    init(_ path: String) throws(CommandFailure) {
        self.path = path
        guard try InputFile.kind(path) == .directory else {
            throw CommandFailure(.unusable, "\(path): this is no directory; name the one that fleet run filled")
        }
        agreementFile = try InputFile.content(of: "\(path)/agreement.yaml")
        agreement = try Agreement.read(agreementFile, file: "\(path)/agreement.yaml")
        result = try InputFile.content(of: "\(path)/findings.json", limit: 1 << 28)
        licences = try TrustDirectory.read("\(path)/trust").licences
        let run: JSONValue
        let bytes = try InputFile.content(of: "\(path)/run.json")
        do { run = try JSONValue(parsing: bytes) } catch {
            throw CommandFailure(.unusable, "\(path)/run.json: \(error)")
        }
        guard let epoch = run["epoch"]?.string, let start = UTCSeconds(rfc3339: epoch),
            case .number(let ticks)? = run["durationTicks"]?.content, let ticks = Int64(ticks), ticks >= 0,
            !start.value.addingReportingOverflow(ticks).overflow
        else {
            throw CommandFailure(.unusable, "\(path)/run.json: epoch or durationTicks is missing; run the fleet again")
        }
        self.start = start
        end = UTCSeconds(start.value + ticks)
    }
}
