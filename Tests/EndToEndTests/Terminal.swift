import Foundation

/// A terminal without a screen: what a program prints there can be read.
final class Terminal {
    /// The program's end.
    let end: FileHandle
    private let master: Int32

    init() throws {
        var (first, second) = (Int32(-1), Int32(-1))
        guard openpty(&first, &second, nil, nil, nil) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        master = first
        end = FileHandle(fileDescriptor: second, closeOnDealloc: true)
    }

    deinit { close(master) }

    /// What was printed so far; at least a byte was, else this waits. A terminal holds 4,096 bytes.
    var text: String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
