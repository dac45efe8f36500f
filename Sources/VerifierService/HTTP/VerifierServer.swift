import Attestation
import Cryptography
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// Serves a verifier over TLS 1.3.
public struct VerifierServer: Sendable {
    /// What it listens with.
    public struct Settings: Sendable {
        /// The host or address.
        public var host: String
        /// The port; 0 for any that is free.
        public var port: Int
        /// The certificates that it shows, its own first, PEM.
        public var certificates: String
        /// The key of the first, PEM.
        public var key: String
        /// The authorities whose clients are let in, PEM; nil to ask for no certificates.
        public var clientAuthorities: String?
        /// The most connections at a time.
        public var maximumConnections: Int

        /// Settings.
        public init(
            host: String, port: Int, certificates: String, key: String, clientAuthorities: String?,
            maximumConnections: Int = 4096
        ) {
            self.host = host
            self.port = port
            self.certificates = certificates
            self.key = key
            self.clientAuthorities = clientAuthorities
            self.maximumConnections = maximumConnections
        }
    }

    /// Why it can't serve.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What is wrong.
        public let description: String
    }

    private let service: VerifierService
    private let settings: Settings
    private let logger: Logger

    /// A server.
    public init(_ service: VerifierService, settings: Settings, logger: Logger) {
        self.service = service
        self.settings = settings
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT; requests that are under way are answered first.
    ///
    /// - Parameter ready: called with the port once connections are taken.
    /// - Throws: `Failure` where certificates or keys can't be used, or what kept it from listening.
    public func run(ready: @escaping @Sendable (Int) -> Void) async throws {
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline()], idleTimeout: .seconds(60),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 64))
        let tls = try tls()
        let application = Application(
            responder: ServiceResponder(service: service, isMutual: settings.clientAuthorities != nil),
            server: HTTPServerBuilder { responder in
                LoopBoundChannel(
                    base: try TLSChannel(
                        HTTP1Channel(responder: responder, configuration: channel), tlsConfiguration: tls))
            },
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                availableConnectionsDelegate: MaximumAvailableConnections(settings.maximumConnections)),
            services: [Tidying(service: service, logger: logger)],
            onServerRunning: { ready($0.localAddress?.port ?? 0) }, logger: logger)
        try await application.runService()
    }

    private func tls() throws -> TLSConfiguration {
        var configuration: TLSConfiguration
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(settings.certificates.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(settings.key.utf8), format: .pem)
            configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        } catch {
            throw Failure(description: "the server's certificate or key can't be read; give both in PEM")
        }
        configuration.minimumTLSVersion = .tlsv13
        guard let authorities = settings.clientAuthorities else { return try checked(configuration) }
        do {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authorities.utf8)))
        } catch {
            throw Failure(description: "the clients' authorities can't be read; give their certificates in PEM")
        }
        // A client has no host name; its certificate must be valid now and lead to one of the authorities.
        configuration.certificateVerification = .noHostnameVerification
        return try checked(configuration)
    }

    /// The configuration, where certificate and key belong together.
    private func checked(_ configuration: TLSConfiguration) throws -> TLSConfiguration {
        do { _ = try NIOSSLContext(configuration: configuration) } catch {
            throw Failure(
                description: "the server's certificate and key can't be used together (\(error)); give the key of the "
                    + "first certificate")
        }
        return configuration
    }
}

/// Drops, each minute, what is kept for a while only.
private struct Tidying: Service {
    let service: VerifierService
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do { try await service.tidy() } catch {
                logger.warning("tidying failed", metadata: ["reason": .string("\(error)")])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(60)) }
        }
    }
}
