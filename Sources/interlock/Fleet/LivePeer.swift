import Attestation
import Fleet
import Foundation
import Synchronization
import VerifierService

/// The hosts of a fleet's chips, before a verifier elsewhere: opens sessions at their time, answers them, and tells what came
/// of each.
final class LivePeer: Sendable {
    private static let newSession = "/challenge-response/v1/newSession"

    private let client: ServiceClient
    private let names: [String]
    private let speed: UInt64?
    private let format: OutputFormat
    private let start = ContinuousClock().now
    private let counts = Mutex<[String: Int]>([:])

    init(client: ServiceClient, names: [String], speed: UInt64?, format: OutputFormat) {
        self.client = client
        self.names = names
        self.speed = speed
        self.format = format
    }

    /// The verifier, for the fleet.
    var verifier: LiveVerifier {
        LiveVerifier { [self] chip, tick in
            wait(until: tick)
            return exchange(chip, tick)
        }
    }

    /// Tells what the answers came to.
    ///
    /// - Returns: how many challenges did not come or answers were not taken.
    func finish() -> Int {
        let counts = counts.withLock { $0 }
        let sorted = counts.sorted { $0.key < $1.key }
        switch format {
        case .text:
            print(sorted.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        case .json:
            print(JSONValue(.object(sorted.map { JSONValue.Member($0.key, .number($0.value)) })).compact)
        }
        return counts["no session", default: 0] + counts["not taken", default: 0]
    }

    private func wait(until tick: UInt64) {
        guard let speed else { return }
        let due = start.advanced(by: .seconds(tick / speed) + .nanoseconds((tick % speed) * 1_000_000_000 / speed))
        let rest = ContinuousClock().now.duration(to: due)
        if rest > .zero { Thread.sleep(forTimeInterval: rest / .seconds(1)) }
    }

    private func exchange(_ chip: Int, _ tick: UInt64) -> LiveVerifier.Exchange? {
        let opened: ServiceClient.Answer
        do {
            opened = try ServiceOptions.wait(
                for: client, "POST", LivePeer.newSession, accepting: VerifierService.sessionType)
        } catch {
            tell(chip, tick, "no session", error.message)
            return nil
        }
        guard opened.status == 201, let session = try? JSONValue(parsing: opened.body),
            let nonce = session["nonce"]?.string.flatMap(LivePeer.bytes), (8...64).contains(nonce.count),
            let path = opened.location.flatMap(LivePeer.path)
        else {
            tell(chip, tick, "no session", opened.reason)
            return nil
        }
        return LiveVerifier.Exchange(nonce: nonce) { [self] evidence in
            do throws(CommandFailure) {
                let answer = try ServiceOptions.wait(
                    for: client, "POST", path, body: evidence, type: EvidenceType.eat,
                    accepting: VerifierService.sessionType)
                guard answer.status == 200 else { return tell(chip, tick, "not taken", answer.reason) }
                tell(chip, tick, LivePeer.status(answer.body), nil)
            } catch { tell(chip, tick, "not taken", error.message) }
        }
    }

    private func tell(_ chip: Int, _ tick: UInt64, _ status: String, _ reason: String?) {
        counts.withLock { $0[status, default: 0] += 1 }
        switch format {
        case .text: print("\(tick)  \(names[chip])  \(status)\(reason.map { ": \($0)" } ?? "")")
        case .json:
            print(
                JSONValue.object([
                    "tick": .number(tick), "chip": .string(names[chip]), "status": .string(status),
                    "reason": reason.map { .string($0) } ?? .null,
                ]).compact)
        }
        // A line an answer, in a pipe too.
        fflush(nil)
    }

    /// The status that a result states, in any of the spellings of EAR.
    private static func status(_ body: [UInt8]) -> String {
        guard let token = (try? JSONValue(parsing: body))?["result"]?.string?.split(separator: "."), token.count == 3,
            let payload = [UInt8](base64URL: token[1]), let claims = try? JSONValue(parsing: payload)
        else { return "answered" }
        let order = ["none", "affirming", "warning", "contraindicated"]
        func place(_ claims: JSONValue) -> Int? {
            (claims["ear_status"] ?? claims["ear.status"])?.string.flatMap(order.firstIndex)
        }
        if let status = place(claims) { return order[status] }
        // Veraison's states it for each submodule alone.
        guard case .object(let modules)? = claims["submods"]?.content else { return "answered" }
        return modules.compactMap { place($0.value) }.max().map { order[$0] } ?? "answered"
    }

    /// A nonce, which is in base64url or, as Veraison has it, in base 64.
    private static func bytes(_ text: String) -> [UInt8]? { [UInt8](base64URL: text) ?? [UInt8](base64: text) }

    /// The path of a session from its location, which is relative to where it was opened.
    private static func path(_ location: String) -> String? {
        guard let base = URL(string: "https://verifier\(newSession)"), let url = URL(string: location, relativeTo: base)
        else { return nil }
        return url.path(percentEncoded: true) + (url.query(percentEncoded: true).map { "?\($0)" } ?? "")
    }

}
