import ArgumentParser
import Attestation
import Dispatch
import Foundation
import Synchronization
import VerifierService

/// Which service is asked, and as whom.
struct ServiceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The verifier service.", valueName: "https://host:port"))
    var server: String

    @Option(help: "The authorities that may have certified the service, PEM. Without it, those of the system.")
    var serverCA: String?

    @Option(help: "Your client certificate, PEM.", completion: .file())
    var certificate: String?

    @Option(help: "The key of your client certificate, PEM. It is not the key that signs licences.")
    var certificateKey: String?

    func validate() throws {
        guard (certificate == nil) == (certificateKey == nil) else {
            throw ValidationError("--certificate and --certificate-key go together.")
        }
    }

    /// Asks, and reads an answer in JSON.
    func json(_ method: String, _ path: String, body: [UInt8] = [], type: String? = nil) throws -> JSONValue {
        let bytes = try ask(method, path, body: body, type: type)
        do { return try JSONValue(parsing: bytes) } catch {
            throw CommandFailure(
                .couldNotRun, "\(server): the answer is no JSON (\(error)); is this a verifier service?")
        }
    }

    /// Sends an object of these members, and reads an answer in JSON.
    func post(_ members: [JSONValue.Member], to path: String) throws -> JSONValue {
        try json("POST", path, body: Array(JSONValue(.object(members)).compact.utf8), type: "application/json")
    }

    /// Asks, by a client that asked before or by a new one; what the service refuses ends the command with its reason.
    func ask(
        _ method: String, _ path: String, body: [UInt8] = [], type: String? = nil, by client: ServiceClient? = nil
    ) throws -> [UInt8] {
        let answer = try ServiceOptions.wait(for: try client ?? self.client(), method, path, body: body, type: type)
        guard (200..<300).contains(answer.status) else { throw refusal(answer) }
        return answer.body
    }

    /// The client that asks.
    func client() throws -> ServiceClient {
        do { return try ServiceClient(try settings()) } catch let failure as ServiceClient.Failure {
            throw CommandFailure(.unusable, failure.description)
        }
    }

    /// Asks, and waits for an answer, whatever its status.
    static func wait(
        for client: ServiceClient, _ method: String, _ path: String, body: [UInt8] = [], type: String? = nil,
        accepting: String? = nil
    ) throws(CommandFailure) -> ServiceClient.Answer {
        let outcome = Mutex<Result<ServiceClient.Answer, ServiceClient.Failure>?>(nil)
        let end = DispatchSemaphore(value: 0)
        Task {
            let result: Result<ServiceClient.Answer, ServiceClient.Failure>
            do throws(ServiceClient.Failure) {
                result = .success(try await client.ask(method, path, body: body, type: type, accepting: accepting))
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
            end.signal()
        }
        end.wait()
        switch outcome.withLock({ $0 }) {
        case nil: throw CommandFailure(.couldNotRun, "no answer")
        case .failure(let failure)?: throw CommandFailure(.couldNotRun, failure.description)
        case .success(let answer)?: return answer
        }
    }

    private func refusal(_ answer: ServiceClient.Answer) -> CommandFailure {
        CommandFailure(answer.status == 503 ? .couldNotRun : .unusable, "refused: \(answer.reason)")
    }

    private func settings() throws -> ServiceClient.Settings {
        guard let url = URLComponents(string: server), url.scheme == "https", let host = url.host, !host.isEmpty,
            url.path.isEmpty || url.path == "/"
        else {
            throw CommandFailure(.unusable, "--server \(server): write it as https://verifier.example:8443")
        }
        return ServiceClient.Settings(
            host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), port: url.port ?? 443,
            authorities: try serverCA.map(InputFile.text), certificates: try certificate.map(InputFile.text),
            key: try certificateKey.map(InputFile.text))
    }
}

extension JSONValue {
    /// The items, where this is a list.
    var list: [JSONValue] { if case .array(let items) = content { items } else { [] } }
    /// The number as it is spelt, where this is one.
    var digits: String? { if case .number(let text) = content { text } else { nil } }
}

extension ServiceClient.Answer {
    /// Why the service did not do it, as its problem says; else the status.
    var reason: String { (try? JSONValue(parsing: body))?["detail"]?.string ?? "status \(status)" }
}
