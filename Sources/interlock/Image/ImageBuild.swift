import ArgumentParser
import Attestation
import ChipABI

struct ImageBuild: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Wrap code in an image that nobody has signed yet.",
        discussion: """
            EXAMPLE
              $ interlock image build --code Firmware/Images/runtime.bin --version 1.1.0 --security-version 2 \
            --trust lab/trust --out draft.ilfw
            """)

    @Option(help: "The code, linked for address 0x80000000 and entered there.", completion: .file()) var code: String
    @Option(help: "The version, 1 to 24 printable characters.") var version: String
    @Option(help: "The security version: raised whenever older images must not boot any more.")
    var securityVersion: UInt32
    @Option(help: "The trust directory, for the keys and quorums that the chips have fused.", completion: .directory)
    var trust: String
    @Option(help: "Where the image goes.", completion: .file()) var out: String
    @Flag(help: "Replace the file if it exists.") var force = false

    func run() throws {
        let code = try InputFile.content(of: code, limit: Int(MemoryMap.codeSize))
        guard code.count >= 4 else { throw CommandFailure(.unusable, "\(self.code): code has at least 4 bytes") }
        guard (1...24).contains(version.utf8.count), version.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            throw CommandFailure(.unusable, "--version \(version): give 1 to 24 printable ASCII characters")
        }
        guard let parties = try TrustDirectory.read(trust).parties,
            let table = KeyTable(
                imageQuorum: parties.imageQuorum, licenceQuorum: parties.licenceQuorum, vendor: parties.vendor.raw,
                parties: parties.parties.map(\.key.raw))
        else { throw CommandFailure(.unusable, "\(trust): there is no \(TrustFiles.parties) with a key table in it") }
        let content = SignedManifest.Content(
            version: version, securityVersion: securityVersion, loadAddress: MemoryMap.code,
            entryAddress: MemoryMap.code, code: code, keyTable: table)
        let image = ImageFile(
            keyTable: table.encoded(),
            latticeKeys: FlashSlot.latticeKeys(of: [parties.vendor] + parties.parties.map(\.key)),
            code: code, content: content, manifest: nil)
        try OutputFile.write(image.encoded(), to: out, replacing: force)
        print("\(out): version \(version), security version \(securityVersion), runtime \(content.codeDigest)")
    }
}
