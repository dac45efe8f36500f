import Foundation
import Glitch

/// A folder that gets each part of a campaign when it is done, a file a part, so that one that was broken off goes on.
final class GlitchParts {
    /// How long a part took: no part of the result, for it differs from run to run.
    struct Timing: Codable {
        let window: Window
        let attack: String
        let model: FaultModel?
        let runs: Int
        /// How many runs went side by side.
        let jobs: Int
        let seconds: Double
        let runsPerSecond: Int
    }

    /// What a file holds.
    private struct Content: Codable {
        let part: CampaignPart
        let timing: Timing
    }

    /// Of the parts that were done or found, in order.
    private(set) var timings: [Timing] = []
    private let directory: String
    private let resumes: Bool
    private let jobs: Int
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant

    /// Those of a campaign's folder, which is made where it is missing.
    /// - Parameters:
    ///   - folder: where the campaign's results go.
    ///   - resumes: whether parts that are there are taken.
    ///   - replaces: whether results that are there are lost; else they are an error, before hours are spent.
    ///   - jobs: how many runs go side by side.
    /// - Throws: where results are there, or the folder can't be made.
    init(in folder: String, resumes: Bool, replaces: Bool, jobs: Int) throws(CommandFailure) {
        directory = "\(folder)/parts"
        self.resumes = resumes
        self.jobs = jobs
        start = clock.now
        let results = ["glitch.json", "glitch.html", "timing.json"].map { "\(folder)/\($0)" } + [directory]
        for path in results where !resumes && FileManager.default.fileExists(atPath: path) {
            guard replaces else {
                throw CommandFailure(
                    .unusable,
                    "\(path): there are results; name another --out, or give --force to replace them, --resume to go on"
                )
            }
            // Old parts would be taken for parts of this campaign when it is resumed.
            do { try FileManager.default.removeItem(atPath: path) } catch {
                throw CommandFailure(.couldNotRun, "\(path): can't be removed; check that you may write there")
            }
        }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch { throw CommandFailure(.couldNotRun, "\(directory): can't be made; check that you may write there") }
    }

    /// For a campaign.
    var store: PartStore { PartStore(load: load, save: save) }

    private func path(of identity: CampaignPart.Identity) -> String {
        let attack = String(identity.attack.map { $0.isLetter ? $0 : "-" })
        return "\(directory)/\(identity.window.rawValue).\(attack).\(identity.model?.rawValue ?? "pairs").json"
    }

    private func load(_ identity: CampaignPart.Identity) throws -> CampaignPart? {
        start = clock.now
        let path = path(of: identity)
        guard resumes, FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try InputFile.content(of: path, limit: 1 << 28)
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
            throw CommandFailure(.unusable, "\(path): this is no part of a campaign; remove it, or name another --out")
        }
        if let difference = identity.difference(from: content.part.identity) {
            throw CommandFailure(
                .unusable,
                "\(path): this part is of \(difference); name another --out, or leave --resume out and give --force")
        }
        timings.append(content.timing)
        return content.part
    }

    private func save(_ part: CampaignPart) throws {
        let seconds = (clock.now - start) / .seconds(1)
        let runs = part.row.counts.runs
        let timing = Timing(
            window: part.identity.window, attack: part.identity.attack, model: part.identity.model, runs: runs,
            jobs: jobs, seconds: seconds, runsPerSecond: Int(Double(runs) / max(seconds, 0.001)))
        timings.append(timing)
        let text = try JSONOutput.text(Content(part: part, timing: timing)) + "\n"
        try OutputFile.write(Array(text.utf8), to: path(of: part.identity), replacing: true)
    }
}

extension CampaignPart.Identity {
    /// In words, what of another is not as here; nil where nothing is.
    fileprivate func difference(from other: Self) -> String? {
        if other.rom != rom || other.runtime != runtime { return "other firmware" }
        if other.isHybrid != isHybrid { return isHybrid ? "classical chips" : "hybrid chips" }
        if other.sample != sample || other.pairs != pairs || other.within != within || other.pairModels != pairModels {
            return "another plan: --sample, --pairs, --within or --model differ"
        }
        if other.seed != seed { return "another --seed" }
        return other == self ? nil : "another attack of this name"
    }
}
