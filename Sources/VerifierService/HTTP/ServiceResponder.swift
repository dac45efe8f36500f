import Attestation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Turns HTTP requests into requests of the service, and answers back; logs each with a line.
struct ServiceResponder: HTTPResponder {
    /// The connection that a request came by.
    struct Context: InitializableFromSource {
        let channel: any Channel
        let logger: Logger

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
            logger = source.logger
        }
    }

    let service: VerifierService
    /// Whether clients show certificates.
    let isMutual: Bool
    private let names = PeerNames()
    /// From when on time is counted.
    private let epoch = ContinuousClock.now

    init(service: VerifierService, isMutual: Bool) {
        self.service = service
        self.isMutual = isMutual
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let path = String(request.uri.path)
        let method = request.method.rawValue
        var endpoint: Endpoint?
        let route = Route(method: method, path: path)
        if case .endpoint(let found, _) = route { endpoint = found }
        let peer = await peer(of: context.channel)
        let named = isMutual ? peer : nil
        let refusal = service.refusal(
            of: named.map { .named($0) } ?? Client(address: context.channel.remoteAddress?.ipAddress), to: endpoint,
            path: path, at: epoch.nanoseconds(to: start))
        let answer: ServiceResponse
        if let refusal {
            answer = refusal
        } else {
            do {
                guard let peer else { throw Problem.namelessClient }
                let body = try await body(of: request, for: endpoint)
                let request = ServiceRequest(
                    method: method, path: path, route: route, query: request.uri.query ?? "",
                    headers: request.headers.map { ($0.name.canonicalName, $0.value) }, body: body, peer: peer)
                answer = await respond(to: request, at: endpoint)
            } catch let problem as Problem { answer = problem.response(instance: path) }
        }
        let duration = start.duration(to: clock.now)
        service.metrics.count(endpoint: endpoint, status: answer.status.rawValue, duration: duration)
        if let cause = answer.cause {
            context.logger.error(
                "failed", metadata: ["status": .stringConvertible(answer.status.rawValue), "cause": .string(cause)])
        }
        context.logger.info(
            "request",
            metadata: [
                "peer": .string(peer?.description ?? "nameless"), "method": .string(method),
                "endpoint": .string(endpoint?.rawValue ?? "none"), "status": .stringConvertible(answer.status.rawValue),
                "microseconds": .stringConvertible(Int(duration / .microseconds(1))),
            ])
        return ServiceResponder.response(answer)
    }

    /// Answers on the connection's event loop what is done soon, and elsewhere what would keep other connections waiting.
    private func respond(to request: ServiceRequest, at endpoint: Endpoint?) async -> ServiceResponse {
        if endpoint?.isBrief ?? true { return await service.respond(to: request) }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { await service.respond(to: request) }
    }

    private func body(of request: Request, for endpoint: Endpoint?) async throws -> [UInt8] {
        let limit = endpoint?.maximumBodyByteCount ?? 4096
        let tooLarge =
            endpoint.map(Problem.tooLarge)
            ?? Problem(
                .contentTooLarge, field: "body", "it has more than \(limit) bytes", mend: "send less")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do { return Array(buffer: try await request.body.collect(upTo: limit)) } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    /// The client, by the certificate that TLS has verified; nil where it names nobody.
    private func peer(of channel: any Channel) async -> Peer? {
        guard isMutual else { return .anyone }
        guard let certificate = try? await channel.nioSSL_peerCertificate().get(),
            let der = try? certificate.toDERBytes()
        else { return nil }
        return names.peer(certificate: der)
    }

    private static func response(_ answer: ServiceResponse) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status.rawValue), headers: headers,
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

extension ContinuousClock.Instant {
    fileprivate func nanoseconds(to other: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = duration(to: other).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

extension Problem {
    /// A client whose certificate is valid and names no role.
    fileprivate static var namelessClient: Problem {
        Problem(
            .forbidden, field: "certificate", "its common name is not a role, a colon and a name",
            mend: "use a P-384 certificate named as host:NAME, party:NAME, auditor:NAME or operator:NAME")
    }
}
