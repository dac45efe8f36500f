import Appraisal
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

@Suite("Ownership")
struct OwnershipTests {
    let world = TestWorld()
    var north: SigningKey { world.owner("north") }
    var south: SigningKey { world.owner("south") }
    private var challenge: [UInt8] { Array(repeating: 5, count: 32) }

    /// A chip that is north's, on.
    private func owned(_ mode: ExecutionMode = .native, _ name: String = "chip/0") throws -> Chip {
        let chip = try world.chip(name, mode: mode)
        try #require(chip.powerOn())
        try world.transfer(chip, from: nil, to: north, epoch: 1)
        chip.powerOff()
        try #require(chip.powerOn())
        return chip
    }

    private func compute(_ operations: UInt128, on chip: Chip, sequence: UInt64) throws {
        let terms = world.terms(for: [chip.id], sequence: sequence)
        _ = try chip.send(.installLicence, world.installation(terms, on: chip.id, of: [chip.id]))
        chip.load(weights: TestWorld.model, bytes: 1)
        _ = try chip.send(.measureModel)
        _ = try chip.open(.inference, 10_000)
        _ = chip.execute(.prefill, .work(operations))
    }

    @Test(
        "passes from nobody to an owner and on; evidence tells it, and old keys are worth nothing afterwards",
        arguments: ExecutionMode.allCases)
    func passes(mode: ExecutionMode) throws {
        let chip = try world.chip(mode: mode)
        #expect(chip.powerOn())
        #expect(try chip.claims().ownership == nil)
        _ = try chip.send(.offerOwnership, world.offer(chip, to: north, by: nil))
        #expect(try chip.claims().ownership == Ownership(epoch: 0, owner: .zero, next: north.publicKey.ownerDigest))
        _ = try chip.send(.acceptOwnership, world.acceptance(chip, by: north, epoch: 1))
        #expect(try chip.claims().ownership == Ownership(epoch: 1, owner: north.publicKey.ownerDigest))
        #expect(chip.counter(.owner) == 1)
        chip.powerOff()
        #expect(chip.powerOn())
        // The vendor's signature does not stand for an owner's any more.
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
            try chip.send(.offerOwnership, world.offer(chip, to: south, by: nil))
        }
        _ = try chip.send(.offerOwnership, world.offer(chip, to: south, by: north))
        // Until the next one takes it, it stays the present one's, who can offer it to another.
        #expect(try chip.claims().ownership?.owner == north.publicKey.ownerDigest)
        _ = try chip.send(.offerOwnership, world.offer(chip, to: world.owner("east"), by: north))
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
            try chip.send(.acceptOwnership, world.acceptance(chip, by: south, epoch: 2))
        }
        _ = try chip.send(.acceptOwnership, world.acceptance(chip, by: world.owner("east"), epoch: 2))
        chip.powerOff()
        #expect(chip.powerOn())
        let claims = try chip.claims()
        #expect(claims.ownership == Ownership(epoch: 2, owner: world.owner("east").publicKey.ownerDigest))
        #expect(claims.latchedFault == 0)
        // A stolen key of the old owner's.
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
            try chip.send(.offerOwnership, world.offer(chip, to: north, by: north))
        }
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
            try chip.send(.burnEntropy, world.entropy(chip, challenge, by: north))
        }
        let again = try ChipState(chip.state.encoded())
        #expect(again.counters.values == chip.state.counters.values)
    }

    @Test("both modes make the same bytes of a transfer")
    func sameBytes() throws {
        let chips = try ExecutionMode.allCases.map { try owned($0) }
        #expect(chips[0].state.encoded() == chips[1].state.encoded())
        #expect(try chips[0].evidence().encoded() == chips[1].evidence().encoded())
    }

    @Test("ends with its secrets and licences; what was used is told, and the interlock is closed")
    func ends() throws {
        let chip = try owned()
        let sealed = try chip.send(.seal, Array("north's".utf8))
        let secrets = SecretSearch(
            [.localIdentity, .alias, .runtimeStorage, .latticeAlias].compactMap { (slot: KeySlot) in
                chip.vaultSecrets[slot.rawValue]
            })
        try compute(300, on: chip, sequence: 5)
        let meter = chip.state.meter
        let old = world.installation(world.terms(for: [chip.id], sequence: 7), on: chip.id, of: [chip.id])
        // North's licences up to 8 were issued, 7 of them not installed yet.
        _ = try chip.send(.offerOwnership, world.offer(chip, to: south, by: north, lastLicence: 8))
        #expect(!chip.accelerator.isOpen)
        _ = try chip.open(.inference, 100)
        _ = chip.execute(.prefill, .work(50))
        _ = try chip.send(.acceptOwnership, world.acceptance(chip, by: south, epoch: 2))
        #expect(!chip.accelerator.isOpen)
        #expect(throws: Chip.Refusal.fault(.ownerChanged)) { try chip.send(.unseal, sealed) }
        #expect(throws: Chip.Refusal.fault(.ownerChanged)) { try chip.send(.seal, [1]) }
        for _ in 0..<2 {
            #expect(throws: Chip.Refusal.fault(.noLicence)) { try chip.send(.measureModel) }
            #expect(throws: Chip.Refusal.self) { try chip.open(.inference, 1) }
            chip.powerOff()
            #expect(chip.powerOn())
            chip.load(weights: TestWorld.model, bytes: 1)
        }
        #expect(throws: Chip.Refusal.fault(.sealBroken)) { try chip.send(.unseal, sealed) }
        #expect(throws: Chip.Refusal.fault(.licenceReplayed)) { try chip.send(.installLicence, old) }
        #expect(secrets.count(in: chip.vaultSecrets.values.flatMap { $0 }) == 0)
        let claims = try chip.claims()
        #expect(claims.licence == nil)
        #expect(claims.meter.total >= 350 && chip.state.meter.policyOperations > meter.policyOperations)
        let told = claims.log.entries.toldOperations
        #expect(told == claims.meter.total && claims.log.first == 0)
        try compute(100, on: chip, sequence: 9)
        #expect(try chip.claims().licence?.total.used == 100)
    }

    @Test("is offered by its owner and a quorum alone, over this chip, its challenge and what is offered")
    func refusedOffers() throws {
        let chip = try owned()
        let other = try owned(.native, "chip/1")
        let (stranger, parties) = (world.owner("stranger"), world.parties)
        let next = south.publicKey.ownerDigest
        let act = Authorization.Act.offer(next: next, lastLicence: 3)
        let quorum = [parties[0], parties[2]]
        let replayed = try world.offer(chip, to: south, by: north)
        _ = try chip.send(.challenge)
        func request(
            by signers: [SigningKey], and owner: SigningKey, act signed: Authorization.Act? = nil, on: Chip? = nil,
            change: (inout OwnershipRequest.OwnersPart) -> Void = { _ in }
        ) throws -> [UInt8] {
            let challenge = try (on ?? chip).send(.challenge)
            if on != nil { _ = try chip.send(.challenge) }
            var part = world.part(signed ?? act, on ?? chip, challenge, by: owner)
            change(&part)
            return OwnershipRequest.offer(
                next: next, lastLicence: 3,
                quorum: world.leave(signed ?? act, on ?? chip, challenge, by: signers), owner: part)
        }
        let half = { (isFirst: Bool) throws -> [UInt8] in
            // COSE_Sign with one of its two signatures: the array's head says one, the other is cut out.
            let challenge = try chip.send(.challenge)
            var part = world.part(act, chip, challenge, by: north)
            part.message = HalfSigned.half(of: part.message, keepingFirst: isFirst)
            return OwnershipRequest.offer(
                next: next, lastLicence: 3, quorum: world.leave(act, chip, challenge, by: quorum), owner: part)
        }
        let requests: [(String, () throws -> [UInt8])] = [
            ("a stranger for the owner", { try request(by: quorum, and: stranger) }),
            ("the next for the owner", { try request(by: quorum, and: south) }),
            (
                "a stranger with the owner's keys",
                {
                    try request(by: quorum, and: stranger) { $0.keys = north.publicKey.raw }
                }
            ),
            ("one party", { try request(by: [parties[0]], and: north) }),
            ("one party twice", { try request(by: [parties[0], parties[0]], and: north) }),
            ("the vendor for a party", { try request(by: [parties[0], world.vendor], and: north) }),
            ("the owner for a party", { try request(by: [parties[0], north], and: north) }),
            (
                "another last licence",
                {
                    try request(by: quorum, and: north, act: .offer(next: next, lastLicence: 2))
                }
            ),
            (
                "another next owner",
                {
                    try request(
                        by: quorum, and: north, act: .offer(next: stranger.publicKey.ownerDigest, lastLicence: 3))
                }
            ),
            ("another act", { try request(by: quorum, and: north, act: .acceptance(owner: next, epoch: 3)) }),
            ("another chip", { try request(by: quorum, and: north, on: other) }),
            (
                "an earlier challenge",
                {
                    _ = try chip.send(.challenge); return replayed
                }
            ),
            ("P-384 alone", { try half(true) }), ("ML-DSA-87 alone", { try half(false) }),
            (
                "nothing",
                {
                    _ = try chip.send(.challenge); return []
                }
            ),
            (
                "no owner",
                {
                    let challenge = try chip.send(.challenge)
                    return OwnershipRequest.offer(
                        next: next, lastLicence: 3,
                        quorum: world.leave(act, chip, challenge, by: quorum + [world.vendor]), owner: nil)
                }
            ),
        ]
        let before = try chip.claims()
        for (name, make) in requests {
            let request = try make()
            #expect(throws: Chip.Refusal.fault(.authorizationRefused), "\(name)") {
                try chip.send(.offerOwnership, request)
            }
            #expect(throws: Chip.Refusal.fault(.challengeMissing), "\(name)") {
                try chip.send(.offerOwnership, request)
            }
        }
        let claims = try chip.claims()
        #expect(claims.ownership == before.ownership)
        // Each is counted and told; what came without a challenge was not looked at.
        #expect(claims.interlock.refusals == before.interlock.refusals + UInt64(requests.count))
        #expect(claims.log.entries.count { $0.event.kind == .authorizationRefused } == requests.count)
    }

    @Test("any changed byte of an offer or of an acceptance is refused")
    func flips() throws {
        let chip = try owned()
        var generator = Generator(seed: 41)
        for isOffer in [true, false] {
            if !isOffer { _ = try chip.send(.offerOwnership, world.offer(chip, to: south, by: north)) }
            for _ in 0..<24 {
                var request =
                    try isOffer
                    ? world.offer(chip, to: south, by: north) : world.acceptance(chip, by: south, epoch: 2)
                request[Int.random(in: 0..<request.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
                #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
                    try chip.send(isOffer ? .offerOwnership : .acceptOwnership, request)
                }
                if try chip.claims().log.dropped > 0 { Issue.record("the log dropped entries") }
            }
        }
        #expect(try chip.claims().ownership?.epoch == 1)
    }

    @Test("is taken by the one who was named alone, over this chip, once")
    func refusedAcceptances() throws {
        let chip = try owned()
        #expect(throws: Chip.Refusal.fault(.ownershipNotOffered)) {
            try chip.send(.acceptOwnership, world.acceptance(chip, by: south, epoch: 2))
        }
        _ = try chip.send(.offerOwnership, world.offer(chip, to: south, by: north))
        let early = try world.acceptance(chip, by: south, epoch: 2)
        chip.powerOff()
        #expect(chip.powerOn())
        #expect(throws: Chip.Refusal.fault(.challengeMissing)) { try chip.send(.acceptOwnership, early) }
        for (key, epoch) in [
            (north, UInt64(2)), (world.owner("stranger"), 2), (world.vendor, 2), (south, 1), (south, 3),
        ] {
            #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
                try chip.send(.acceptOwnership, world.acceptance(chip, by: key, epoch: epoch))
            }
        }
        _ = try chip.send(.challenge)
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) { try chip.send(.acceptOwnership, early) }
        let good = try world.acceptance(chip, by: south, epoch: 2)
        _ = try chip.send(.acceptOwnership, good)
        #expect(throws: Chip.Refusal.fault(.ownershipNotOffered)) { try chip.send(.acceptOwnership, good) }
        // The offer that once held does not hold again, whoever kept it.
        #expect(try chip.claims().ownership == Ownership(epoch: 2, owner: south.publicKey.ownerDigest))
    }

    @Test("old flash put back is lost state, or the same owner: no earlier one comes back")
    func rolledBack() throws {
        let chip = try owned()
        try compute(300, on: chip, sequence: 5)
        let before = chip.state
        try world.transfer(chip, from: north, to: south, epoch: 2)
        for choice in 1..<8 {
            var state = chip.state
            let areas = [MemoryMap.stateOffset, MemoryMap.licenceOffset, MemoryMap.logOffset]
            for (index, area) in areas.enumerated() where choice >> index & 1 == 1 {
                let bytes = stride(from: area, to: area + 2 * MemoryMap.pageSize, by: 4).flatMap { offset in
                    (0..<4).map { UInt8(truncatingIfNeeded: before.flash.load(offset) >> ($0 * 8)) }
                }
                state.flash.write(bytes, at: area)
            }
            let next = Chip(state, firmware: .builtIn, mode: .native, cache: world.cache)
            try #require(next.powerOn())
            let claims = try next.claims()
            #expect(claims.ownership?.owner != north.publicKey.ownerDigest, "choice \(choice)")
            #expect(claims.licence == nil && claims.meter.total == 300, "choice \(choice)")
            #expect(throws: Chip.Refusal.self) { try next.open(.inference, 1) }
            #expect(choice & 1 == 0 || claims.latchedFault == UInt64(Fault.stateLost.rawValue), "choice \(choice)")
        }
    }

    @Test("refusals without end fill no more than the log: an attestation empties it, and service goes on")
    func exhaustion() throws {
        let chip = try owned()
        for _ in 0..<200 {
            #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
                _ = try chip.send(.challenge)
                _ = try chip.send(.offerOwnership, [0])
            }
        }
        let full = try chip.claims()
        #expect(full.interlock.refusals == 200 && full.log.dropped > 0)
        #expect(full.log.entries.count + Int(full.log.dropped) >= 200)
        try compute(10, on: chip, sequence: 5)
        #expect(try chip.claims().log.dropped == 0)
    }

    @Test("bounds field entropy: its owner must sign; a chip that is nobody's gives one slot away")
    func entropy() throws {
        let chip = try world.chip(mode: .native)
        #expect(chip.powerOn())
        for length in [0, 31, 33] {
            #expect(throws: Chip.Refusal.fault(.malformedRequest)) {
                try chip.send(.burnEntropy, [UInt8](repeating: 8, count: length))
            }
        }
        _ = try chip.send(.burnEntropy, challenge)
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) { try chip.send(.burnEntropy, challenge) }
        try world.transfer(chip, from: nil, to: north, epoch: 1)
        chip.powerOff()
        #expect(chip.powerOn())
        _ = try chip.send(.challenge)
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) { try chip.send(.burnEntropy, challenge) }
        let signed = try world.entropy(chip, challenge, by: north)
        _ = try chip.send(.burnEntropy, signed)
        #expect(throws: Chip.Refusal.fault(.challengeMissing)) { try chip.send(.burnEntropy, signed) }
        #expect(throws: Chip.Refusal.fault(.authorizationRefused)) {
            try chip.send(.burnEntropy, world.entropy(chip, challenge, by: south))
        }
        #expect(chip.state.fuses.fieldEntropy.count == 2)
    }

    @Test("shows in an appraisal: the register's owner, another one, and a history with two")
    func appraisal() throws {
        let chip = try owned()
        let first = try chip.evidence()
        var trust = try world.trust()
        func rules(_ owner: Digest384?, _ evidence: [Evidence]) -> [Rule] {
            trust.chips = ChipRegister(chips: [.init(name: "one", id: chip.id, owner: owner)])
            return Appraiser(trust: trust, question: Question(nonce: challenge, completeness: .part))
                .appraise(evidence.map { Exhibit(name: "\($0.claims.log.first)", bytes: $0.encoded()) })
                .findings.map(\.rule)
        }
        #expect(rules(north.publicKey.ownerDigest, [first]) == [.ownerChanged, .ownerChanged])
        #expect(rules(nil, [first]) == [.ownerChanged, .ownerChanged])
        #expect(rules(south.publicKey.ownerDigest, [first]).contains(.ownerUnknown))
        try world.transfer(chip, from: north, to: south, epoch: 2)
        let second = try chip.evidence()
        #expect(!rules(south.publicKey.ownerDigest, [first, second]).contains(.ownerUnknown))
        #expect(rules(north.publicKey.ownerDigest, [first, second]).contains(.ownerUnknown))
        #expect(!rules(south.publicKey.ownerDigest, [first, second]).contains(.countersContradict))
        let untouched = try world.chip(mode: .native)
        #expect(untouched.powerOn())
        #expect(rules(north.publicKey.ownerDigest, [try untouched.evidence()]).contains(.ownerUnknown))
    }
}

/// A message with one of its two signatures.
enum HalfSigned {
    /// The array head 0x82 of the signatures is the message's only place from which two that are alike in all but the
    /// last byte string go to the end: [header, {}, signature] with headers of one length.
    static func half(of message: [UInt8], keepingFirst: Bool) -> [UInt8] {
        // Array head, byte string head, {1: alg in 2 bytes, 4: identifier in 9}, the empty map, the signature's head.
        let header = 1 + 1 + 1 + 1 + 2 + 1 + 9 + 1
        let classical = header + 2 + COSE.signatureLength
        let start = message.count - classical - (header + 3 + COSE.mldsaSignatureLength)
        precondition(message[start - 1] == 0x82 && message[start] == 0x83, "Two signatures end the message.")
        let kept = keepingFirst ? message[start..<start + classical] : message[(start + classical)...]
        return message[..<(start - 1)] + [0x81] + kept
    }
}
