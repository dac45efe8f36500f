import ArgumentParser
import Attestation
import Fleet

struct FleetServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run a scenario's chips as live peers: a verifier elsewhere challenges and judges them.",
        discussion: """
            The chips work, restart and cheat at the ticks of the scenario, as in `interlock fleet run`. Whenever the \
            agreement has them attested, each chip's host opens a session with the verifier, lets the chip sign the \
            nonce that it gives, and answers: by the challenge–response interface of Veraison \
            (POST /challenge-response/v1/newSession, then the evidence to the session). Nothing is judged here. What \
            the verifier must trust is what `interlock fleet run` writes to trust/ for the same scenario and seed.

            Each answer is told in a line: tick, chip, and the status that the verifier's result states; its signature \
            is not verified.

            Exit status: 0 every challenge came and every answer was taken, whatever the verifier found; 2 unusable \
            input; 3 a chip can't be made, or the verifier gave no challenge, took no answer, or does not answer at all.

            EXAMPLES
              As fast as it goes, then at a minute a second:
                $ interlock fleet serve Specs/Scenarios/quickstart.yaml --server https://127.0.0.1:8443 \
            --server-ca servers.pem --certificate host.pem --certificate-key host-key.pem
                $ interlock fleet serve Specs/Scenarios/quickstart.yaml --server https://127.0.0.1:8443 \
            --server-ca servers.pem --certificate host.pem --certificate-key host-key.pem --speed 60
            """)

    @OptionGroup var fleet: FleetOptions

    @OptionGroup var service: ServiceOptions

    @Option(
        help: "How many seconds of the scenario pass in one, 1 for its own pace. Without it, no time is waited for.")
    var speed: UInt64?

    @Option(help: "How answers are told: text, or json, an object a line.")
    var format: OutputFormat = .text

    func validate() throws {
        guard speed.map({ (1...1_000_000_000).contains($0) }) ?? true else {
            throw ValidationError("--speed takes 1 to 1000000000.")
        }
    }

    func run() throws {
        let (run, _) = try fleet.read()
        let peer = LivePeer(
            client: try service.client(), names: (0..<run.world.scenario.chipCount).map(run.world.scenario.chipName),
            speed: speed, format: format)
        do { try run.serve(peer.verifier) } catch { throw CommandFailure(.couldNotRun, error.description) }
        let failures = peer.finish()
        guard failures == 0 else { throw ExitCode(3) }
    }
}
