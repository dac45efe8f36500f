import Foundation
import Glitch

/// The result of a campaign as it is written: what was tried, the table, every bypass with its place.
struct GlitchRecord: Codable {
    /// A bypass with its place in the source's terms.
    struct Entry: Codable, Hashable {
        let bypass: Bypass
        let symbol: String?
        let offset: UInt32?
        let source: String?
        let secondSource: String?

        /// File and line, else symbol and offset, else the bare address.
        var place: String {
            if let source { return source }
            guard let symbol, let offset else { return "0x" + String(bypass.address, radix: 16) }
            return "\(symbol)+0x\(String(offset, radix: 16))"
        }
    }

    /// How often pairs of faults got past a check in a window, with the 95 % interval of the probability.
    struct PairRate: Codable, Hashable {
        let window: Window
        let runs: Int
        let bypasses: Int
        let low: Double
        let high: Double
    }

    let sample: Int?
    let pairs: Int?
    let within: Int?
    let seed: UInt64
    /// Whether the chips were hybrid; nil for classical ones.
    let isHybrid: Bool?
    let windows: [CampaignReport.Length]
    let table: [CampaignReport.Row]
    let rates: [PairRate]
    let bypasses: [Entry]

    init(_ report: CampaignReport, _ campaign: Campaign, names: FirmwareNames) {
        switch campaign.plan {
        case .single(let sample):
            self.sample = sample
            pairs = nil
            within = nil
            rates = []
        case .pairs(let count, let limit):
            sample = nil
            pairs = count
            within = limit
            rates = campaign.windows.map { window in
                let counts = report.rows.filter { $0.window == window }.reduce(CampaignReport.Counts()) {
                    $0 + $1.counts
                }
                let interval = Rate(counts.bypass, of: counts.runs).interval
                return PairRate(
                    window: window, runs: counts.runs, bypasses: counts.bypass, low: interval.lowerBound,
                    high: interval.upperBound)
            }
        }
        seed = campaign.seed
        isHybrid = campaign.isHybrid ? true : nil
        windows = report.lengths
        table = report.rows
        bypasses = report.bypasses.map { bypass in
            let place = names.symbols.place(of: bypass.address)
            return Entry(
                bypass: bypass, symbol: place?.symbol, offset: place?.offset,
                source: names.lines.place(of: bypass.address),
                secondSource: bypass.second.flatMap { names.lines.place(of: $0.address) })
        }
    }

    /// Reads one that an earlier run wrote.
    init(parsing path: String) throws(CommandFailure) {
        let bytes = try InputFile.content(of: path, limit: 1 << 28)
        do { self = try JSONDecoder().decode(GlitchRecord.self, from: Data(bytes)) } catch {
            throw CommandFailure(.unusable, "\(path): this is no glitch.json; name one that interlock glitch wrote")
        }
    }

    /// Rows of the table summed over the attacks on a window, in the order of the table.
    var sums: [CampaignReport.Row] {
        var sums: [CampaignReport.Row] = []
        for row in table {
            if let place = sums.firstIndex(where: { $0.window == row.window && $0.model == row.model }) {
                sums[place] = sums[place].adding(row)
            } else {
                sums.append(row)
            }
        }
        return sums
    }

    /// As JSON.
    func json() throws -> String { try JSONOutput.text(self) + "\n" }
}
