import Cryptography

/// A tag of a CoRIM that documents came from: an older one, or another of the same version, is not taken after it.
public struct CorimRecord: Hashable, Sendable {
    /// What the tag is called.
    public let tag: String
    /// Its version.
    public let version: UInt64
    /// SHA-384 of the manifest.
    public let digest: Digest384

    /// The form of an item of `corims.json`.
    var json: JSONValue {
        .object(["tag": .string(tag), "version": .number(version), "digest": .string(digest.description)])
    }
}

extension TrustFiles {
    /// The tags that the documents came from; none where there is no record.
    func corims() throws(TrustError) -> [CorimRecord] {
        guard let bytes = self[TrustFiles.corims] else { return [] }
        let list = try JSONField(file: TrustFiles.corims, bytes: bytes)
        let records = try list.items { (item) throws(TrustError) in
            let item = try item.object(["tag", "version", "digest"])
            return CorimRecord(
                tag: try item.member("tag").string(), version: try item.member("version").unsigned(),
                digest: try item.member("digest").digest())
        }
        guard Set(records.map(\.tag)).count == records.count else {
            throw list.error("a tag occurs twice", mend: "list each tag once")
        }
        return records
    }
}
