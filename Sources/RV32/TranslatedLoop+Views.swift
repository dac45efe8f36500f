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
}
