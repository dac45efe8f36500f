import Cryptography

extension TrustStore {
    /// The files of a trust directory that hold this store: reading them gives an equal one.
    public var files: TrustFiles {
        var files = [
            TrustFiles.File(path: TrustFiles.root, bytes: Array(roots.map(\.pem).joined().utf8))
        ]
        if !latticeRoots.isEmpty {
            let pem = latticeRoots.map { PEM.encode($0.der, label: .certificate) }.joined()
            files.append(TrustFiles.File(path: TrustFiles.latticeRoot, bytes: Array(pem.utf8)))
        }
        let documents: [(String, JSONValue?)] = [
            (TrustFiles.referenceValues, referenceValues?.json), (TrustFiles.parties, parties?.json),
            (TrustFiles.chips, chips?.json), (TrustFiles.challenges, challenges.map { .array($0.map(\.json)) }),
            (TrustFiles.revoked, revocations?.json), (TrustFiles.policy, timing?.json),
            (TrustFiles.corims, corims.isEmpty ? nil : .array(corims.map(\.json))),
        ]
        for (path, json) in documents {
            if let json { files.append(TrustFiles.File(path: path, bytes: Array(json.text.utf8))) }
        }
        for licence in licences {
            files.append(TrustFiles.File(path: TrustStore.path(of: licence), bytes: licence.encoded()))
        }
        for list in revocationLists {
            let name = Digest384(hashing: list.der).description.prefix(16)
            files.append(TrustFiles.File(path: "\(TrustFiles.revocationLists)\(name).crl", bytes: list.der))
        }
        return TrustFiles(files)
    }

    /// Where a licence lies in a trust directory: its sequence, then the start of its digest.
    public static func path(of licence: Licence) -> String {
        let sequence = String(licence.terms.sequence)
        let padding = String(repeating: "0", count: max(0, 8 - sequence.count))
        return "\(TrustFiles.licences)\(padding)\(sequence)-\(licence.digest.description.prefix(16)).cbor"
    }
}

extension ReferenceValues {
    /// The form of `reference-values.json`.
    public var json: JSONValue {
        .object([
            "rom": .array(rom.map { .string($0.description) }),
            "runtime": .array(
                runtime.map {
                    .object([
                        "version": .string($0.version), "securityVersion": .number($0.securityVersion),
                        "digest": .string($0.digest.description),
                    ])
                }),
            "minimumSecurityVersion": .number(minimumSecurityVersion),
        ])
    }
}

extension TrustedParties {
    /// The form of `parties.json`.
    public var json: JSONValue {
        .object([
            "licenceQuorum": .number(licenceQuorum), "imageQuorum": .number(imageQuorum),
            "vendorKey": .string(vendor.raw.hex),
            "parties": .array(parties.map { .object(["name": .string($0.name), "key": .string($0.key.raw.hex)]) }),
        ])
    }
}

extension ChipRegister {
    /// The form of `chips.json`: a list, or an object where there are further sets.
    public var json: JSONValue {
        let list = JSONValue.array(
            chips.map { chip in
                let named: [JSONValue.Member] = [
                    JSONValue.Member("name", .string(chip.name)), JSONValue.Member("id", .string(chip.id.description)),
                ]
                let owner = chip.owner.map { [JSONValue.Member("owner", .string($0.description))] } ?? []
                return JSONValue(.object(named + owner))
            })
        guard !sets.isEmpty else { return list }
        return .object([
            "chips": list, "sets": .array(sets.map { .array($0.map { .string($0.description) }) }),
        ])
    }
}

extension Challenge {
    /// The form of an item of `challenges.json`.
    public var json: JSONValue {
        .object([
            "chip": .string(chip.description), "nonce": .string(nonce.hex), "tick": .number(tick),
            "answerBy": .number(answerBy),
        ])
    }
}

extension Revocations {
    /// The form of `revoked.json`.
    public var json: JSONValue {
        let lists = [
            JSONValue.Member("certificates", .array(certificates.map { .string($0.hex) })),
            JSONValue.Member("chips", .array(chips.map { .string($0.description) })),
            JSONValue.Member("licences", .array(licences.map { .string($0.description) })),
            JSONValue.Member("runtimes", .array(runtimes.map { .string($0.description) })),
        ]
        let times = [("asOf", asOf), ("nextUpdate", nextUpdate)].compactMap { name, moment in
            moment.map { JSONValue.Member(name, .string($0.rfc3339)) }
        }
        return JSONValue(.object(times + lists))
    }
}

extension AppraisalTiming {
    /// The form of `policy.json`.
    public var json: JSONValue {
        let members = [
            JSONValue.Member("epoch", .string(epoch.rfc3339)),
            JSONValue.Member("attestationInterval", .number(attestationInterval)),
            JSONValue.Member("grace", .number(grace)),
        ]
        let rule = staleness.map { staleness in
            JSONValue.Member(
                "revocation",
                .object([
                    "maximumAge": .number(staleness.maximumAge), "whenStale": .string(staleness.whenStale.rawValue),
                ]))
        }
        return JSONValue(.object(members + (rule.map { [$0] } ?? [])))
    }
}
