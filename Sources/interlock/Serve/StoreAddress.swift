import ArgumentParser
import Ledger

/// Where a ledger lies, as the user writes it: `sqlite:PATH`, `postgres://…`, or `memory:` for one that is gone with the
/// process.
enum StoreAddress: ExpressibleByArgument {
    case sqlite(path: String)
    case postgres(address: String)
    case memory

    init?(argument: String) {
        if argument == "memory:" {
            self = .memory
        } else if argument.hasPrefix("sqlite:"), argument.count > 7 {
            self = .sqlite(path: String(argument.dropFirst(7)))
        } else if argument.hasPrefix("postgres://") || argument.hasPrefix("postgresql://") {
            self = .postgres(address: argument)
        } else {
            return nil
        }
    }

    /// Opens the store.
    func open() throws(CommandFailure) -> any Store {
        do throws(LedgerError) {
            return switch self {
            case .memory: MemoryStore()
            case .sqlite(let path): try SQLiteStore(path: path)
            case .postgres(let address): try PostgreSQLStore(address: address)
            }
        } catch { throw CommandFailure(.couldNotRun, error.reason) }
    }
}
