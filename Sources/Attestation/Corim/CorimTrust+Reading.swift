import Cryptography

extension CorimTrust {
    /// What a manifest says.
    ///
    /// - Throws: where it has another profile, or says what the profile has no place for.
    public init(_ corim: Corim) throws(CorimError) {
        guard corim.profile?.description == CorimTrust.profile.description else {
            let what = corim.profile.map { "the profile is \($0)" } ?? "it has no profile"
            throw CorimError(
                field: "profile", reason: "\(what), which is not judged by here",
                mend: "give one of profile \(CorimTrust.profile)")
        }
        guard corim.tags.count == 1, case .comid(let comid)? = corim.tags.first else {
            throw CorimError(
                field: "tags", reason: "the profile has exactly one tag, a CoMID", mend: "give one CoMID a manifest")
        }
        try CorimTrust.checkNothingElse(corim, comid)
        identity = comid.identity
        roots = []
        latticeRoots = []
        for (index, keyed) in comid.attestationKeys.enumerated() {
            try read(keyed, "tags[0].triples.attest-key-triples[\(index)]")
        }
        referenceValues = try CorimTrust.referenceValues(comid.references)
        chips = try CorimTrust.chips(comid)
    }

    private static func checkNothingElse(_ corim: Corim, _ comid: Comid) throws(CorimError) {
        let triples = "tags[0].triples"
        let others = [
            ("", !corim.extensions.isEmpty), ("tags[0]", !comid.extensions.isEmpty),
            ("tags[0].linked-tags", !comid.links.isEmpty), (triples, !comid.otherTriples.isEmpty),
            ("\(triples).identity-triples", !comid.identityKeys.isEmpty),
            ("\(triples).dependency-triples", !comid.dependencies.isEmpty),
            ("\(triples).coswid-triples", !comid.software.isEmpty),
            ("\(triples).conditional-endorsement-series-triples", !comid.series.isEmpty),
            ("\(triples).conditional-endorsement-triples", !comid.conditionals.isEmpty),
            ("\(triples).attest-key-triples", comid.attestationKeys.count > 1),
        ]
        if let other = others.first(where: \.1) {
            throw outside(other.0)
        }
    }

    private static func outside(_ field: String) -> CorimError {
        CorimError(
            field: field, reason: "the profile has no place for this", mend: "take it out (Specs/Corim.md)")
    }

    private mutating func read(_ keyed: Comid.Keyed, _ field: String) throws(CorimError) {
        guard keyed.environment == CorimEnvironment.ours(), keyed.element == nil, keyed.authorities.isEmpty else {
            throw CorimTrust.outside(field)
        }
        for (index, key) in keyed.keys.enumerated() {
            let place = "\(field).key-list[\(index)]"
            guard let der = key.certificateDER else { throw CorimTrust.outside(place) }
            if let certificate = try? LatticeCertificate(der: der) {
                latticeRoots.append(certificate)
            } else {
                do { roots.append(try Certificate(der: der)) } catch {
                    throw CorimError(
                        field: place, reason: "it is no certificate of ours (\(error))", mend: "give the vendor's roots"
                    )
                }
            }
        }
        guard Set(roots).count == roots.count, Set(latticeRoots).count == latticeRoots.count else {
            throw CorimError(field: field, reason: "a certificate occurs twice", mend: "give each once")
        }
    }

    private static func referenceValues(_ references: [Comid.Measured]) throws(CorimError) -> ReferenceValues? {
        guard !references.isEmpty else { return nil }
        var values = ReferenceValues(rom: [], runtime: [], minimumSecurityVersion: 0)
        var minimum: UInt64?
        var (roms, runtimes) = (Set<Digest384>(), Set<Digest384>())
        let list = "tags[0].triples.reference-triples"
        for (index, reference) in references.enumerated() {
            let field = "\(list)[\(index)]"
            guard reference.measurements.count == 1 else { throw outside("\(field).claims") }
            let measurement = reference.measurements[0]
            if reference.environment == .ours(layer: 0), let rom = measurement.rom {
                guard roms.insert(rom).inserted else { throw twice(field) }
                values.rom.append(rom)
            } else if reference.environment == .ours(layer: 1), let runtime = measurement.runtime {
                guard runtimes.insert(runtime.digest).inserted else { throw twice(field) }
                values.runtime.append(runtime)
            } else if reference.environment == .ours(layer: 1), let least = measurement.minimum {
                guard minimum == nil else { throw twice(field) }
                minimum = least
            } else {
                throw outside(field)
            }
        }
        guard let minimum else {
            throw CorimError(
                field: list, reason: "the least security version is missing",
                mend: "add a record of layer 1 with svn 553(least)")
        }
        values.minimumSecurityVersion = minimum
        return values
    }

    private static func twice(_ field: String) -> CorimError {
        CorimError(field: field, reason: "the same was said before", mend: "give each once")
    }

    private static func chips(_ comid: Comid) throws(CorimError) -> ChipRegister? {
        var chips: [ChipRegister.Chip] = []
        for (index, endorsement) in comid.endorsements.enumerated() {
            guard let id = endorsement.environment.chip, endorsement.measurements.count == 1,
                let chip = endorsement.measurements[0].chip(id)
            else { throw outside("tags[0].triples.endorsed-triples[\(index)]") }
            chips.append(chip)
        }
        var sets: [[ChipID]] = []
        for (index, membership) in comid.memberships.enumerated() {
            let field = "tags[0].triples.membership-triples[\(index)]"
            guard membership.domain == .set(index), !chips.isEmpty else { throw outside("\(field).domain-id") }
            let members = membership.members.compactMap(\.chip)
            guard members.count == membership.members.count else { throw outside("\(field).members") }
            sets.append(members)
        }
        return chips.isEmpty ? nil : ChipRegister(chips: chips, sets: sets)
    }
}

extension CorimKey {
    /// The certificate, where it is one.
    fileprivate var certificateDER: [UInt8]? {
        switch (kind, content) {
        case (.certificateDER, .bytes(let der)): der
        case (.certificate, .text(let pem)): try? PEM.decode(pem, label: .certificate)
        default: nil
        }
    }
}

extension CorimMeasurement {
    /// The digest, where this is that of a ROM and nothing else.
    fileprivate var rom: Digest384? {
        digests.first?.sha384.flatMap { self == CorimMeasurement(rom: $0) ? $0 : nil }
    }

    /// The runtime, where this is one and nothing else.
    fileprivate var runtime: ReferenceValues.Runtime? {
        guard let digest = digests.first?.sha384, let version, case .exact(let number) = securityVersion else {
            return nil
        }
        let runtime = ReferenceValues.Runtime(version: version.text, securityVersion: number, digest: digest)
        return self == CorimMeasurement(runtime) ? runtime : nil
    }

    /// The least security version, where this is one and nothing else.
    fileprivate var minimum: UInt64? {
        guard case .least(let number) = securityVersion else { return nil }
        return self == CorimMeasurement(minimum: number) ? number : nil
    }

    /// The chip, where this is what is told of one and nothing else.
    fileprivate func chip(_ id: ChipID) -> ChipRegister.Chip? {
        guard let name else { return nil }
        var owner: Digest384?
        if case .digest(let digest)? = keys.first?.content { owner = digest.sha384 }
        let chip = ChipRegister.Chip(name: name, id: id, owner: owner)
        return self == CorimMeasurement(chip) ? chip : nil
    }
}
