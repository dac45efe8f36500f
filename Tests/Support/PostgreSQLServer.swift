import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own, in a folder of its own, that is reached by a socket in it.
public final class PostgreSQLServer: Sendable {
    /// Where the programs are; nil where no server is installed.
    private static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { ($0 as NSString).integerValue > ($1 as NSString).integerValue }
            .map { "\(root)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
    }()

    /// Whether a server can be started here.
    public static let isInstalled = programs != nil
    /// Why tests that need one are skipped where none is.
    public static let reason = "PostgreSQL's server is not installed: tools/bootstrap --tests does it"

    /// One that all tests share, each with a schema of its own; nil where none can be started.
    public static let shared = Result { try PostgreSQLServer() }

    struct Failure: Error, CustomStringConvertible {
        let output: String
        var description: String { output }
    }

    private let folder: String
    private let count = Mutex(0)

    /// Makes a folder of data, and starts a server on it. It ends, and the folder goes, with this process at the latest.
    ///
    /// - Parameter settings: further options of the server.
    /// - Throws: where it can't be started.
    public init(settings: String = "") throws {
        guard let programs = PostgreSQLServer.programs else { throw Failure(output: "no server") }
        // Short, for the name of a socket is at most 107 bytes.
        folder = "/tmp/ilpg-\(UUID().uuidString.prefix(12))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        if geteuid() == 0 { try run("/bin/chown", ["nobody", folder]) }
        try run(
            "\(programs)/initdb",
            ["-D", "\(folder)/data", "-A", "trust", "-U", "interlock", "-E", "UTF8", "--no-locale"])
        let lines = """

            listen_addresses = ''
            unix_socket_directories = '\(folder)'
            max_connections = 200
            \(settings)
            """
        try run("/bin/sh", ["-c", "printf %s \"$1\" >> \"$0\"", "\(folder)/data/postgresql.conf", lines])
        try start()
        try PostgreSQLServer.keep([
            "/bin/sh", "-c", "cat >/dev/null; \"$0\" -D \"$1/data\" -m immediate stop; rm -rf \"$1\"",
            "\(programs)/pg_ctl", folder,
        ])
    }

    /// Starts it, and waits until it answers.
    public func start() throws {
        try run(
            "\(PostgreSQLServer.programs ?? "")/pg_ctl",
            ["-D", "\(folder)/data", "-l", "\(folder)/log", "-w", "-s", "start"])
    }

    /// Ends it as if it had crashed.
    public func crash() throws {
        try run(
            "\(PostgreSQLServer.programs ?? "")/pg_ctl",
            ["-D", "\(folder)/data", "-m", "immediate", "-w", "-s", "stop"])
    }

    /// The address of an empty schema.
    public func schema() throws -> String {
        let name = count.withLock { count in
            count += 1
            return "s\(count)"
        }
        try query("CREATE SCHEMA \(name)")
        return address(schema: name)
    }

    /// The address of a schema.
    public func address(schema: String) -> String {
        "postgres://interlock@/postgres?host=\(folder)&options=-csearch_path%3D\(schema)"
    }

    /// Runs statements with PostgreSQL's own client, and returns what it prints.
    @discardableResult
    public func query(_ statements: String, schema: String = "public") throws -> String {
        try run(
            "\(PostgreSQLServer.programs ?? "")/psql",
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address(schema: schema), "-c", statements])
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let said = FileManager.default.temporaryDirectory.appendingPathComponent("interlock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: said) }
        let child = try PostgreSQLServer.spawn(
            [program] + arguments, isUnprivileged: program != "/bin/chown", output: said.path)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let text = String(decoding: (try? Data(contentsOf: said)) ?? Data(), as: UTF8.self)
        guard status == 0 else { throw Failure(output: "\(program): \(text)") }
        return text
    }

    /// Ends the server when this process ends, however it does: the other end of a pipe closes then.
    private static func keep(_ command: [String]) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else { throw Failure(output: "no pipe") }
        _ = try spawn(command, isUnprivileged: true, input: ends[0])
        close(ends[0])
    }

    /// Starts a program that has nothing of this process open: not `Process`, which waits until those that the program
    /// started have ended too.
    private static func spawn(
        _ words: [String], isUnprivileged: Bool, input: Int32? = nil, output: String = "/dev/null"
    ) throws -> pid_t {
        let closing = """
            cd /; for f in /proc/self/fd/*; do n=${f##*/}; [ "$n" -le 2 ] || eval "exec $n>&-"; done; exec "$@"
            """
        // A server refuses to run as root.
        let isChanging = isUnprivileged && geteuid() == 0
        let words =
            ["/bin/bash", "-c", closing, "bash"]
            + (isChanging ? ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : []) + words
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let answer = posix_spawn(&child, words[0], &actions, nil, &arguments, environ)
        guard answer == 0 else { throw Failure(output: "\(words[0]) can't be started: error \(answer)") }
        return child
    }
}
