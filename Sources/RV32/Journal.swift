#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the lines of one region held before they were written, to take the writes back.
///
/// A line that is still to be kept carries a mark that sends the first store to it down the slow path, so that the fast
/// one costs nothing.
///
/// Sound because a line number is below the number of lines of the region that it was made for, and is listed once.
@safe struct Journal {
    private let lineCount: Int
    private let old: UnsafeMutableRawPointer
    private let lines: UnsafeMutablePointer<UInt32>
    private(set) var count = 0

    init(size: UInt32) {
        lineCount = Int(size >> Region.Mark.lineShift)
        unsafe old = zeroed(Int(size))
        unsafe lines = .allocate(capacity: lineCount)
    }

    func deallocate() {
        unsafe free(old)
        unsafe lines.deallocate()
    }

    /// The line that was written as the `place`th.
    func line(_ place: Int) -> Int {
        precondition(place < count, "A journal is read as far as it goes.")
        return Int(unsafe lines[place])
    }

    /// What a line held.
    func content(of line: Int) -> UnsafeMutableRawPointer { unsafe old + line << Int(Region.Mark.lineShift) }

    /// Keeps a line as it is now.
    mutating func keep(_ line: Int, of bytes: UnsafeRawPointer) {
        precondition(line < lineCount && count < lineCount, "A line lies in its region, and is kept once.")
        let offset = line << Int(Region.Mark.lineShift)
        unsafe (old + offset).copyMemory(from: bytes + offset, byteCount: 1 << Int(Region.Mark.lineShift))
        unsafe lines[count] = UInt32(line)
        count += 1
    }

    mutating func empty() { count = 0 }
}

extension Region {
    static let lineBytes = 1 << Int(Mark.lineShift)

    /// Begins to keep lines, or forgets those that were kept.
    mutating func beginJournal() {
        guard var journal else {
            self.journal = Journal(size: size)
            for line in 0..<Int(size >> Mark.lineShift) { unsafe marks[line] |= Mark.kept }
            return
        }
        for place in 0..<journal.count { unsafe marks[journal.line(place)] |= Mark.kept }
        journal.empty()
        self.journal = journal
    }

    /// Keeps no more.
    mutating func endJournal() {
        guard let journal else { return }
        for line in 0..<Int(size >> Mark.lineShift) { unsafe marks[line] &= ~Mark.kept }
        journal.deallocate()
        self.journal = nil
    }

    /// Keeps the lines of a range that is about to be written.
    mutating func keep(_ offset: UInt32, _ length: UInt32) {
        guard journal != nil, length > 0 else { return }
        for line in Int(offset >> Mark.lineShift)...Int((offset + (length - 1)) >> Mark.lineShift)
        where unsafe marks[line] & Mark.kept != 0 {
            unsafe marks[line] &= ~Mark.kept
            unsafe journal?.keep(line, of: bytes)
        }
    }

    /// Puts every line back as it was kept.
    mutating func rollBack() {
        guard let journal else { return }
        for place in 0..<journal.count {
            let line = journal.line(place)
            let offset = line * Region.lineBytes
            let old = unsafe journal.content(of: line)
            if unsafe memcmp(old, bytes + offset, Region.lineBytes) != 0 {
                unsafe (bytes + offset).copyMemory(from: old, byteCount: Region.lineBytes)
                forget(UInt32(offset), UInt32(Region.lineBytes))
            }
        }
        beginJournal()
    }

    /// Adds the addresses of words that are not as they were kept; false where that makes more than `limit`.
    func addChangedWords(to words: inout [UInt32], limit: Int) -> Bool {
        guard let journal else { return false }
        for place in 0..<journal.count {
            let line = journal.line(place)
            let old = unsafe journal.content(of: line)
            for offset in stride(from: 0, to: Region.lineBytes, by: 4) {
                let start = line * Region.lineBytes + offset
                let (before, after) = unsafe (
                    old.load(fromByteOffset: offset, as: UInt32.self),
                    bytes.load(fromByteOffset: start, as: UInt32.self)
                )
                guard before != after else { continue }
                guard words.count < limit else { return false }
                words.append(base &+ UInt32(start))
            }
        }
        return true
    }

    /// Whether a line holds what `content`, a copy of the region, has there, but for the bytes whose bits are set.
    func line(_ line: Int, holds content: [UInt8], ignoring ignored: UInt64) -> Bool {
        let start = line * Region.lineBytes
        guard content.count == Int(size), start < content.count else { return false }
        return unsafe content.withUnsafeBytes { content in
            guard let base = content.baseAddress else { return false }
            if unsafe memcmp(base + start, bytes + start, Region.lineBytes) == 0 { return true }
            guard ignored != 0 else { return false }
            return (0..<Region.lineBytes).allSatisfy { index in
                let present = unsafe bytes.load(fromByteOffset: start + index, as: UInt8.self)
                return unsafe ignored >> UInt64(index) & 1 != 0 || content[start + index] == present
            }
        }
    }
}
