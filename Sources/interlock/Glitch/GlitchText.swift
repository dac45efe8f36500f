import Glitch

/// A campaign's result for people: tables by model and by attack, then each place that a fault got past.
struct GlitchText {
    private let record: GlitchRecord

    init(_ record: GlitchRecord) { self.record = record }

    var lines: [String] {
        var lines = table + [""] + attacks
        if !record.rates.isEmpty { lines += [""] + rates }
        if !record.bypasses.isEmpty { lines += ["", "Bypasses by place:"] + places }
        let runs = record.table.reduce(0) { $0 + $1.counts.runs }
        let chips = record.isHybrid == true ? " of hybrid chips" : ""
        lines += ["", "\(record.bypasses.count) of \(runs) runs got past a check\(chips)."]
        return lines
    }

    /// All attacks on a window together, by model.
    private var table: [String] {
        var table = TextTable([
            ("window", .left), ("model", .left), ("faults", .right), ("runs", .right), ("no effect", .right),
            ("detected", .right), ("crash", .right), ("hang", .right), ("bypass", .right),
        ])
        for sum in record.sums {
            table.add(
                [sum.window.rawValue, sum.model?.rawValue ?? "pairs", sum.population.map { "\($0)" } ?? ""]
                    + [
                        sum.counts.runs, sum.counts.noEffect, sum.counts.detected, sum.counts.crash, sum.counts.hang,
                        sum.counts.bypass,
                    ].map { "\($0)" })
        }
        return table.lines
    }

    private var attacks: [String] {
        var table = TextTable([
            ("window", .left), ("attack", .left), ("instructions", .right), ("runs", .right), ("bypass", .right),
        ])
        for length in record.windows {
            let rows = record.table.filter { $0.window == length.window && $0.attack == length.attack }
            let counts = rows.reduce(CampaignReport.Counts()) { $0 + $1.counts }
            table.add([
                length.window.rawValue, length.attack, "\(length.instructions)", "\(counts.runs)", "\(counts.bypass)",
            ])
        }
        return table.lines
    }

    /// How often pairs got past a check.
    private var rates: [String] {
        var table = TextTable([
            ("window", .left), ("pairs", .right), ("bypasses", .right), ("rate", .right), ("95 % interval", .left),
        ])
        let percent = { (rate: Double) in "\(Double(Int((rate * 1e6).rounded())) / 1e4) %" }
        for rate in record.rates {
            table.add([
                rate.window.rawValue, "\(rate.runs)", "\(rate.bypasses)",
                percent(Double(rate.bypasses) / Double(max(rate.runs, 1))),
                "\(percent(rate.low)) to \(percent(rate.high))",
            ])
        }
        return table.lines
    }

    /// A place without the middle of a long name; glitch.json has it whole.
    private static func short(_ place: String) -> String {
        let limit = 48
        guard place.count > limit, let plus = place.lastIndex(of: "+") else { return place }
        return place.prefix(limit) + "…" + place[plus...]
    }

    /// One line for each attack and instruction, in the order of first appearance.
    private var places: [String] {
        struct Place: Hashable {
            let window: Window
            let attack: String
            let address: UInt32
        }
        var order: [Place] = []
        var entries: [Place: [GlitchRecord.Entry]] = [:]
        for entry in record.bypasses {
            let place = Place(
                window: entry.bypass.window, attack: entry.bypass.attack, address: entry.bypass.address)
            if entries[place] == nil { order.append(place) }
            entries[place, default: []].append(entry)
        }
        var table = TextTable([
            ("window", .left), ("attack", .left), ("address", .left), ("instruction", .left), ("runs", .right),
            ("models", .left), ("gain", .left), ("place", .left),
        ])
        for place in order {
            guard let found = entries[place], let first = found.first else { continue }
            let models = FaultModel.allCases.filter { model in found.contains { $0.bypass.model == model } }
            let gains = Gain.allCases.filter { gain in found.contains { $0.bypass.gain == gain } }
            table.add([
                place.window.rawValue, place.attack, "0x" + String(place.address, radix: 16),
                first.bypass.instruction, "\(found.count)", models.map(\.rawValue).joined(separator: " "),
                gains.map(\.rawValue).joined(separator: " "), GlitchText.short(first.place),
            ])
        }
        return table.lines
    }
}
