import Cryptography

extension TrustStore {
    /// Reads a trust directory (`Specs/TrustDirectory.md`).
    ///
    /// - Throws: `TrustError` for the first file that is unknown, malformed or has a field that nobody knows.
    public init(_ files: TrustFiles) throws(TrustError) {
        for file in files.files where !TrustFiles.isDocument(file.path) && !TrustFiles.isNote(file.path) {
            throw TrustError(
                file: file.path, reason: "a trust directory has no file of this name",
                mend: "rename it to one of \(TrustFiles.spelling), or remove it")
        }
        guard let root = files[TrustFiles.root] else {
            throw TrustError(
                file: TrustFiles.root, reason: "the file is missing, and nothing can be trusted without a root",
                mend: "put the vendor's root certificate there")
        }
        do { roots = try Certificate.all(inPEM: String(decoding: root, as: UTF8.self)) } catch {
            throw TrustError(
                file: TrustFiles.root, reason: error.description, mend: "give the vendor's root certificates in PEM")
        }
        do {
            latticeRoots =
                try files[TrustFiles.latticeRoot].map { (bytes) throws(CertificateError) in
                    try LatticeCertificate.all(inPEM: String(decoding: bytes, as: UTF8.self))
                } ?? []
        } catch {
            throw TrustError(
                file: TrustFiles.latticeRoot, reason: error.description,
                mend: "give the vendor's ML-DSA-87 root certificates in PEM")
        }
        referenceValues = try files.read(TrustFiles.referenceValues, TrustStore.referenceValues)
        parties = try files.read(TrustFiles.parties, TrustStore.parties)
        chips = try files[TrustFiles.chips].map { (bytes) throws(TrustError) in
            try ChipRegister(bytes, file: TrustFiles.chips)
        }
        challenges = try files.read(TrustFiles.challenges) { (file) throws(TrustError) in
            try file.items(TrustStore.challenge)
        }
        revocations = try files[TrustFiles.revoked].map { (bytes) throws(TrustError) in
            try Revocations(bytes, file: TrustFiles.revoked)
        }
        timing = try files.read(TrustFiles.policy, TrustStore.timing)
        corims = try files.corims()
        licences = []
        for file in files.files where file.path.hasPrefix(TrustFiles.licences) {
            do { licences.append(try Licence(file.bytes)) } catch {
                throw TrustError(
                    file: file.path, field: error.field, reason: "this is no licence (\(error))",
                    mend: "put a signed licence there, or remove the file")
            }
        }
        revocationLists = []
        for file in files.files where file.path.hasPrefix(TrustFiles.revocationLists) {
            let list = try TrustFiles.revocationList(file)
            guard !list.isScoped else {
                throw TrustError(
                    file: file.path, field: "issuingDistributionPoint",
                    reason: "this list is about some certificates of its issuer only",
                    mend: "put the list of all of them there, or remove the file")
            }
            // A list that names no key must not count for another root of the same name.
            let issuers = roots.filter { list.isOf($0) }
            guard !issuers.isEmpty, issuers.allSatisfy({ list.signature(by: $0) == .valid }) else {
                throw TrustError(
                    file: file.path, field: "signature", reason: "no root of \(TrustFiles.root) signed this list",
                    mend:
                        "put a list there that the vendor's root signed, and that it may sign (cRLSign), or remove the file"
                )
            }
            revocationLists.append(list)
        }
    }

    /// Reads one JSON file by itself.
    fileprivate static func read(_ bytes: [UInt8], name: String) throws(TrustError) {
        let files = TrustFiles([TrustFiles.File(path: name, bytes: bytes)])
        switch name {
        case TrustFiles.referenceValues: _ = try files.read(name, referenceValues)
        case TrustFiles.parties: _ = try files.read(name, parties)
        case TrustFiles.chips: _ = try ChipRegister(bytes, file: name)
        case TrustFiles.challenges: _ = try files.read(name) { (file) throws(TrustError) in try file.items(challenge) }
        case TrustFiles.revoked: _ = try Revocations(bytes, file: name)
        case TrustFiles.policy: _ = try files.read(name, timing)
        case TrustFiles.corims: _ = try files.corims()
        default: break
        }
    }

    private static func referenceValues(_ file: JSONField) throws(TrustError) -> ReferenceValues {
        let object = try file.object(["rom", "runtime", "minimumSecurityVersion"])
        return ReferenceValues(
            rom: try object.member("rom").items { (item) throws(TrustError) in try item.digest() },
            runtime: try object.member("runtime").items { (item) throws(TrustError) in
                let item = try item.object(["version", "securityVersion", "digest"])
                return ReferenceValues.Runtime(
                    version: try item.member("version").string(),
                    securityVersion: try item.member("securityVersion").unsigned(),
                    digest: try item.member("digest").digest())
            },
            minimumSecurityVersion: try object.member("minimumSecurityVersion").unsigned())
    }

    fileprivate static func parties(_ file: JSONField) throws(TrustError) -> TrustedParties {
        let object = try file.object(["licenceQuorum", "imageQuorum", "vendorKey", "parties"])
        let list = try object.member("parties")
        let parties = try list.items { (item) throws(TrustError) in
            let item = try item.object(["name", "key"])
            return Party(name: try item.member("name").string(), key: try item.member("key").key())
        }
        guard Set(parties.map(\.key)).count == parties.count, Set(parties.map(\.name)).count == parties.count else {
            throw list.error("a name or key occurs twice", mend: "list each party once")
        }
        return TrustedParties(
            licenceQuorum: try quorum(object.member("licenceQuorum"), of: parties.count),
            imageQuorum: try quorum(object.member("imageQuorum"), of: parties.count),
            vendor: try object.member("vendorKey").key(), parties: parties)
    }

    private static func quorum(_ field: JSONField, of count: Int) throws(TrustError) -> Int {
        let quorum = try field.unsigned()
        guard quorum >= 1, quorum <= UInt64(count) else {
            throw field.error("a quorum of \(quorum) can't be reached by \(count) parties", mend: "give 1 to \(count)")
        }
        return Int(quorum)
    }

    private static func challenge(_ item: JSONField) throws(TrustError) -> Challenge {
        let item = try item.object(["chip", "nonce", "tick", "answerBy"])
        let challenge = Challenge(
            chip: try item.member("chip").chip(), nonce: try item.member("nonce").bytes(8...64),
            tick: try item.member("tick").unsigned(), answerBy: try item.member("answerBy").unsigned())
        guard challenge.tick <= challenge.answerBy else {
            throw item.error("the answer is due before the challenge", mend: "make answerBy at least tick")
        }
        return challenge
    }

    private static func timing(_ file: JSONField) throws(TrustError) -> AppraisalTiming {
        let object = try file.object(["epoch", "attestationInterval", "grace", "revocation"])
        return AppraisalTiming(
            epoch: try object.member("epoch").moment(),
            attestationInterval: try object.member("attestationInterval").unsigned(),
            grace: try object.member("grace").unsigned(),
            staleness: try object.optional("revocation").map(TrustStore.staleness))
    }

    private static func staleness(_ field: JSONField) throws(TrustError) -> AppraisalTiming.Staleness {
        let object = try field.object(["maximumAge", "whenStale"])
        let word = try object.member("whenStale")
        guard let consequence = AppraisalTiming.Staleness.Consequence(rawValue: try word.string()) else {
            throw word.error("this says nothing about lists that are too old", mend: "give \"state\" or \"doubt\"")
        }
        return AppraisalTiming.Staleness(
            maximumAge: try object.member("maximumAge").unsigned(), whenStale: consequence)
    }
}

extension TrustFiles {
    fileprivate func read<Value>(
        _ path: String, _ body: (JSONField) throws(TrustError) -> Value
    ) throws(TrustError) -> Value? {
        guard let bytes = self[path] else { return nil }
        return try body(JSONField(file: path, bytes: bytes))
    }
}

extension ChipRegister {
    /// Reads the form of `chips.json`.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - name: what the file is called in messages.
    /// - Throws: `TrustError`, with the line and the field.
    public init(_ bytes: [UInt8], file name: String) throws(TrustError) {
        let file = try JSONField(file: name, bytes: bytes)
        let object: JSONField? =
            if case .object = file.value.content { try file.object(["chips", "sets"]) } else { nil }
        let list = try object?.member("chips") ?? file
        let chips = try list.items { (item) throws(TrustError) in
            let item = try item.object(["name", "id", "owner"])
            return ChipRegister.Chip(
                name: try item.member("name").string(), id: try item.member("id").chip(),
                owner: try item.optional("owner")?.digest())
        }
        guard !chips.isEmpty, Set(chips.map(\.id)).count == chips.count, Set(chips.map(\.name)).count == chips.count
        else { throw list.error("the list is empty, or a name or id occurs twice", mend: "list each chip once") }
        let known = Set(chips.map(\.id))
        let sets = try object?.optional("sets")?.items { (set) throws(TrustError) in
            try set.items { (item) throws(TrustError) in
                let chip = try item.chip()
                guard known.contains(chip) else {
                    throw item.error("no chip of the list has this id", mend: "add the chip to the list")
                }
                return chip
            }
        }
        self.init(chips: chips, sets: sets ?? [])
    }
}

extension Revocations {
    /// Reads the form of `revoked.json`.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - name: what the file is called in messages.
    /// - Throws: `TrustError`, with the line and the field.
    public init(_ bytes: [UInt8], file name: String) throws(TrustError) {
        let file = try JSONField(file: name, bytes: bytes)
        let object = try file.object(["certificates", "chips", "licences", "runtimes", "asOf", "nextUpdate"])
        let asOf = try object.optional("asOf")?.moment()
        let next = try object.optional("nextUpdate").map { (field) throws(TrustError) in
            let next = try field.moment()
            guard let asOf, next >= asOf else {
                throw field.error(
                    "later lists can't be due before these are made, or where nobody says when that was",
                    mend: "give asOf, and make nextUpdate no earlier")
            }
            return next
        }
        self.init(
            certificates: try object.optional("certificates")?.items { (item) throws(TrustError) in
                Array(try item.bytes(1...20).drop { $0 == 0 })
            } ?? [],
            chips: try object.optional("chips")?.items { (item) throws(TrustError) in try item.chip() } ?? [],
            licences: try object.optional("licences")?.items { (item) throws(TrustError) in try item.digest() } ?? [],
            runtimes: try object.optional("runtimes")?.items { (item) throws(TrustError) in try item.digest() } ?? [],
            asOf: asOf, nextUpdate: next)
    }
}

extension TrustFiles {
    /// Reads a certificate revocation list, in DER or PEM; whether anybody signed it is not looked at.
    public static func revocationList(_ file: File) throws(TrustError) -> RevocationList {
        do {
            return try RevocationList(der: try PEM.content(ofFile: file.bytes, label: .revocationList))
        } catch {
            throw TrustError(
                file: file.path, reason: "this is no list that can be used: \(error)",
                mend: "put a whole list of the vendor's there, in DER or PEM (RFC 5280), or remove the file")
        }
    }

    /// The vendor's keys, where `parties.json` is there.
    func vendorKey() throws(TrustError) -> VerifyingKey? { try read(TrustFiles.parties, TrustStore.parties)?.vendor }

    /// Reads one file of a trust directory by itself.
    ///
    /// - Throws: what is wrong with it.
    public static func check(_ bytes: [UInt8], name: String) throws(TrustError) {
        try TrustStore.read(bytes, name: name)
    }
}
