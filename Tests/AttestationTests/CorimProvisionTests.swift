import Attestation
import Cryptography
import Testing

/// Who may change what is trusted by a CoRIM, and what can't be undone by one.
@Suite("CoRIMs into a trust directory") struct CorimProvisionTests {
    private static let vendor = SigningKey(derivedFrom: [1], purpose: "vendor")
    private static let endorser = SigningKey(derivedFrom: [2], purpose: "endorser")
    private static let stranger = SigningKey(derivedFrom: [3], purpose: "stranger")
    private static let now: UTCSeconds = 1_800_000_000

    /// The store of the vectors, with a vendor whose secret is known.
    private static func store() throws -> TrustStore {
        var store = try TrustStoreTests.vectors()
        let parties = try #require(store.parties)
        store.parties = TrustedParties(
            licenceQuorum: parties.licenceQuorum, imageQuorum: parties.imageQuorum, vendor: vendor.publicKey,
            parties: parties.parties)
        return store
    }

    private static func values(_ change: (inout CorimTrust) -> Void = { _ in }) throws -> CorimTrust {
        var content = CorimTrust(try store(), identity: Comid.Identity(id: .text("firmware"), version: 4))
        content.keep([TrustFiles.referenceValues])
        change(&content)
        return content
    }

    private static func signed(
        _ content: CorimTrust, by key: SigningKey, validity: Corim.Validity? = nil,
        algorithm: CorimSignature.Algorithm = .es384
    ) throws -> CorimDocument {
        let corim = try #require(content.corim(validity: validity))
        let document = try #require(
            CorimDocument(signing: corim, issuer: "Somebody", with: key, algorithm: algorithm))
        return try CorimDocument(document.encoded())
    }

    private static func provision(
        _ document: CorimDocument, into files: TrustFiles, anchors: [SigningKey] = [], at moment: UTCSeconds = now
    ) throws -> CorimProvision.Outcome {
        try CorimProvision(anchors: anchors.map(\.publicKey), moment: moment).provision(document, into: files)
    }

    @Test("another program's signature by the vendor's key holds, and changes nothing where all is known")
    func golden() throws {
        let files = try TrustStoreTests.vectors().files
        let document = try CorimTests.document("firmware.cbor")
        let outcome = try Self.provision(document, into: files)
        #expect(outcome.signer == .vendor && outcome.changed == ["corims.json"])
        #expect(try Self.provision(document, into: outcome.files).changed == [])
        #expect(try TrustStore(outcome.files).corims.map(\.version) == [4])
        // Without them, they come back to the byte of what is written.
        let without = TrustFiles(files.files.filter { $0.path != TrustFiles.referenceValues })
        let restored = try Self.provision(document, into: without)
        #expect(restored.changed == ["corims.json", "reference-values.json"])
        #expect(try TrustStore(restored.files).referenceValues == TrustStore(files).referenceValues)
    }

    @Test("no bit of a signed CoRIM can be changed", arguments: [CorimSignature.Algorithm.es384, .mldsa87])
    func bits(algorithm: CorimSignature.Algorithm) throws {
        let files = try Self.store().files
        let bytes = try Self.signed(Self.values(), by: Self.vendor, algorithm: algorithm).encoded()
        #expect(try Self.provision(CorimDocument(bytes), into: files).signer == .vendor)
        var stream = SeededStream(seed: 5, name: "corim/bits")
        for place in stride(from: 0, to: bytes.count, by: algorithm == .es384 ? 1 : 17) {
            var forged = bytes
            forged[place] ^= 1 << UInt8(stream.number(below: 8))
            #expect(throws: (any Error).self, "byte \(place), seed 5") {
                try Self.provision(CorimDocument(forged), into: files)
            }
        }
    }

    @Test("a signature counts only by the vendor's key or an anchor's, and the signature of another payload never")
    func signers() throws {
        let files = try Self.store().files
        let content = try Self.values()
        let stranger = try Self.signed(content, by: Self.stranger)
        #expect(throws: CorimProvision.Untrusted.self) { try Self.provision(stranger, into: files) }
        #expect(try Self.provision(stranger, into: files, anchors: [Self.endorser, Self.stranger]).signer == .anchor)
        #expect(try Self.provision(Self.signed(content, by: Self.vendor), into: files).signer == .vendor)
        #expect(try Self.provision(CorimDocument(#require(content.corim())), into: files).signer == .none)
        // Without parties there is no vendor.
        let lone = TrustFiles(files.files.filter { $0.path != TrustFiles.parties })
        #expect(throws: CorimProvision.Untrusted.self) {
            try Self.provision(Self.signed(content, by: Self.vendor), into: lone)
        }
    }

    @Test("the vendor's key says what firmware is approved, and nothing about roots or chips")
    func authority() throws {
        let files = try Self.store().files
        for name in [TrustFiles.root, TrustFiles.chips] {
            var content = CorimTrust(try Self.store(), identity: Comid.Identity(id: .text("x")))
            content.keep([name])
            let error = #expect(throws: CorimError.self) {
                try Self.provision(Self.signed(content, by: Self.vendor), into: files)
            }
            #expect(error?.reason.contains(name) == true)
            let anchored = try Self.provision(
                Self.signed(content, by: Self.endorser), into: files, anchors: [Self.endorser])
            #expect(anchored.signer == .anchor)
        }
    }

    @Test("it holds from its first second to its last", arguments: [true, false])
    func period(isSigned: Bool) throws {
        let files = try Self.store().files
        let validity = Corim.Validity(notBefore: 1_700_000_000, notAfter: 1_900_000_000)
        let content = try Self.values()
        let document =
            isSigned
            ? try Self.signed(content, by: Self.vendor, validity: validity)
            : CorimDocument(try #require(content.corim(validity: validity)))
        for moment: UTCSeconds in [1_700_000_000, 1_900_000_000] {
            _ = try Self.provision(document, into: files, at: moment)
        }
        for moment: UTCSeconds in [1_699_999_999, 1_900_000_001] {
            let error = #expect(throws: CorimError.self) { try Self.provision(document, into: files, at: moment) }
            #expect(error?.field == "rim-validity")
        }
    }

    @Test("a signature's own period counts too")
    func signaturePeriod() throws {
        // The manifest has no period in it; the header has that of the golden file.
        let document = try CorimTests.document("meta.cbor")
        #expect(document.corim.validity == nil)
        let error = #expect(throws: CorimError.self) { try document.check(at: 1_893_456_001) }
        #expect(error?.field == "protected")
        try document.check(at: 1_893_456_000)
    }

    @Test("an earlier version of a tag is refused, and so is another content of the same version")
    func rollback() throws {
        let files = try Self.provision(Self.signed(Self.values(), by: Self.vendor), into: Self.store().files).files
        let approve = { (version: UInt64) in
            try Self.values { content in
                content.identity.version = version
                content.referenceValues?.rom.append(Digest384(hashing: [9]))
            }
        }
        for version: UInt64 in [0, 3, 4] {
            let error = #expect(throws: CorimError.self) {
                try Self.provision(Self.signed(approve(version), by: Self.vendor), into: files)
            }
            #expect(error?.field == "tags[0].tag-identity.tag-version")
        }
        let later = try Self.provision(Self.signed(approve(5), by: Self.vendor), into: files)
        #expect(later.changed == ["corims.json", "reference-values.json"])
        // The first, replayed.
        #expect(throws: CorimError.self) {
            try Self.provision(Self.signed(Self.values(), by: Self.vendor), into: later.files)
        }
    }

    @Test("the least security version never goes down by a CoRIM, under whatever tag, and by whomever")
    func securityVersion() throws {
        let files = try Self.store().files
        let lower = try Self.values { content in
            content.identity = Comid.Identity(id: .text("another tag"), version: 100)
            content.referenceValues?.minimumSecurityVersion = 1
        }
        for document in [
            try Self.signed(lower, by: Self.vendor), try Self.signed(lower, by: Self.endorser),
            CorimDocument(try #require(lower.corim())),
        ] {
            let error = #expect(throws: CorimError.self) {
                try Self.provision(document, into: files, anchors: [Self.endorser])
            }
            #expect(error?.field == "tags[0].triples.reference-triples")
        }
        let higher = try Self.values { $0.referenceValues?.minimumSecurityVersion = 3 }
        #expect(try Self.provision(Self.signed(higher, by: Self.vendor), into: files).changed.count == 2)
    }

    @Test("what a CoRIM does not speak of stays to the byte")
    func rest() throws {
        let files = try Self.store().files
        let content = try Self.values { $0.referenceValues?.rom.append(.zero) }
        let outcome = try Self.provision(Self.signed(content, by: Self.vendor), into: files)
        for file in files.files where file.path != TrustFiles.referenceValues {
            #expect(outcome.files[file.path] == file.bytes)
        }
    }

    @Test("an empty directory takes a CoRIM with roots, and none without")
    func empty() throws {
        let whole = CorimTrust(try Self.store(), identity: Comid.Identity(id: .text("x")))
        let outcome = try Self.provision(CorimDocument(#require(whole.corim())), into: TrustFiles([]))
        #expect(outcome.changed == ["chips.json", "corims.json", "reference-values.json", "root.pem"])
        #expect(throws: TrustError.self) {
            try Self.provision(CorimDocument(#require(Self.values().corim())), into: TrustFiles([]))
        }
    }

    @Test("chips twice, or a set of strangers, leave documents that can't be used, and are refused")
    func unusable() throws {
        let files = try Self.store().files
        let stranger = try #require(ChipID([UInt8](repeating: 0, count: 16)))
        for change: (inout ChipRegister) -> Void in [
            { $0.chips.append($0.chips[0]) }, { $0.sets = [[stranger]] },
        ] {
            var content = CorimTrust(try Self.store(), identity: Comid.Identity(id: .text("x")))
            content.keep([TrustFiles.chips])
            if var chips = content.chips {
                change(&chips)
                content.chips = chips
            }
            let error = #expect(throws: TrustError.self) {
                try Self.provision(CorimDocument(#require(content.corim())), into: files)
            }
            #expect(error?.file == TrustFiles.chips)
        }
    }

    @Test("owners of chips and hybrid roots are packed and unpacked")
    func owners() throws {
        var content = CorimTrust(try Self.store(), identity: Comid.Identity(id: .uuid(Array(1...16)), version: 7))
        content.chips?.chips[1].owner = Digest384(hashing: [7])
        let corim = try #require(content.corim(id: .uuid(Array(0..<16))))
        #expect(try CorimTrust(try CorimDocument(CorimDocument(corim).encoded()).corim) == content)
    }

    @Test("a classical key makes no ML-DSA-87 signature")
    func classical() throws {
        let key = SigningKey(derivedFrom: [4], purpose: "classical", isHybrid: false)
        let corim = try #require(try Self.values().corim())
        #expect(CorimDocument(signing: corim, issuer: "x", with: key, algorithm: .mldsa87) == nil)
        #expect(CorimDocument(signing: corim, issuer: "x", with: key, algorithm: .other(-7)) == nil)
    }
}
