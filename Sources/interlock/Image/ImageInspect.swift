import ArgumentParser
import Attestation

struct ImageInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what an image is, who signed it, and whether that is enough.",
        discussion: """
            Exit status: 0, or with --trust 0 where the vendor and the quorum signed and 1 where they did not.

            EXAMPLE
              $ interlock image inspect new.ilfw --trust lab/trust
            """)

    @Argument(help: "An image.", completion: .file()) var file: String
    @Option(help: "The trust directory whose vendor and parties must have signed.", completion: .directory)
    var trust: String?
    @Flag(help: "Show all of every digest.") var full = false
    @Option(help: "How the result is printed: text, or json.") var format: OutputFormat = .text

    func run() throws {
        let image = try ImageFile.read(file)
        var members = [
            JSONValue.Member("kind", .string(image.manifest == nil ? "firmware image, not signed" : "firmware image")),
            JSONValue.Member("version", .string(image.content.version)),
            JSONValue.Member("security version", .number(image.content.securityVersion)),
            JSONValue.Member("code bytes", .number(image.code.count)),
            JSONValue.Member("runtime", .string(image.content.codeDigest.description)),
            JSONValue.Member("key table", .string(image.content.keyTableDigest.description)),
        ]
        guard let trust else {
            members.append(JSONValue.Member("signers", .number(image.manifest?.signerCount ?? 0)))
            return Rendering(format: format, isFull: full).show(JSONValue(.object(members)))
        }
        guard let parties = try TrustDirectory.read(trust).parties else {
            throw CommandFailure(.unusable, "\(trust): there is no \(TrustFiles.parties); add it, or leave out --trust")
        }
        let vendor = Party(name: "vendor", key: parties.vendor)
        let signers = image.manifest?.endorsement(by: [vendor] + parties.parties, quorum: parties.imageQuorum + 1)
        let hasVendor = image.manifest?.names(parties.vendor) ?? false
        let holds = hasVendor && (signers?.holds ?? false)
        members.append(
            JSONValue.Member(
                "signers",
                .array((signers?.signers ?? []).map { .string("\($0.name ?? "unknown"): \($0.outcome)") })))
        members.append(
            JSONValue.Member(
                "verdict",
                .string(holds ? "chips take it" : "the vendor and \(parties.imageQuorum) parties must sign")))
        Rendering(format: format, isFull: full).show(JSONValue(.object(members)))
        guard holds else { throw ExitCode(1) }
    }
}
