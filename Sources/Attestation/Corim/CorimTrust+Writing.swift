import Cryptography

extension CorimTrust {
    /// The manifest that says this.
    ///
    /// - Parameters:
    ///   - id: what it is called; nil for a name made of its content.
    ///   - validity: when it holds; nil for always.
    /// - Returns: nil where there is nothing to say.
    public func corim(id: Corim.Identifier? = nil, validity: Corim.Validity? = nil) -> Corim? {
        guard !files.isEmpty else { return nil }
        var comid = Comid(identity)
        let keys = (roots.map(\.der) + latticeRoots.map(\.der)).map { CorimKey.certificate(der: $0) }
        if !keys.isEmpty { comid.attestationKeys = [Comid.Keyed(.ours(), keys: keys)] }
        if let referenceValues {
            comid.references =
                referenceValues.rom.map { Comid.Measured(.ours(layer: 0), [CorimMeasurement(rom: $0)]) }
                + referenceValues.runtime.map { Comid.Measured(.ours(layer: 1), [CorimMeasurement($0)]) }
                + [
                    Comid.Measured(
                        .ours(layer: 1), [CorimMeasurement(minimum: referenceValues.minimumSecurityVersion)])
                ]
        }
        if let chips {
            comid.endorsements = chips.chips.map { Comid.Measured(.chip($0.id), [CorimMeasurement($0)]) }
            comid.memberships = chips.sets.enumerated().map { index, set in
                Comid.Domain(.set(index), members: set.map { .chip($0) })
            }
        }
        let name = "interlock:\(Digest384(hashing: comid.item.encoded()).description.prefix(32))"
        return Corim(id: id ?? .text(name), tags: [.comid(comid)], profile: CorimTrust.profile, validity: validity)
    }
}

extension CorimEnvironment {
    /// A layer of our chips, as their evidence names it; nil for all of the chip.
    static func ours(layer: UInt64? = nil) -> CorimEnvironment {
        CorimEnvironment(
            kind: Class(vendor: ConciseEvidence.vendor, model: ConciseEvidence.model, layer: layer))
    }

    /// One of our chips, by its UEID (RFC 9711, section 4.2.1: type 1, random).
    static func chip(_ id: ChipID) -> CorimEnvironment {
        CorimEnvironment(kind: ours().kind, instance: .ueid([1] + id.bytes))
    }

    /// A set of chips by its place.
    static func set(_ index: Int) -> CorimEnvironment {
        let number = (0..<4).map { UInt8(truncatingIfNeeded: index >> (24 - 8 * $0)) }
        return CorimEnvironment(kind: ours().kind, group: .bytes(number))
    }

    /// The chip, where this is one of ours.
    var chip: ChipID? {
        guard case .ueid(let bytes)? = instance, bytes.first == 1, let id = ChipID(Array(bytes.dropFirst())),
            self == .chip(id)
        else { return nil }
        return id
    }
}

extension CorimMeasurement {
    /// A ROM.
    init(rom: Digest384) {
        self.init()
        digests = [CorimDigest(rom)]
    }

    /// A runtime.
    init(_ runtime: ReferenceValues.Runtime) {
        self.init()
        version = Version(runtime.version)
        securityVersion = .exact(runtime.securityVersion)
        digests = [CorimDigest(runtime.digest)]
    }

    /// The least security version.
    init(minimum: UInt64) {
        self.init()
        securityVersion = .least(minimum)
    }

    /// What is told of a chip: its name, and its owner where it has one.
    init(_ chip: ChipRegister.Chip) {
        self.init()
        name = chip.name
        keys = chip.owner.map { [CorimKey.thumbprint($0)] } ?? []
    }
}
