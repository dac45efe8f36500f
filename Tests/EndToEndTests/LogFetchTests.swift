import Foundation
import Testing

@Suite("interlock log fetch")
struct LogFetchTests {
    /// A service that has a log of 2,500 entries, and tells how many connections there were. `how` says what it does to
    /// them: `keep`, `close` after each answer, or `drop` each without an answer at its third request.
    private static let start = """
        trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT
        python=${INTERLOCK_PYTHON:-python3}
        $python - <<END
        import sys; sys.path.insert(0, "$ROOT/tools/service")
        import authority; authority.make("pki")
        END
        cat > service.py <<'END'
        import base64, http.server, ssl, sys, urllib.parse
        how, connections = sys.argv[1], [0]
        def b64(count): return base64.b64encode(bytes(count)).decode()
        note = f"log.example\\n2500\\n{b64(32)}\\n\\n\\u2014 log.example {b64(68)}\\n".encode()
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def setup(self):
                super().setup()
                connections[0] += 1
                self.requests = 0
            def log_message(self, *_): pass
            def do_GET(self):
                self.requests += 1
                if how == "drop" and self.requests == 3:
                    self.close_connection = True
                    return
                body = note
                if "?" in self.path:
                    asked = dict(urllib.parse.parse_qsl(self.path.split("?")[1]))
                    first = int(asked["from"])
                    body = b"".join(b"%d\\n" % n for n in range(first, min(2500, first + int(asked["limit"]))))
                elif self.path == "/connections":
                    body = str(connections[0]).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                if how == "close":
                    self.send_header("connection", "close")
                self.end_headers()
                self.wfile.write(body)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("pki/server.pem", "pki/server-key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        END
        serve() {
            $python service.py $1 > port.txt 2>service.log &
            port=$(told port.txt '\\([0-9]*\\)' $!)
        }

        """

    @Test(
        "all pages come by one connection, and by others where the service closes it, with an answer or without",
        arguments: [("keep", 2), ("close", 5), ("drop", 3)])
    func connections(how: String, count: Int) throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.shell(
            LogFetchTests.start + """
                serve \(how)
                interlock log fetch copy --server https://127.0.0.1:$port --server-ca pki/servers.pem
                echo "status $?"
                seq 0 2499 | cmp - copy/entries.jsonl && echo same
                curl --silent --cacert pki/servers.pem https://127.0.0.1:$port/connections
                """)
        #expect(outcome.output == "copy: 2500 entries\nstatus 0\nsame\n\(count)", "\(outcome.errors)")
    }
}
