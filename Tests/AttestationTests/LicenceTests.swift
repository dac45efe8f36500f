import Attestation
import Cryptography
import Testing

@Suite struct LicenceTests {
    static let keys = (0..<4).map { SigningKey(derivedFrom: [UInt8($0)], purpose: "licence tests") }
    static let parties = keys[..<3].enumerated().map { Party(name: "Party \($0)", key: $1.publicKey) }
    static let chips = (0..<5).compactMap { ChipID([UInt8](repeating: UInt8($0), count: 16)) }

    static func terms(total: UInt128 = 1 << 100, training: UInt128 = 7) -> Licence.Terms {
        Licence.Terms(
            agreement: Digest384(hashing: [1]), sequence: 9, chips: chips, totalAllowance: total,
            trainingAllowance: training, models: [.init(weights: Digest384(hashing: [2]), uses: .inference)],
            firstTick: 1, endTick: 2, firstBoot: 3, lastBoot: 3, quantum: 1)
    }

    @Test("a licence reads back as it was written, above 64 bits too")
    func roundTrip() throws {
        let licence = Licence(signing: LicenceTests.terms(), with: Array(LicenceTests.keys[..<2]))
        let read = try Licence(licence.encoded())
        #expect(read == licence)
        #expect(read.terms.totalAllowance == 1 << 100)
        #expect(read.encoded() == licence.encoded())
        #expect(read.digest == LicenceTests.terms().digest)
    }

    @Test(
        "the quorum holds only where every signature is a valid one of a different known party",
        arguments: [
            ([0, 1], true), ([2, 0], true), ([0, 1, 2], true), ([0], false), ([0, 0], false), ([0, 1, 1], false),
            ([0, 3], false), ([0, 1, 3], false), ([3], false),
        ])
    func quorum(signers: [Int], holds: Bool) throws {
        let licence = Licence(signing: LicenceTests.terms(), with: signers.map { LicenceTests.keys[$0] })
        let read = try Licence(licence.encoded())
        #expect(read.endorsement(by: LicenceTests.parties, quorum: 2).holds == holds)
    }

    @Test("a signature over other terms does not count")
    func otherTerms() throws {
        let signed = Licence(signing: LicenceTests.terms(), with: Array(LicenceTests.keys[..<2])).encoded()
        let other = LicenceTests.terms(training: 6).encoded()
        let payload = LicenceTests.terms().encoded()
        let start = try #require(signed.firstRange(of: payload)?.lowerBound)
        var spliced = signed
        spliced.replaceSubrange(start..<(start + payload.count), with: other)
        let outcomes = try Licence(spliced).endorsement(by: LicenceTests.parties, quorum: 2).signers.map(\.outcome)
        #expect(outcomes == [.invalid, .invalid])
    }

    @Test("r and s of zero are malformed")
    func zeroSignature() throws {
        var bytes = Licence(signing: LicenceTests.terms(), with: [LicenceTests.keys[0]]).encoded()
        // Behind it are the headers of the ML-DSA-87 signature, 20 bytes, and the signature.
        let end = bytes.count - 4627 - 20
        bytes.replaceSubrange((end - 96)..<end, with: [UInt8](repeating: 0, count: 96))
        #expect(
            try Licence(bytes).endorsement(by: LicenceTests.parties, quorum: 1).signers.map(\.outcome) == [.malformed])
    }

    @Test("a party counts only where both its signatures hold, side by side")
    func halves() throws {
        let key = LicenceTests.keys[0]
        let classical = SigningKey(classical: key.classical, postQuantum: nil)
        let licence = Licence(signing: LicenceTests.terms(), with: [key])
        #expect(licence.signatures.map(\.algorithm) == [.esp384, .mldsa87])
        #expect(licence.signerCount == 1)
        let outcomes = { (bytes: [UInt8], parties: [Party]) in
            try Licence(bytes).endorsement(by: parties, quorum: 1).signers.map(\.outcome)
        }
        let bytes = licence.encoded()
        // The last byte is the end of the ML-DSA-87 signature.
        var broken = bytes
        broken[broken.count - 1] ^= 1
        #expect(try outcomes(broken, LicenceTests.parties) == [.invalid])
        // The head of the list of signatures, and where each of the two begins.
        let first = bytes.count - 4627 - 20 - 96 - 19
        let second = bytes.count - 4627 - 20
        try #require(bytes[first - 1] == 0x82)
        let (head, one, two) = (Array(bytes[..<(first - 1)]), bytes[first..<second], bytes[second...])
        #expect(try outcomes(head + [0x81] + one, LicenceTests.parties) == [.unpaired])
        #expect(try outcomes(head + [0x81] + two, LicenceTests.parties) == [.unpaired])
        #expect(try outcomes(head + [0x82] + two + one, LicenceTests.parties) == [.unpaired, .duplicate])
        #expect(try outcomes(head + [0x82] + one + one, LicenceTests.parties) == [.unpaired, .duplicate])
        #expect(try outcomes(head + [0x83] + one + two + two, LicenceTests.parties) == [.valid, .duplicate])
        // A classical party's one signature is not a hybrid one's, nor the other way about.
        let classicalParty = Party(name: "classical", key: classical.publicKey)
        let classicalLicence = Licence(signing: LicenceTests.terms(), with: [classical])
        #expect(classicalLicence.endorsement(by: [classicalParty], quorum: 1).holds)
        #expect(!classicalLicence.endorsement(by: LicenceTests.parties, quorum: 1).holds)
        #expect(!licence.endorsement(by: [classicalParty], quorum: 1).holds)
    }

    @Test("a quorum of nobody never holds")
    func emptyQuorum() throws {
        let licence = Licence(signing: LicenceTests.terms(), with: [LicenceTests.keys[3]])
        #expect(!licence.endorsement(by: [], quorum: 0).holds)
    }

    @Test("licences of the independent maker read and re-encode, and their quorums are as it meant them")
    func vectors() throws {
        let store = try TrustStoreTests.vectors()
        let parties = try #require(store.parties)
        for licence in store.licences {
            let holds = licence.endorsement(by: parties.parties, quorum: parties.licenceQuorum).holds
            #expect(holds == ![4, 5, 6].contains(licence.terms.sequence), "licence \(licence.terms.sequence)")
        }
        for name in try Vectors.names(in: "trust/licences") {
            let bytes = try Vectors.bytes("trust/licences/\(name)")
            #expect(try Licence(bytes).encoded() == bytes)
        }
        let chips = try #require(store.chips).chips.map(\.id)
        #expect(store.licences.first { $0.terms.sequence == 1 }?.terms.chipRoot == ChipSet(chips).root)
    }

    @Test("an installation carries a proof for a chip of the set, and there is none for another")
    func installation() throws {
        let licence = Licence(signing: LicenceTests.terms(), with: [LicenceTests.keys[0]])
        let set = ChipSet(LicenceTests.chips)
        for (index, chip) in LicenceTests.chips.enumerated() {
            let made = try #require(LicenceInstallation(licence, chip: chip, in: set))
            let read = try LicenceInstallation(made.encoded())
            #expect(read == made)
            let proof = InclusionProof(index: index, size: set.chips.count, path: read.path)
            #expect(proof.verify(entry: chip.bytes, root: licence.terms.chipRoot))
        }
        let stranger = try #require(ChipID([UInt8](repeating: 99, count: 16)))
        #expect(LicenceInstallation(licence, chip: stranger, in: set) == nil)
    }

    @Test("terms out of range are refused where they stand")
    func ranges() {
        let edits: [(String, (inout Licence.Terms) -> Void)] = [
            ("sequence", { $0.sequence = 0 }), ("chips.count", { $0.chipCount = 0 }),
            ("allowances.training", { $0.trainingAllowance = $0.totalAllowance + 1 }),
            ("ticks.until", { $0.endTick = $0.firstTick }), ("boots.through", { $0.lastBoot = $0.firstBoot - 1 }),
            ("quantum", { $0.quantum = 0 }), ("models.uses", { $0.models[0].uses = [] }),
            ("models", { $0.models = Array(repeating: $0.models[0], count: 17) }),
        ]
        for (field, edit) in edits {
            var terms = LicenceTests.terms()
            edit(&terms)
            let error = #expect(throws: DocumentError.self) { try Licence.Terms(terms.encoded()) }
            #expect(error?.field == field)
        }
    }
}
