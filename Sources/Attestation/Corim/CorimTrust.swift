import Cryptography

/// What a CoRIM of our profile says: the part of a trust directory that vendors and endorsers give (`Specs/Corim.md`).
///
/// Whatever else a CoRIM may say is refused, so that nothing that somebody meant is passed over.
public struct CorimTrust: Hashable, Sendable {
    /// The profile.
    public static let profile = Corim.Profile.uri("tag:interlock.example,2026:corim#1")

    /// By whose word documents change.
    public enum Authority: Hashable, Sendable {
        /// The operator's, or that of an anchor which the operator named: all of them.
        case full
        /// The vendor's: firmware that is approved.
        case vendor
    }

    /// The tag's name and version.
    public var identity: Comid.Identity
    /// The vendor's roots; empty where it says nothing of them.
    public var roots: [Certificate]
    /// The vendor's ML-DSA-87 roots.
    public var latticeRoots: [LatticeCertificate]
    /// Approved firmware.
    public var referenceValues: ReferenceValues?
    /// The chips.
    public var chips: ChipRegister?

    /// What a store trusts, as far as a CoRIM can say it.
    public init(_ store: TrustStore, identity: Comid.Identity) {
        self.identity = identity
        roots = store.roots
        latticeRoots = store.latticeRoots
        referenceValues = store.referenceValues
        chips = store.chips
    }

    /// The files of a trust directory that this gives, by name.
    public var files: [String] {
        [
            roots.isEmpty ? nil : TrustFiles.root, latticeRoots.isEmpty ? nil : TrustFiles.latticeRoot,
            referenceValues == nil ? nil : TrustFiles.referenceValues, chips == nil ? nil : TrustFiles.chips,
        ].compactMap(\.self)
    }

    /// The documents of a trust directory with these in the place of those of the same name.
    ///
    /// - Parameters:
    ///   - files: the documents as they are.
    ///   - digest: that of the manifest, by which it is known again.
    ///   - authority: by whose word.
    /// - Returns: the documents as they are to be; the same where nothing changes.
    /// - Throws: `CorimError` where this is older than what was taken before, or beyond the authority; `TrustError` where
    ///   the documents can't be used, before or after.
    public func applied(to files: TrustFiles, digest: Digest384, by authority: Authority) throws -> TrustFiles {
        let records = try files.corims()
        try check(digest, against: records)
        if authority == .vendor, let other = self.files.first(where: { $0 != TrustFiles.referenceValues }) {
            throw CorimError(
                field: "tags[0].triples", reason: "the vendor's key is not trusted to say what \(other) holds",
                mend: "have it signed by a key that --corim-anchor names, or leave it out")
        }
        // A directory that can't be read as a whole yet, for want of roots, is one that this may fill.
        let known = files[TrustFiles.root] == nil ? nil : try TrustStore(files)
        if let least = known?.referenceValues?.minimumSecurityVersion, let given = referenceValues,
            given.minimumSecurityVersion < least
        {
            throw CorimError(
                field: "tags[0].triples.reference-triples",
                reason: "the least security version is \(given.minimumSecurityVersion), and was \(least) before",
                mend: "give \(least) or more; to go back, change \(TrustFiles.referenceValues) itself")
        }
        let mine = TrustStore(
            roots: roots, latticeRoots: latticeRoots, referenceValues: referenceValues, chips: chips)
        let same = [
            TrustFiles.root: known?.roots == roots, TrustFiles.latticeRoot: known?.latticeRoots == latticeRoots,
            TrustFiles.referenceValues: known?.referenceValues == referenceValues,
            TrustFiles.chips: known?.chips == chips,
        ]
        var changed = files.files
        for name in self.files where same[name] != true {
            changed.removeAll { $0.path == name }
            changed.append(TrustFiles.File(path: name, bytes: mine.files[name] ?? []))
        }
        let record = CorimRecord(tag: identity.id.description, version: identity.version, digest: digest)
        if !records.contains(record) {
            let all = records.filter { $0.tag != record.tag } + [record]
            changed.removeAll { $0.path == TrustFiles.corims }
            changed.append(
                TrustFiles.File(path: TrustFiles.corims, bytes: Array(JSONValue.array(all.map(\.json)).text.utf8)))
        }
        let result = TrustFiles(changed)
        _ = try TrustStore(result)
        return result
    }

    private func check(_ digest: Digest384, against records: [CorimRecord]) throws(CorimError) {
        guard let last = records.first(where: { $0.tag == identity.id.description }) else { return }
        let field = "tags[0].tag-identity.tag-version"
        guard identity.version >= last.version else {
            throw CorimError(
                field: field, reason: "version \(last.version) of \(last.tag) was taken before",
                mend: "give a later one than that")
        }
        guard identity.version > last.version || digest == last.digest else {
            throw CorimError(
                field: field, reason: "another version \(last.version) of \(last.tag) was taken before",
                mend: "raise the version with every change")
        }
    }
}

extension CorimTrust {
    /// Forgets what gives none of these files.
    public mutating func keep(_ names: [String]) {
        if !names.contains(TrustFiles.root) { roots = [] }
        if !names.contains(TrustFiles.latticeRoot) { latticeRoots = [] }
        if !names.contains(TrustFiles.referenceValues) { referenceValues = nil }
        if !names.contains(TrustFiles.chips) { chips = nil }
    }
}
