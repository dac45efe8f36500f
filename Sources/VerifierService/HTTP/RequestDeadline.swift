import NIOCore
import NIOHTTPTypes

/// Closes the connection of a client that takes too long to say what it wants, however it spreads its bytes.
///
/// The time for a request's head starts with the connection, or with the end of the request before; that for the body
/// with the head.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private static let head = TimeAmount.seconds(75)
    private static let body = TimeAmount.seconds(20)

    private var deadline: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) { schedule(RequestDeadline.head, context) }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: schedule(RequestDeadline.body, context)
        case .body: break
        case .end: schedule(RequestDeadline.head, context)
        }
        context.fireChannelRead(data)
    }

    private func schedule(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }
}
