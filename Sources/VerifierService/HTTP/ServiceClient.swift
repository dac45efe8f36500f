import Attestation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Asks a verifier service, as a party, host, auditor or operator, over TLS 1.3.
///
/// What only reads goes by one connection, one request after the other; where that broke meanwhile, by another, for to read
/// twice does no harm. Any other request has a connection of its own, and is sent once.
public struct ServiceClient: Sendable {
    /// Who is asked, and as whom.
    public struct Settings: Sendable {
        /// The host.
        public var host: String
        /// The port.
        public var port: Int
        /// The authorities that may have certified the service, PEM; nil for those of the system.
        public var authorities: String?
        /// The certificates to show, PEM; nil for none.
        public var certificates: String?
        /// The key of the first, PEM.
        public var key: String?

        /// Settings.
        public init(host: String, port: Int, authorities: String?, certificates: String?, key: String?) {
            self.host = host
            self.port = port
            self.authorities = authorities
            self.certificates = certificates
            self.key = key
        }
    }

    /// Why no answer came.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What is wrong.
        public let description: String
        /// Whether to ask again by another connection would do no better.
        var isFinal = false
    }

    /// An answer.
    public struct Answer: Sendable {
        /// The status.
        public let status: Int
        /// The body.
        public let body: [UInt8]
        /// Where what was made lies, as the answer says it; nil where it does not.
        public let location: String?
        /// Whether another request may go by the same connection.
        let keepsAlive: Bool
    }

    /// The most bytes of an answer.
    public static let maximumByteCount = 256 << 20
    private static let timeout = TimeAmount.seconds(60)

    private let settings: Settings
    private let context: NIOSSLContext
    private let kept = KeptConnection()

    /// A client.
    ///
    /// - Throws: `Failure` where certificates or keys can't be used.
    public init(_ settings: Settings) throws(Failure) {
        self.settings = settings
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv13
            if let authorities = settings.authorities {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authorities.utf8)))
            }
            if let certificates = settings.certificates, let key = settings.key {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificates.utf8)).map {
                    .certificate($0)
                }
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            }
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Failure(description: "a certificate or key can't be used (\(error)); give all of them in PEM")
        }
    }

    /// Asks, and waits for the answer.
    ///
    /// - Throws: `Failure`.
    public func ask(
        _ method: String, _ path: String, body: [UInt8] = [], type: String? = nil, accepting: String? = nil
    ) async throws(Failure) -> Answer {
        do { return try await answer(method, path, body, type, accepting) } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(
                description: "\(settings.host):\(settings.port): no answer (\(error)); check address, certificates and "
                    + "that the service runs")
        }
    }

    private func answer(
        _ method: String, _ path: String, _ body: [UInt8], _ type: String?, _ accepting: String?
    ) async throws -> Answer {
        let isReading = method == "GET"
        var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path)
        head.headers.add(name: "host", value: "\(settings.host):\(settings.port)")
        if !isReading {
            head.headers.add(name: "connection", value: "close")
            head.headers.add(name: "content-length", value: "\(body.count)")
        }
        if let type { head.headers.add(name: "content-type", value: type) }
        if let accepting { head.headers.add(name: "accept", value: accepting) }
        if isReading, let connection = kept.take() {
            do { return try await self.answer(head, body, by: connection) } catch let failure as Failure
                where failure.isFinal
            { throw failure } catch {}
        }
        return try await answer(head, body, by: try await connect())
    }

    private func answer(
        _ head: HTTPRequestHead, _ body: [UInt8], by connection: Connection
    ) async throws -> Answer {
        let loop = connection.channel.eventLoop
        let promise = loop.makePromise(of: Answer.self)
        let deadline = loop.scheduleTask(in: ServiceClient.timeout) {
            promise.fail(Failure(description: "no answer within a minute; try again", isFinal: true))
            connection.channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        loop.execute {
            connection.collector.value.expect(promise)
            connection.channel.write(HTTPClientRequestPart.head(head), promise: nil)
            if !body.isEmpty {
                connection.channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
            }
            connection.channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
        let answer = try await promise.futureResult.get()
        if answer.keepsAlive { kept.put(connection) }
        return answer
    }

    private func connect() async throws -> Connection {
        let (context, host) = (context, settings.host)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(10))
            .connect(host: host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    // An address is no name to ask for; it is compared with the certificate all the same.
                    let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
                    try channel.pipeline.syncOperations.addHandler(
                        try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host))
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    let collector = AnswerCollector()
                    try channel.pipeline.syncOperations.addHandler(collector)
                    return Connection(
                        channel: channel, collector: NIOLoopBound(collector, eventLoop: channel.eventLoop))
                }
            }
    }
}

/// A connection to the service.
private struct Connection: Sendable {
    let channel: any Channel
    let collector: NIOLoopBound<AnswerCollector>
}

/// At most one connection on which nothing is asked now.
private final class KeptConnection: Sendable {
    private let connection = Mutex<Connection?>(nil)

    /// The connection, which is then the caller's.
    func take() -> Connection? { connection.withLock { $0.take() } }

    /// Keeps a connection for the next, and closes the one that was kept.
    func put(_ fresh: Connection) {
        let other = connection.withLock { connection in
            defer { connection = fresh }
            return connection
        }
        other?.channel.close(promise: nil)
    }

    deinit { take()?.channel.close(promise: nil) }
}

/// Puts the parts of answers together, one after the other.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var promise: EventLoopPromise<ServiceClient.Answer>?
    private var status = 0
    private var location: String?
    private var keepsAlive = false
    private var body: [UInt8] = []
    private var failure: (any Error)?

    /// Takes the promise of the next answer; it fails at once where the connection is over.
    func expect(_ promise: EventLoopPromise<ServiceClient.Answer>) {
        if let failure { return promise.fail(failure) }
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            location = head.headers.first(name: "location")
            keepsAlive = head.isKeepAlive
            body = []
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= ServiceClient.maximumByteCount else {
                return fail(
                    ServiceClient.Failure(description: "the answer is too long; ask for less", isFinal: true), context)
            }
            body += bytes.readableBytesView
        case .end:
            if !keepsAlive { context.close(promise: nil) }
            promise?.succeed(
                ServiceClient.Answer(status: status, body: body, location: location, keepsAlive: keepsAlive))
            promise = nil
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ServiceClient.Failure(description: "the service closed the connection without an answer"), context)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        failure = failure ?? error
        promise?.fail(error)
        promise = nil
        context.close(promise: nil)
    }
}
