import Attestation

/// An image on its way through the signers' hands: a slot whose manifest has signatures, or is a bare payload.
struct ImageFile {
    let keyTable: [UInt8]
    let latticeKeys: [UInt8]
    let code: [UInt8]
    let content: SignedManifest.Content
    /// The manifest with its signatures; nil before the first.
    var manifest: SignedManifest?

    init(
        keyTable: [UInt8], latticeKeys: [UInt8], code: [UInt8], content: SignedManifest.Content,
        manifest: SignedManifest?
    ) {
        self.keyTable = keyTable
        self.latticeKeys = latticeKeys
        self.code = code
        self.content = content
        self.manifest = manifest
    }

    /// Reads an image, whose manifest must be of its code and its key table: nobody signs another.
    static func read(_ path: String) throws(CommandFailure) -> ImageFile {
        let bytes = try InputFile.content(of: path, limit: 1 << 18)
        let file: ImageFile
        let rebuilt: SignedManifest.Content
        do throws(DocumentError) {
            let slot = try FlashSlot(bytes)
            let manifest = try? SignedManifest(slot.manifest)
            let content: SignedManifest.Content
            if let manifest { content = manifest.content } else { content = try SignedManifest.Content(slot.manifest) }
            file = ImageFile(
                keyTable: slot.keyTable, latticeKeys: slot.latticeKeys, code: slot.code, content: content,
                manifest: manifest)
            rebuilt = SignedManifest.Content(
                version: content.version, securityVersion: content.securityVersion, loadAddress: content.loadAddress,
                entryAddress: content.entryAddress, code: slot.code, keyTable: try KeyTable(slot.keyTable))
        } catch {
            throw CommandFailure(.unusable, "\(path): \(error)")
        }
        guard file.content == rebuilt else {
            throw CommandFailure(.unusable, "\(path): the manifest names other code or other keys; build it anew")
        }
        return file
    }

    func encoded() -> [UInt8] {
        FlashSlot(
            keyTable: keyTable, latticeKeys: latticeKeys, manifest: manifest?.encoded() ?? content.encoded(), code: code
        ).encoded()
    }
}
