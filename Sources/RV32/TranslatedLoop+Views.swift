extension TranslatedLoop {
    /// The hart's 33 slots.
    ///
    /// Sound because a slot number comes from `MicroOp`, whose decoder makes 0 to 32 only, and the pointer is to a
    /// `Hart` that outlives the loop.
    @safe struct Slots {
        private let base: UnsafeMutablePointer<UInt32>

        @unsafe init(_ base: UnsafeMutablePointer<UInt32>) {
            unsafe self.base = base
        }

        subscript(slot: UInt8) -> UInt32 {
            @inline(__always) get { unsafe base[Int(slot)] }
            @inline(__always) nonmutating set { unsafe base[Int(slot)] = newValue }
        }
    }

    /// A place in the list of ops.
    ///
    /// Sound because a stretch of ops always ends in one that doesn't go to `next`, and every `immediate` used as
    /// a distance was computed between two ops of this list, which doesn't change or move while the loop runs.
    @safe struct Cursor {
        let pointer: UnsafePointer<MicroOp>

        @inline(__always)
        @unsafe init(_ pointer: UnsafePointer<MicroOp>) {
            unsafe self.pointer = pointer
        }

        @inline(__always) var kind: MicroOp.Kind { unsafe pointer.pointee.kind }
        @inline(__always) var rd: UInt8 { unsafe pointer.pointee.rd }
        @inline(__always) var rs1: UInt8 { unsafe pointer.pointee.rs1 }
        @inline(__always) var rs2: UInt8 { unsafe pointer.pointee.rs2 }
        @inline(__always) var immediate: UInt32 { UInt32(bitPattern: unsafe pointer.pointee.immediate) }
        @inline(__always) var pc: UInt32 { unsafe pointer.pointee.pc }
        @inline(__always) var run: Int { Int(unsafe pointer.pointee.run) }
        @inline(__always) var link: UInt32 { unsafe pointer.pointee.pc &+ UInt32(pointer.pointee.length) }
        /// The parts of a fused op's immediate: second destination, second operand, shift.
        @inline(__always) var rdB: UInt8 { UInt8(truncatingIfNeeded: immediate) }
        @inline(__always) var operandB: UInt8 { UInt8(truncatingIfNeeded: immediate >> 8) }
        @inline(__always) var shiftB: UInt32 { immediate >> 16 }
        @inline(__always) var extra: UInt8 { unsafe pointer.pointee.extra }
        @inline(__always) var next: Cursor { unsafe Cursor(pointer + 1) }

        /// Where a linked branch leads.
        @inline(__always) var destination: Cursor {
            let distance = Int(unsafe pointer.pointee.immediate)
            return unsafe Cursor(
                (UnsafeRawPointer(pointer) + distance).assumingMemoryBound(to: MicroOp.self))
        }
    }

    /// The ops of the region that is being executed.
    @safe struct Code {
        private let base: UInt32
        private let size: UInt32
        private let index: UnsafePointer<UInt32>
        private let ops: UnsafePointer<MicroOp>

        @unsafe init(_ region: Region) {
            base = region.base
            size = region.size
            unsafe index = UnsafePointer(region.code.index)
            unsafe ops = UnsafePointer(region.code.ops)
        }

        subscript(place: Int) -> Cursor {
            @inline(__always) get { unsafe Cursor(ops + place) }
        }

        func place(of cursor: Cursor) -> Int { unsafe cursor.pointer - ops }

        /// The op at an even address, or nil if none is decoded there or it's outside the region.
        @inline(__always)
        func find(_ pc: UInt32) -> Cursor? {
            let offset = pc &- base
            guard offset < size else { return nil }
            // Sound: `index` has an entry for each halfword below `size`.
            let place = unsafe index[Int(offset / 2)]
            return place == 0 ? nil : self[Int(place)]
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
