import Agreement
import Attestation
import Cryptography
import Wire

extension Licence {
    /// The licence for people and programs.
    func shown(_ endorsement: Endorsement?) -> [JSONValue.Member] {
        var members = [
            JSONValue.Member("kind", .string("licence")), JSONValue.Member("digest", .string(digest.description)),
            JSONValue.Member("terms", terms.shown),
        ]
        if let endorsement {
            members.append(JSONValue.Member("signatures", endorsement.shown))
            members.append(JSONValue.Member("quorum", .number(endorsement.quorum)))
            members.append(JSONValue.Member("quorum holds", .boolean(endorsement.holds)))
        } else {
            members.append(JSONValue.Member("signatures", .array(signatures.map(\.shown))))
        }
        return members
    }
}

extension SignedDocument.Signature {
    /// Who is said to have signed.
    var shown: JSONValue {
        .object([
            "key": .string(keyIdentifier.hex), "algorithm": .string(algorithm.rawValue),
            "outcome": .string("not verified: no parties are given"),
        ])
    }
}

extension Endorsement {
    /// Each signature with what it is worth.
    var shown: JSONValue {
        .array(
            signers.map { signer in
                .object([
                    "key": .string(signer.keyIdentifier.hex),
                    "party": signer.name.map { .string($0) } ?? .null,
                    "outcome": .string(signer.outcome.words),
                ])
            })
    }
}

extension Endorsement.Outcome {
    fileprivate var words: String {
        switch self {
        case .valid: "valid"
        case .invalid: "does not verify"
        case .malformed: "r or s is out of range"
        case .unknownSigner: "by nobody known"
        case .unpaired: "not P-384 with ML-DSA-87 behind it, as the party's keys demand"
        case .duplicate: "a second one of this party"
        }
    }
}

extension Licence.Terms {
    /// What is permitted.
    var shown: JSONValue {
        var members: [JSONValue.Member] = [
            .init("agreement", .string(agreement.description)), .init("sequence", .number(sequence)),
            .init("chips", .number(chipCount)), .init("chip root", .string(chipRoot.description)),
            .init("total allowance", .decimal(totalAllowance)),
            .init("training allowance", .decimal(trainingAllowance)), .init("models", .array(models.map(\.shown))),
            .init("valid from tick", .number(firstTick)), .init("valid until before tick", .number(endTick)),
            .init("valid from boot", .number(firstBoot)), .init("valid through boot", .number(lastBoot)),
            .init("quantum", .decimal(quantum)),
        ]
        if let newestGeneration { members.append(.init("newest generation", .number(newestGeneration))) }
        if let run {
            members.append(.init("run's threshold", .decimal(run.threshold)))
            members.append(
                .init("untraced weights", run.untraced.map { .decimal($0) } ?? .string("may not be trained")))
        }
        if let data {
            members.append(.init("data manifests", .array(data.manifests.map { .string($0.description) })))
            let excluded = (0..<32).filter { data.excludedClasses & 1 << UInt32($0) != 0 }
            members.append(.init("excluded classes", .array(excluded.map { .number($0) })))
        }
        for (name, rate) in [
            ("operations", rates.operations), ("tokens", rates.tokens), ("bytes to chips outside", rates.outside),
        ] {
            guard let rate else { continue }
            members.append(.init("\(name) a tick", .number(rate.perTick)))
            members.append(.init("\(name) at once", .number(rate.burst)))
        }
        return JSONValue(.object(members))
    }
}

extension Licence.Terms.Model {
    fileprivate var shown: JSONValue {
        var members: [JSONValue.Member] = [
            .init("weights", .string(weights.description)), .init("uses", .string(uses.shown)),
        ]
        if let adapter { members.append(.init("adapter", .string(adapter.description))) }
        if let filter { members.append(.init("filter", .string(filter.description))) }
        if generation > 0 { members.append(.init("generation", .number(generation))) }
        if replicas > 0 { members.append(.init("on the first chips of the set", .number(replicas))) }
        return JSONValue(.object(members))
    }
}

extension Licence.Terms.Uses {
    fileprivate var shown: String {
        [contains(.inference) ? "inference" : nil, contains(.training) ? "training" : nil].compactMap(\.self)
            .joined(separator: " and ")
    }
}

extension VerifyingKey {
    /// The keys, and how signatures name them.
    var shown: JSONValue {
        .object([
            "kind": .string("public key, P-384" + (postQuantum == nil ? " alone" : " and ML-DSA-87")),
            "key": .string(raw.hex),
            "key identifier": .string(Party.keyIdentifier(of: self).hex),
            "digest, for agreements": .string(Digest384(hashing: raw).description),
        ])
    }
}

extension Certificate {
    /// The certificate, with what DICE adds.
    var shown: JSONValue {
        let dice = try? DICECertificate(der: der)
        var members = [
            JSONValue.Member("kind", .string("certificate")),
            JSONValue.Member("subject", .string(subjectCommonName ?? "-")),
            JSONValue.Member("issuer", .string(issuerCommonName ?? "-")),
            JSONValue.Member("serial", .string(serial.hex)), JSONValue.Member("not before", .string(notBefore.rfc3339)),
            JSONValue.Member("not after", .string(notAfter.rfc3339)), JSONValue.Member("authority", .boolean(isCA)),
            JSONValue.Member("key", .string(publicKey.raw.hex)),
        ]
        if let chip = dice?.chip { members.append(JSONValue.Member("chip", .string(chip.description))) }
        if let info = dice?.tcbInfo { members.append(JSONValue.Member("tcb info", info.shown)) }
        return JSONValue(.object(members))
    }
}

extension RevocationList {
    /// Whose the list is, and when it was true.
    var shown: JSONValue {
        .object([
            "kind": .string("certificate revocation list"), "issuer": .string(issuerCommonName ?? "-"),
            "number": number.map { .string($0.isEmpty ? "00" : $0.hex) } ?? .null,
            "this update": .string(update.thisUpdate.rfc3339),
            "next update": update.nextUpdate.map { .string($0.rfc3339) } ?? .null,
            "signature": .string("not verified: no root is given"),
        ])
    }
}

extension TCBInfo {
    /// The layer.
    var shown: JSONValue {
        .object([
            "vendor": vendor.map { .string($0) } ?? .null, "model": model.map { .string($0) } ?? .null,
            "version": version.map { .string($0) } ?? .null,
            "security version": securityVersion.map { .number($0) } ?? .null,
            "layer": layer.map { .number($0) } ?? .null,
            "firmware": .array(firmwareDigests.map { .string($0.description) }),
        ])
    }
}

extension FlashSlot {
    /// The image.
    var shown: JSONValue {
        var members = [JSONValue.Member("kind", .string("firmware image"))]
        if let table = try? Attestation.KeyTable(keyTable) {
            members.append(JSONValue.Member("key table", table.shown))
        }
        if let manifest = try? SignedManifest(manifest) {
            members.append(JSONValue.Member("manifest", manifest.shown(codeOf: self)))
        }
        members.append(JSONValue.Member("code bytes", .number(code.count)))
        return JSONValue(.object(members))
    }
}

extension Attestation.KeyTable {
    /// The keys.
    var shown: JSONValue {
        .object([
            "kind": .string("key table"), "digest": .string(digest.description), "image quorum": .number(imageQuorum),
            "licence quorum": .number(licenceQuorum), "vendor": vendor.shown,
            "parties": .array(parties.map(\.shown)),
        ])
    }
}

extension Attestation.KeyTable.Signer {
    fileprivate var shown: JSONValue {
        guard let digest else { return .string(key.hex) }
        return .object(["P-384 key": .string(key.hex), "digest of both keys": .string(digest.description)])
    }
}

extension SignedManifest {
    /// The manifest; with its slot, also whether code and key table are those that it names, and who signed.
    func shown(codeOf slot: FlashSlot?) -> JSONValue {
        var members = [
            JSONValue.Member("kind", .string("image manifest")), JSONValue.Member("version", .string(content.version)),
            JSONValue.Member("security version", .number(content.securityVersion)),
            JSONValue.Member("load address", .string("0x" + String(content.loadAddress, radix: 16))),
            JSONValue.Member("entry address", .string("0x" + String(content.entryAddress, radix: 16))),
            JSONValue.Member("code bytes", .number(content.codeLength)),
            JSONValue.Member("code digest", .string(content.codeDigest.description)),
            JSONValue.Member("key table digest", .string(content.keyTableDigest.description)),
        ]
        guard let slot else {
            members.append(JSONValue.Member("signatures", .array(signatures.map(\.shown))))
            return JSONValue(.object(members))
        }
        let isCode = content.codeDigest == Digest384(hashing: slot.code) && Int(content.codeLength) == slot.code.count
        members.append(JSONValue.Member("code is the named one", .boolean(isCode)))
        let isTable = content.keyTableDigest == Digest384(hashing: slot.keyTable)
        members.append(JSONValue.Member("key table is the named one", .boolean(isTable)))
        if let table = try? Attestation.KeyTable(slot.keyTable) {
            let keys = [("vendor", table.vendor)] + table.parties.enumerated().map { ("party \($0)", $1) }
            let signers = keys.enumerated().compactMap { index, signer in
                slot.key(of: signer.1, at: index).map { Party(name: signer.0, key: $0) }
            }
            let endorsement = endorsement(by: signers, quorum: table.imageQuorum + 1)
            members.append(JSONValue.Member("signatures", endorsement.shown))
        }
        return JSONValue(.object(members))
    }
}

extension Agreement {
    /// The agreement.
    var shown: JSONValue {
        .object([
            "kind": .string("agreement"), "name": .string(name), "beneficiary": .string(beneficiary),
            "parties": .array(parties.map { .string($0) }), "licence quorum": .number(licenceQuorum),
            "firmware quorum": .number(firmwareQuorum), "total allowance": .decimal(totalAllowance),
            "training allowance": .decimal(trainingAllowance),
            "models": .array(
                models.map {
                    .object([
                        "name": .string($0.name), "weights": .string($0.weights.description),
                        "uses": .string($0.uses.shown),
                    ])
                }),
            "attestation interval": .number(attestationInterval), "grace": .number(grace),
            "digest": .string(digest.description),
        ])
    }
}
