extension TranslatedLoop {
    /// Where loads and stores go: first to the window, then to the other regions; nil or false is for the slow path.
    struct Data {
        let ram: Window
        let others: Others

        @inline(__always)
        func loadWord(_ address: UInt32) -> UInt32? {
            ram.load(address, as: UInt32.self) ?? others.load(address, .word)
        }

        @inline(__always)
        func loadHalf(_ address: UInt32) -> UInt16? {
            ram.load(address, as: UInt16.self)
                ?? others.load(address, .halfword).map { UInt16(truncatingIfNeeded: $0) }
        }

        @inline(__always)
        func loadByte(_ address: UInt32) -> UInt8? {
            ram.load(address, as: UInt8.self) ?? others.load(address, .byte).map { UInt8(truncatingIfNeeded: $0) }
        }

        @inline(__always)
        func store<Value: FixedWidthInteger>(_ value: Value, to address: UInt32, _ width: AccessWidth) -> Bool {
            ram.store(value, to: address) || others.store(UInt32(truncatingIfNeeded: value), to: address, width)
        }
    }

    /// The RAM that most loads and stores go to.
    ///
    /// Sound because an offset is below `size`, which is a multiple of 64, and a multiple of the access width.
    @safe struct Window {
        private let base: UInt32
        private let size: UInt32
        private let bytes: UnsafeMutableRawPointer
        private let marks: UnsafeMutablePointer<UInt8>

        @unsafe init(_ region: Region) {
            base = region.base
            size = region.size
            unsafe bytes = region.bytes
            unsafe marks = region.marks
        }

        @inline(__always)
        func load<Value: FixedWidthInteger>(_ address: UInt32, as type: Value.Type) -> Value? {
            guard let offset = offset(of: address, as: type) else { return nil }
            return Value(littleEndian: unsafe bytes.load(fromByteOffset: Int(offset), as: type))
        }

        /// Stores, unless the line holds code or a watched word.
        @inline(__always)
        func store<Value: FixedWidthInteger>(_ value: Value, to address: UInt32) -> Bool {
            guard let offset = offset(of: address, as: Value.self),
                unsafe marks[Int(offset >> Region.Mark.lineShift)] == 0
            else { return false }
            unsafe bytes.storeBytes(of: value.littleEndian, toByteOffset: Int(offset), as: Value.self)
            return true
        }

        /// One compare for bounds and alignment: rotated right, a misaligned offset is larger than any inside.
        @inline(__always)
        private func offset<Value>(of address: UInt32, as type: Value.Type) -> UInt32? {
            let offset = address &- base
            switch MemoryLayout<Value>.size {
            case 1: return offset < size ? offset : nil
            case 2: return (offset >> 1 | offset << 31) < size >> 1 ? offset : nil
            default: return (offset >> 2 | offset << 30) < size >> 2 ? offset : nil
            }
        }
    }

    /// All regions, for loads outside the window: constants in ROM, a second RAM.
    @safe struct Others {
        private let regions: UnsafePointer<Region>
        private let count: Int

        @unsafe init(_ memory: Memory) {
            unsafe regions = UnsafePointer(memory.regions)
            count = memory.count
        }

        /// Sound: an aligned offset below a region's size is inside it. Out of line, to keep the loop small.
        @inline(never)
        func load(_ address: UInt32, _ width: AccessWidth) -> UInt32? {
            guard address & (width.rawValue - 1) == 0 else { return nil }
            for index in 0..<count where unsafe address &- regions[index].base < regions[index].size {
                return unsafe regions[index].load(at: address &- regions[index].base, width)
            }
            return nil
        }

        /// Sound for the same reason. Leaves marked lines and ROM to the slow path.
        @inline(never)
        func store(_ value: UInt32, to address: UInt32, _ width: AccessWidth) -> Bool {
            guard address & (width.rawValue - 1) == 0 else { return false }
            for index in 0..<count where unsafe address &- regions[index].base < regions[index].size {
                let offset = unsafe address &- regions[index].base
                guard unsafe !regions[index].isReadOnly, unsafe regions[index].marks[Int(offset >> 6)] == 0 else {
                    return false
                }
                unsafe regions[index].store(value, at: offset, width)
                return true
            }
            return false
        }
    }
}
