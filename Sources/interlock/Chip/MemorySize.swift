import ArgumentParser

/// A size of RAM as people write it.
struct MemorySize: ExpressibleByArgument {
    let bytes: UInt32

    init(bytes: UInt32) {
        self.bytes = bytes
    }

    /// From "65536", "64KiB", "64MiB", "1GiB": a multiple of 64 bytes, at most 2 GiB, as RAM begins in the middle.
    init?(argument: String) {
        let units: [(String, UInt64)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        let unit = units.first { argument.hasSuffix($0.0) }
        guard let number = UInt64(argument.dropLast(unit?.0.count ?? 0)) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit?.1 ?? 1)
        guard !overflow, bytes > 0, bytes <= 1 << 31, bytes % 64 == 0 else { return nil }
        self.bytes = UInt32(bytes)
    }

    var defaultValueDescription: String { "\(bytes >> 20)MiB" }
}
