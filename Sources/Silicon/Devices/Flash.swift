import ChipABI

/// NOR flash: programming clears bits, erasing a page sets them. Pages that chips have in common are stored once.
package struct Flash: Hashable, Sendable {
    /// Bytes of a page.
    package static let pageSize = Int(MemoryMap.pageSize)
    /// Pages of the device.
    package static let pageCount = Int(MemoryMap.flashSize / MemoryMap.pageSize)
    private static let wordsEachPage = pageSize / 4
    private static let erased = [UInt32](repeating: .max, count: wordsEachPage)

    private var pages: [[UInt32]]

    /// Erased flash.
    package init() { pages = Array(repeating: Flash.erased, count: Flash.pageCount) }

    /// The pages that are not erased, by number.
    package var content: [(page: Int, words: [UInt32])] {
        pages.enumerated().filter { $0.element != Flash.erased }.map { ($0.offset, $0.element) }
    }

    /// Replaces a page.
    package mutating func setPage(_ page: Int, _ words: [UInt32]) {
        precondition(words.count == Flash.wordsEachPage, "A page has 1,024 words.")
        pages[page] = words
    }

    /// Writes bytes as a factory programmer does: whatever was there is replaced.
    package mutating func write(_ bytes: [UInt8], at offset: UInt32) {
        for index in stride(from: 0, to: bytes.count, by: 4) {
            let word = Int(offset) / 4 + index / 4
            pages[word / Flash.wordsEachPage][word % Flash.wordsEachPage] = bytes.word(at: index)
        }
    }

    /// The word at a byte offset; all ones past the end.
    package func load(_ offset: UInt32) -> UInt32 {
        let word = Int(offset) / 4
        guard word < Flash.pageCount * Flash.wordsEachPage else { return .max }
        return pages[word / Flash.wordsEachPage][word % Flash.wordsEachPage]
    }

    /// Programs the word at a byte offset: bits go from 1 to 0 only.
    mutating func program(_ value: UInt32, at offset: UInt32) {
        let word = Int(offset) / 4
        guard word < Flash.pageCount * Flash.wordsEachPage else { return }
        pages[word / Flash.wordsEachPage][word % Flash.wordsEachPage] &= value
    }

    /// Erases the page that holds a byte offset; not `whole` where power goes in the middle of it.
    mutating func erase(at offset: UInt32, whole: Bool) {
        let page = Int(offset) / Flash.pageSize
        guard page < Flash.pageCount else { return }
        if whole {
            pages[page] = Flash.erased
        } else {
            for word in 0..<Flash.wordsEachPage / 2 { pages[page][word] = .max }
        }
    }
}
