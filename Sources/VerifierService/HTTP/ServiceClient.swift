import Attestation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks a verifier service, as a party, host, auditor or operator: TLS 1.3, one connection a request.
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
    }

    /// An answer.
    public struct Answer: Sendable {
        /// The status.
        public let status: Int
        /// The body.
        public let body: [UInt8]
        /// Where what was made lies, as the answer says it; nil where it does not.
        public let location: String?
    }

    /// The most bytes of an answer.
    public static let maximumByteCount = 256 << 20
    private static let timeout = TimeAmount.seconds(60)

    private let settings: Settings
    private let context: NIOSSLContext

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
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: Answer.self)
        let (context, host) = (context, settings.host)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(.seconds(10)).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                // An address is no name to ask for; it is compared with the certificate all the same.
                let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
                try channel.pipeline.syncOperations.addHandler(
                    try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host))
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(AnswerCollector(promise))
            }
        }
        let channel: any Channel
        do { channel = try await bootstrap.connect(host: settings.host, port: settings.port).get() } catch {
            promise.fail(error)
            throw error
        }
        var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path)
        head.headers.add(name: "host", value: "\(settings.host):\(settings.port)")
        head.headers.add(name: "connection", value: "close")
        if method != "GET" { head.headers.add(name: "content-length", value: "\(body.count)") }
        if let type { head.headers.add(name: "content-type", value: type) }
        if let accepting { head.headers.add(name: "accept", value: accepting) }
        let deadline = channel.eventLoop.scheduleTask(in: ServiceClient.timeout) {
            promise.fail(Failure(description: "no answer within a minute; try again"))
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if !body.isEmpty {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        return try await promise.futureResult.get()
    }
}

/// Puts the parts of an answer together.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<ServiceClient.Answer>
    private var status = 0
    private var location: String?
    private var body: [UInt8] = []

    init(_ promise: EventLoopPromise<ServiceClient.Answer>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            location = head.headers.first(name: "location")
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= ServiceClient.maximumByteCount else {
                promise.fail(ServiceClient.Failure(description: "the answer is too long; ask for less"))
                context.close(promise: nil)
                return
            }
            body += bytes.readableBytesView
        case .end:
            promise.succeed(ServiceClient.Answer(status: status, body: body, location: location))
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ServiceClient.Failure(description: "the service closed the connection without an answer"))
    }
}
