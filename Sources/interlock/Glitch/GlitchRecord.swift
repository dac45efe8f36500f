import Foundation
import Glitch

/// The result of a campaign as it is written: what was tried, the table, every bypass with its place.
struct GlitchRecord: Codable {
    /// A bypass with its place in the source's terms.
    struct Entry: Codable, Hashable {
        let bypass: Bypass
        let symbol: String?
        let offset: UInt32?

        /// Symbol and offset, or the bare address.
        var place: String {
            guard let symbol, let offset else { return "0x" + String(bypass.address, radix: 16) }
            return "\(symbol)+0x\(String(offset, radix: 16))"
        }
    }

    let sample: Int?
    let seed: UInt64
    let windows: [CampaignReport.Length]
    let table: [CampaignReport.Row]
    let bypasses: [Entry]

    init(_ report: CampaignReport, sample: Int?, seed: UInt64, symbols: SymbolTable) {
        self.sample = sample
        self.seed = seed
        windows = report.lengths
        table = report.rows
        bypasses = report.bypasses.map { bypass in
            let place = symbols.place(of: bypass.address)
            return Entry(bypass: bypass, symbol: place?.symbol, offset: place?.offset)
        }
    }

    /// Reads one that an earlier run wrote.
    init(parsing path: String) throws(CommandFailure) {
        let bytes = try InputFile.content(of: path, limit: 1 << 28)
        do { self = try JSONDecoder().decode(GlitchRecord.self, from: Data(bytes)) } catch {
            throw CommandFailure(.unusable, "\(path): this is no glitch.json; name one that interlock glitch wrote")
        }
    }

    /// As JSON.
    func json() throws -> String { try JSONOutput.text(self) + "\n" }
}
