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

    /// What was printed until a mark came: bytes pass a terminal in pieces, so that one read may give a part of them.
    /// Where nothing comes for ten seconds, what there was, without the mark. A terminal holds 4,096 bytes.
    func text(through mark: String) -> String {
        var text: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        var state = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        while !String(decoding: text, as: UTF8.self).contains(mark), poll(&state, 1, 10_000) == 1 {
            let count = read(master, &bytes, bytes.count)
            guard count > 0 else { break }
            text += bytes.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
