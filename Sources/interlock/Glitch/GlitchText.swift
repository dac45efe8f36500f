import Glitch

/// A campaign's result for people: the table, then each place that a fault got past.
struct GlitchText {
    private let record: GlitchRecord

    init(_ record: GlitchRecord) { self.record = record }

    var lines: [String] {
        var lines = table
        if !record.bypasses.isEmpty { lines += ["", "Bypasses by place:"] + places }
        let runs = record.table.reduce(0) { $0 + $1.runs }
        lines += ["", "\(record.bypasses.count) of \(runs) runs got past a check."]
        return lines
    }

    private var table: [String] {
        var table = TextTable([
            ("window", .left), ("attack", .left), ("instructions", .right), ("model", .left), ("faults", .right),
            ("runs", .right), ("no effect", .right), ("detected", .right), ("crash", .right), ("hang", .right),
            ("bypass", .right),
        ])
        for row in record.table {
            let length = record.windows.first { $0.window == row.window && $0.attack == row.attack }
            table.add(
                [row.window.rawValue, row.attack, "\(length?.instructions ?? 0)", row.model.rawValue]
                    + [row.population, row.runs, row.noEffect, row.detected, row.crash, row.hang, row.bypass].map {
                        "\($0)"
                    })
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
