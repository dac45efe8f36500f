#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One region's bytes, marks and decoded instructions. A handle: `Memory` owns what it points to.
///
/// Sound because offsets are compared with `size` before every access, `size` is what was allocated and never
/// changes, and accesses are aligned: a width divides its offset, and allocations are aligned to 16 bytes.
@safe struct Region {
    /// What a line of 64 bytes holds, for one look before a store.
    enum Mark {
        static let code: UInt8 = 1
        static let watched: UInt8 = 2
        /// To be kept in the journal before it is written.
        static let kept: UInt8 = 4
        static let lineShift: UInt32 = 6
    }

    let base: UInt32
    let size: UInt32
    let isReadOnly: Bool
    let bytes: UnsafeMutableRawPointer
    /// One byte a line; not zero sends a store down the slow path.
    let marks: UnsafeMutablePointer<UInt8>
    /// Offset of the watched word, if any.
    var watchedWord: UInt32?
    var code: CodeCache
    /// What writes take back, while that is asked for.
    var journal: Journal?

    init(_ layout: RegionLayout) {
        precondition(layout.base % 64 == 0 && layout.size % 64 == 0, "Memory is placed in multiples of 64 bytes.")
        precondition(layout.size > 0 && layout.end <= 1 << 32, "Memory must end at or below 4 GiB.")
        base = layout.base
        size = layout.size
        isReadOnly = layout.isReadOnly
        unsafe bytes = zeroed(Int(layout.size))
        unsafe marks = zeroed(Int(layout.size >> Mark.lineShift)).assumingMemoryBound(to: UInt8.self)
        code = CodeCache(base: layout.base, size: layout.size)
    }

    func deallocate() {
        unsafe free(bytes)
        unsafe free(marks)
        code.deallocate()
        journal?.deallocate()
    }

    func load(at offset: UInt32, _ width: AccessWidth) -> UInt32 {
        precondition(offset <= size &- width.rawValue, "A load must lie inside its region.")
        switch width {
        case .byte: return UInt32(unsafe bytes.load(fromByteOffset: Int(offset), as: UInt8.self))
        case .halfword:
            return UInt32(UInt16(littleEndian: unsafe bytes.load(fromByteOffset: Int(offset), as: UInt16.self)))
        case .word: return UInt32(littleEndian: unsafe bytes.load(fromByteOffset: Int(offset), as: UInt32.self))
        }
    }

    func store(_ value: UInt32, at offset: UInt32, _ width: AccessWidth) {
        precondition(offset <= size &- width.rawValue, "A store must lie inside its region.")
        switch width {
        case .byte:
            unsafe bytes.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: Int(offset), as: UInt8.self)
        case .halfword:
            let half = UInt16(truncatingIfNeeded: value).littleEndian
            unsafe bytes.storeBytes(of: half, toByteOffset: Int(offset), as: UInt16.self)
        case .word: unsafe bytes.storeBytes(of: value.littleEndian, toByteOffset: Int(offset), as: UInt32.self)
        }
    }

    /// Copies bytes in from the host, and drops what was decoded from those that were there.
    mutating func write(_ source: UnsafeRawBufferPointer, at offset: UInt32) {
        precondition(source.count <= Int(size - offset), "A host write must lie inside its region.")
        guard let start = source.baseAddress else { return }
        keep(offset, UInt32(source.count))
        unsafe bytes.advanced(by: Int(offset)).copyMemory(from: start, byteCount: source.count)
        forget(offset, UInt32(source.count))
    }

    /// The op of an even offset below `size`, decoded from there if it's the first arrival.
    mutating func place(of offset: UInt32) -> Int {
        unsafe code.place(of: offset, bytes: bytes, marks: marks)
    }

    func isWatched(_ offset: UInt32) -> Bool {
        watchedWord == offset & ~3
    }

    /// Drops decoded instructions that overlap a range that was written. Data beside code costs one look a line.
    mutating func forget(_ offset: UInt32, _ length: UInt32) {
        guard length > 0 else { return }
        let lines = Int(offset >> Mark.lineShift)...Int((offset + (length - 1)) >> Mark.lineShift)
        guard lines.contains(where: { unsafe marks[$0] & Mark.code != 0 }) else { return }
        if code.covers(offset, length) {
            unsafe code.removeAll(marks: marks)
        }
    }
}

/// Allocates bytes that read zero; the pages cost nothing until touched.
func zeroed(_ count: Int) -> UnsafeMutableRawPointer {
    guard let pointer = unsafe calloc(max(count, 1), 1) else {
        fatalError("The host has no memory for a region of \(count) bytes.")
    }
    return unsafe pointer
}

extension Region {
    /// Marks the line of a word, so that stores there come down the slow path.
    mutating func watch(_ address: UInt32) {
        if let old = watchedWord {
            unsafe marks[Int(old >> Mark.lineShift)] &= ~Mark.watched
        }
        let word = (address &- base) & ~3
        watchedWord = word
        unsafe marks[Int(word >> Mark.lineShift)] |= Mark.watched
    }

    var contents: [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: bytes, count: Int(size)))
    }

    func holds(_ other: [UInt8]) -> Bool {
        guard other.count == Int(size) else { return false }
        return unsafe other.withUnsafeBytes { source in
            guard let address = source.baseAddress else { return true }
            return unsafe memcmp(address, bytes, source.count) == 0
        }
    }

    /// Replaces all bytes, a block of 4096 at a time, skipping blocks that are equal.
    mutating func replace(with new: [UInt8]) {
        precondition(new.count == Int(size), "A snapshot fits a machine with the same regions only.")
        unsafe new.withUnsafeBytes { source in
            for start in stride(from: 0, to: source.count, by: 4096) {
                let block = unsafe UnsafeRawBufferPointer(rebasing: source[start..<min(start + 4096, source.count)])
                guard let address = block.baseAddress else { continue }
                if unsafe memcmp(address, bytes + start, block.count) != 0 {
                    unsafe write(block, at: UInt32(start))
                }
            }
        }
    }
}
