import Appraisal
import Attestation
import Foundation
import Synchronization

/// The evidence that the user names, and lineage tickets that lie with it.
struct EvidenceSet {
    /// What files hold.
    struct Content {
        /// Evidence, in the order of the files.
        var examinations: [Examination] = []
        /// Tickets, by file.
        var tickets: [(name: String, ticket: LineageTicket)] = []

        /// Takes in what a file holds: a ticket, or evidence, which is examined.
        mutating func add(
            _ bytes: [UInt8], named name: String, by appraiser: Appraiser, using cache: inout ChainCache
        ) {
            if let ticket = try? LineageTicket(bytes) {
                tickets.append((name, ticket))
            } else {
                examinations.append(appraiser.examine(Exhibit(name: name, bytes: bytes), using: &cache))
            }
        }

        /// Judges all of it; tickets are joined, and evidence is held against them.
        func appraisal(by appraiser: Appraiser) -> Appraisal {
            guard !tickets.isEmpty else { return appraiser.conclude(examinations) }
            let (book, found) = appraiser.join(tickets)
            return appraiser.conclude(
                examinations, telling: { book.view(of: $0, since: $1, due: $2) }, finding: found)
        }
    }

    /// The files, in order, each once.
    let paths: [String]
    /// Whether directories alone were named: then it is taken as the whole record.
    let isRecord: Bool

    /// The files that paths lead to. Nothing is read yet, but all must be there.
    init(paths: [String]) throws(CommandFailure) {
        var files: [String] = []
        var isRecord = true
        for path in paths {
            switch try InputFile.kind(path) {
            case .file:
                files.append(path)
                isRecord = false
            case .directory:
                let found = try InputFile.files(in: path, withExtension: ".cbor")
                guard !found.isEmpty else {
                    throw CommandFailure(
                        .unusable, "\(path): there is no evidence in this directory; it holds no file ending in .cbor")
                }
                files += found.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
            }
        }
        var seen: Set<String> = []
        self.paths = files.filter { seen.insert(URL(fileURLWithPath: $0).standardizedFileURL.path).inserted }
        self.isRecord = isRecord
    }

    /// Judges all of it; tickets are joined, and evidence is held against them.
    func appraisal(by appraiser: Appraiser, jobs: Int) throws(CommandFailure) -> Appraisal {
        try content(by: appraiser, jobs: jobs).appraisal(by: appraiser)
    }

    /// Reads and examines every file, several side by side; the order of the result is that of the files.
    private func content(by appraiser: Appraiser, jobs: Int) throws(CommandFailure) -> Content {
        let jobs = max(1, min(jobs, paths.count / 16))
        let size = (paths.count + jobs - 1) / jobs
        let results = Mutex<[Int: Result<Content, CommandFailure>]>([:])
        let progress = Progress(total: paths.count)
        DispatchQueue.concurrentPerform(iterations: jobs) { job in
            let part = paths[min(job * size, paths.count)..<min((job + 1) * size, paths.count)]
            let result = Result { () throws(CommandFailure) in
                try EvidenceSet.examine(part, by: appraiser, progress)
            }
            results.withLock { $0[job] = result }
        }
        progress.finish()
        var content = Content()
        for job in 0..<jobs {
            guard let part = try results.withLock({ $0[job] })?.get() else { continue }
            content.examinations += part.examinations
            content.tickets += part.tickets
        }
        return content
    }

    private static func examine(
        _ paths: ArraySlice<String>, by appraiser: Appraiser, _ progress: borrowing Progress
    ) throws(CommandFailure) -> Content {
        var cache = ChainCache()
        var content = Content()
        for path in paths {
            let bytes = try InputFile.start(of: path, limit: Evidence.maximumByteCount)
            content.add(bytes, named: path, by: appraiser, using: &cache)
            progress.advance()
        }
        return content
    }
}
