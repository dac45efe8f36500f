/// A line of a table with named columns, in CSV without quotes, and what its cells say.
struct Columns {
    /// Positions of the columns by name.
    let places: [String: Int]

    /// The columns that a header names; the first of a name counts.
    init(header: [UInt8]) {
        var places: [String: Int] = [:]
        for (place, cell) in Columns.cells(header).enumerated() where places[cell] == nil { places[cell] = place }
        self.places = places
    }

    /// Whether the header names all of these.
    func has(_ names: [String]) -> Bool { names.allSatisfy { places[$0] != nil } }

    /// The cells of a line.
    static func cells(_ line: [UInt8]) -> [String] {
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The text of a cell.
    func text(_ name: String, _ cells: [String]) throws(RecordFault) -> String {
        guard let place = places[name], cells.indices.contains(place) else {
            throw RecordFault(
                name, "the line has no such column; the file may be cut off here", mend: "get the whole file")
        }
        return cells[place]
    }

    /// A whole number in a range.
    func whole(_ name: String, _ cells: [String], in range: ClosedRange<UInt64>) throws(RecordFault) -> UInt64 {
        let text = try text(name, cells)
        guard let value = UInt64(text), range.contains(value) else {
            throw RecordFault(
                name, "\"\(text)\" is no whole number in range",
                mend: "give one from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A time in milliseconds, as nanoseconds.
    func milliseconds(_ name: String, _ cells: [String]) throws(RecordFault) -> UInt64 {
        let text = try text(name, cells)
        guard let value = Double(text), value >= 0, value <= 1e12 else {
            throw RecordFault(name, "\"\(text)\" is no time in milliseconds", mend: "give a number from 0 to 1e12")
        }
        return UInt64((value * 1e6).rounded())
    }
}
