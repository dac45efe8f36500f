import ArgumentParser
import Attestation
import Cryptography

struct CorimPack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Write what a trust directory says of chips and their firmware as a CoRIM.",
        discussion: """
            Packs root.pem, root-ml-dsa.pem, reference-values.json and chips.json, or those of them that --only names. \
            What is not an endorser's to say (parties, licences, challenges, revocations, time) stays out, and the \
            command says so. With --key it is signed, otherwise bare. Whoever takes it refuses an earlier version of the \
            same tag, so raise --tag-version with every change.

            The vendor's key is trusted for reference values alone:
            sign these with --only reference-values.json.

            Exit status: 0 it is written, 2 unusable input, 3 could not run.

            EXAMPLES
                $ interlock corim pack --trust out/trust --out vendor.corim
                $ interlock corim pack --trust trust --only reference-values.json --tag vendor/firmware --tag-version 4 \
            --not-after 2027-01-01T00:00:00Z --key vendor.pem --issuer "Vendor Inc." --out firmware.corim
            """)

    @Option(help: "The trust directory.", completion: .directory)
    var trust: String

    @Option(help: "Where the CoRIM goes.", completion: .file())
    var out: String

    @Option(help: "A file of the directory to pack, and no others. May be repeated.")
    var only: [String] = []

    @Option(help: "What the tag is called; whoever takes it knows later versions by that.")
    var tag = "interlock/trust"

    @Option(help: "The version of the tag.")
    var tagVersion: UInt64 = 0

    @Option(help: "From when it holds, RFC 3339.")
    var notBefore: String?

    @Option(help: "Until when it holds, RFC 3339. Without it, for always.")
    var notAfter: String?

    @Option(help: "The secret key that signs it (interlock keys new).", completion: .file())
    var key: String?

    @Option(help: "How it is signed; COSE_Sign1 has room for one signature.")
    var algorithm = CorimSignature.Algorithm.es384

    @Option(help: "Who signs, as text.")
    var issuer = "Interlock"

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard notBefore == nil || notAfter != nil else { throw ValidationError("--not-before goes with --not-after.") }
        guard !tag.isEmpty else { throw ValidationError("--tag takes a name.") }
    }

    func run() throws {
        let store = try TrustDirectory.read(trust)
        var content = CorimTrust(store, identity: Comid.Identity(id: .text(tag), version: tagVersion))
        if let unknown = only.first(where: { !content.files.contains($0) }) {
            throw CommandFailure(
                .unusable, "--only \(unknown): there is none to pack; give \(content.files.joined(separator: ", "))")
        }
        if !only.isEmpty { content.keep(only) }
        guard let corim = content.corim(validity: try validity()) else {
            throw CommandFailure(.unusable, "\(trust): there is nothing to pack")
        }
        let document = try signed(corim)
        let bytes = document.encoded()
        // What can't be read back is not written.
        do { _ = try CorimTrust(try CorimDocument(bytes).corim) } catch {
            throw CommandFailure(.unusable, "\(out): what is packed can't be read back: \(error)")
        }
        try OutputFile.write(bytes, to: out, replacing: force)
        let others = store.files.files.map(\.path).filter { !content.files.contains($0) }
        switch format {
        case .text:
            print("\(out): \(content.files.joined(separator: ", ")); \(bytes.count) bytes")
            print("digest \(document.digest)")
            if !others.isEmpty { print("not packed: \(others.joined(separator: ", "))") }
        case .json:
            print(
                JSONValue.object([
                    "file": .string(out), "bytes": .number(bytes.count),
                    "digest": .string(document.digest.description),
                    "packed": .array(content.files.map { .string($0) }),
                    "notPacked": .array(others.map { .string($0) }),
                ]).text, terminator: "")
        }
    }

    private func validity() throws(CommandFailure) -> Corim.Validity? {
        guard let end = try CorimFile.moment(notAfter, "--not-after") else { return nil }
        let start = try CorimFile.moment(notBefore, "--not-before")
        guard start.map({ $0 <= end }) ?? true else {
            throw CommandFailure(.unusable, "--not-after \(end.rfc3339): it is before --not-before; turn them round")
        }
        return Corim.Validity(notBefore: start, notAfter: end)
    }

    private func signed(_ corim: Corim) throws(CommandFailure) -> CorimDocument {
        guard let key else { return CorimDocument(corim) }
        let secret = try KeyFile.privateKey(at: key)
        guard let document = CorimDocument(signing: corim, issuer: issuer, with: secret, algorithm: algorithm) else {
            throw CommandFailure(.unusable, "\(key): the key is none of \(algorithm); give a hybrid one, or es384")
        }
        return document
    }
}
