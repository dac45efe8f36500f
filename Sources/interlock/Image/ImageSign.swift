import ArgumentParser
import Attestation

struct ImageSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Add the vendor's or a party's signature to an image.",
        discussion: """
            Look at what you sign first: interlock image inspect FILE.

            EXAMPLE
              $ interlock image sign draft.ilfw --key vendor.pem --out one.ilfw
            """)

    @Argument(help: "An image, built or signed by others.", completion: .file()) var file: String
    @Option(help: "The signer's private key, PEM.", completion: .file()) var key: String
    @Option(help: "Where the image goes.", completion: .file()) var out: String
    @Flag(help: "Replace the file if it exists.") var force = false

    func run() throws {
        let key = try KeyFile.privateKey(at: self.key)
        var image = try ImageFile.read(file)
        var manifest: SignedManifest
        if let signed = image.manifest {
            guard !signed.names(key.publicKey) else {
                throw CommandFailure(
                    .unusable, "\(file): this key has signed already, and chips refuse an image that it signs twice")
            }
            guard signed.signerCount < 9 else {
                throw CommandFailure(.unusable, "\(file): the image has 9 signers, and chips take no more")
            }
            manifest = signed
            manifest.sign(with: key)
        } else {
            manifest = SignedManifest(signing: image.content, with: [key])
        }
        image.manifest = manifest
        try OutputFile.write(image.encoded(), to: out, replacing: force)
        let count = manifest.signerCount
        print("\(out): version \(image.content.version) signed by \(count)")
    }
}
