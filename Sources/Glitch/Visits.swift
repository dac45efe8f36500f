import ChipABI
import Silicon

/// When each address of ROM and RAM was executed in a trace.
struct Visits: Sendable {
    /// Where the places of each halfword begin, and one more.
    private let starts: [Int32]
    private let order: [Int32]

    private static let count = Int((MemoryMap.romSize + MemoryMap.ramSize) / 2)

    /// Of no instructions.
    static let none = Visits([])

    /// Of these instructions, an address each.
    init(_ addresses: [UInt32]) {
        var starts = [Int32](repeating: 0, count: Visits.count + 1)
        let halfwords = addresses.map { Visits.halfword($0) }
        for case .some(let halfword) in halfwords { starts[halfword + 1] += 1 }
        for halfword in 0..<Visits.count { starts[halfword + 1] += starts[halfword] }
        var next = starts
        var order = [Int32](repeating: 0, count: Int(starts[Visits.count]))
        for (place, halfword) in halfwords.enumerated() {
            guard let halfword else { continue }
            order[Int(next[halfword])] = Int32(place)
            next[halfword] += 1
        }
        self.starts = starts
        self.order = order
    }

    /// The instructions of a range that were at an address, in order.
    func places(of address: UInt32, in range: Range<Int>) -> some Sequence<Int> {
        guard let halfword = Visits.halfword(address) else { return order[0..<0].lazy.map { Int($0) } }
        let end = Int(starts[halfword + 1])
        let low = bound(Int(starts[halfword])..<end, range.lowerBound)
        return order[low..<bound(low..<end, range.upperBound)].lazy.map { Int($0) }
    }

    /// The first of these that is not before an instruction.
    private func bound(_ range: Range<Int>, _ place: Int) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if order[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func halfword(_ address: UInt32) -> Int? {
        MemoryMap.wordNumber(of: address).map { $0 * 2 + Int(address >> 1 & 1) }
    }
}
