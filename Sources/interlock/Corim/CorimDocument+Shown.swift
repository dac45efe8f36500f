import Attestation
import Cryptography

extension CorimDocument {
    /// What it says; `outcome` is what its signature is worth.
    func shown(outcome: String) -> JSONValue {
        .list([
            ("kind", .string(signature == nil ? "CoRIM, bare" : "CoRIM, signed")), ("id", corim.id.shown),
            ("profile", corim.profile.map { .string($0.description) } ?? .null),
            ("digest", .string(digest.description)), ("signature", signature?.shown(outcome: outcome)),
            ("validity", corim.validity?.shown), ("entities", .some(corim.entities.map(\.shown))),
            ("dependent rims", .some(corim.dependents.map(\.shown))), ("tags", .array(corim.tags.map(\.shown))),
            ("remarks", .some(remarks.map { .string($0) })),
        ])
    }
}

extension JSONValue {
    /// An object of those that are there.
    fileprivate static func list(_ members: [(String, JSONValue?)]) -> JSONValue {
        JSONValue(.object(members.compactMap { name, value in value.map { Member(name, $0) } }))
    }

    /// An array, or nil for none.
    fileprivate static func some(_ items: [JSONValue]) -> JSONValue? { items.isEmpty ? nil : .array(items) }
}

extension CorimSignature {
    fileprivate func shown(outcome: String) -> JSONValue {
        .list([
            ("outcome", .string(outcome)), ("algorithm", .string("\(algorithm)")), ("issuer", .string(issuer)),
            ("issuer's place", issuerLocation.map { .string($0) }), ("subject", subject.map { .string($0) }),
            ("key", keyIdentifier.map { .string($0.hex) }), ("from", notBefore.map { .string($0.rfc3339) }),
            ("until", notAfter.map { .string($0.rfc3339) }),
            ("other headers", .some(otherHeaders.map { .string($0) })),
        ])
    }
}

extension Corim.Identifier {
    fileprivate var shown: JSONValue { .string(description) }
}

extension Corim.Validity {
    fileprivate var shown: JSONValue {
        .list([("from", notBefore.map { .string($0.rfc3339) }), ("until", .string(notAfter.rfc3339))])
    }
}

extension Corim.Entity {
    fileprivate var shown: JSONValue {
        .list([
            ("name", .string(name)), ("place", registration.map { .string($0) }),
            ("roles", .array(roles.map { .number($0) })),
            ("beyond the draft", .some(extensions.map(\.shown))),
        ])
    }
}

extension Corim.Locator {
    fileprivate var shown: JSONValue {
        .list([
            ("at", .array(locations.map { .string($0) })),
            ("digests", .some(thumbprints.map(\.shown))),
        ])
    }
}

extension CBORItem.Pair {
    fileprivate var shown: JSONValue { .string("\(key.notation): \(value.notation)") }
}

extension CorimDigest {
    /// The algorithm and the digits.
    fileprivate var shown: JSONValue { .list([("\(algorithm)", .string(value.hex))]) }
}

extension CorimKey {
    /// The kind and what it is.
    fileprivate var shown: JSONValue {
        let name = kind.map { "\($0)" } ?? "tag \(tag)"
        return switch content {
        case .text(let text): .list([(name, .string(text))])
        case .bytes(let bytes): .list([(name, .string(bytes.hex))])
        case .digest(let digest): .list([(name, digest.shown)])
        case .item(let item): .list([(name, .string(item.notation))])
        }
    }
}

extension Corim.Tag {
    fileprivate var shown: JSONValue {
        switch self {
        case .comid(let comid): comid.shown
        case .coswid(let bytes): .list([("kind", .string("CoSWID")), ("bytes", .number(bytes.count))])
        case .list(let list):
            .list([
                ("kind", .string("CoTL")), ("tag", list.identity.shown), ("in force", .array(list.tags.map(\.shown))),
                ("validity", list.validity.shown),
            ])
        case .other(let number, let item):
            .list([("kind", .string("tag \(number)")), ("content", .string(item.notation))])
        }
    }
}

extension Comid.Identity {
    fileprivate var shown: JSONValue { .string("\(id), version \(version)") }
}

extension Comid {
    fileprivate var shown: JSONValue {
        .list([
            ("kind", .string("CoMID")), ("tag", identity.shown), ("language", language.map { .string($0) }),
            ("entities", .some(entities.map(\.shown))),
            ("linked", .some(links.map { .string("\($0.relation) \($0.id)") })),
            ("reference values", .some(references.map(\.shown))),
            ("endorsements", .some(endorsements.map(\.shown))),
            ("identity keys", .some(identityKeys.map(\.shown))),
            ("attestation keys", .some(attestationKeys.map(\.shown))),
            ("dependencies", .some(dependencies.map(\.shown))), ("memberships", .some(memberships.map(\.shown))),
            ("software", .some(software.map(\.shown))),
            ("series of conditional endorsements", .some(series.map(\.shown))),
            ("conditional endorsements", .some(conditionals.map(\.shown))),
            ("beyond the draft", .some((otherTriples + extensions).map(\.shown))),
        ])
    }
}

extension Comid.Measured {
    fileprivate var shown: JSONValue {
        .list([("of", environment.shown), ("measurements", .array(measurements.map(\.shown)))])
    }
}

extension Comid.Keyed {
    fileprivate var shown: JSONValue {
        .list([
            ("of", environment.shown), ("element", element.map { .string($0.description) }),
            ("keys", .array(keys.map(\.shown))),
            ("authorised by", .some(authorities.map(\.shown))),
        ])
    }
}

extension Comid.Domain {
    fileprivate var shown: JSONValue {
        .list([("of", domain.shown), ("members", .array(members.map(\.shown)))])
    }
}

extension Comid.Software {
    fileprivate var shown: JSONValue {
        .list([("of", environment.shown), ("tags", .array(tags.map(\.shown)))])
    }
}

extension Comid.Conditional {
    fileprivate var shown: JSONValue {
        .list([
            ("where", .array(conditions.map(\.shown))), ("there holds", .array(endorsements.map(\.shown))),
        ])
    }
}

extension Comid.Series {
    fileprivate var shown: JSONValue {
        let shownSteps = steps.map { step in
            JSONValue.list([
                ("where", .array(step.condition.map(\.shown))), ("there holds", .array(step.addition.map(\.shown))),
            ])
        }
        return .list([
            ("in any case", common.shown), ("authorised by", .some(authorities.map(\.shown))),
            ("steps", .array(shownSteps)),
        ])
    }
}

extension CorimEnvironment {
    fileprivate var shown: JSONValue {
        .list([
            ("class", kind?.id.map { .string($0.description) }), ("vendor", kind?.vendor.map { .string($0) }),
            ("model", kind?.model.map { .string($0) }), ("layer", kind?.layer.map { .number($0) }),
            ("index", kind?.index.map { .number($0) }), ("instance", instance.map { .string($0.description) }),
            ("group", group.map { .string($0.description) }),
        ])
    }
}

extension CorimMeasurement {
    fileprivate var shown: JSONValue {
        let modes = Flag.allCases.compactMap { flag in flags[flag].map { ("\(flag)", JSONValue.boolean($0)) } }
        return .list([
            ("element", element.map { .string($0.description) }), ("version", version.map { .string($0.shown) }),
            ("security version", securityVersion.map { .string($0.shown) }),
            ("digests", .some(digests.map(\.shown))), ("modes", modes.isEmpty ? nil : .list(modes)),
            ("value", rawValue.map { .string($0.shown) }), ("MAC address", macAddress.map { .string($0.hex) }),
            ("IP address", ipAddress.map { .string($0.hex) }), ("serial number", serialNumber.map { .string($0) }),
            ("UEID", ueid.map { .string($0.hex) }),
            ("UUID", uuid.map { .string(Corim.Identifier.uuid($0).description) }), ("name", name.map { .string($0) }),
            ("keys", .some(keys.map(\.shown))), ("registers", .some(registers.map(\.shown))),
            ("range", range.map { .string($0.shown) }),
            ("authorised by", .some(authorities.map(\.shown))),
            ("beyond the draft", .some(extensions.map(\.shown))),
        ])
    }
}

extension CorimMeasurement.Version {
    fileprivate var shown: String { scheme.map { "\(text), scheme \($0.notation)" } ?? text }
}

extension CorimMeasurement.SecurityVersion {
    fileprivate var shown: String {
        switch self {
        case .exact(let number): "\(number)"
        case .least(let number): "\(number) or later"
        }
    }
}

extension CorimMeasurement.RawValue {
    fileprivate var shown: String {
        switch form {
        case .whole: bytes.hex
        case .masked(let mask), .maskedApart(let mask): "\(bytes.hex), where \(mask.hex)"
        case .tagged(let number): "\(number)(\(bytes.hex))"
        }
    }
}

extension CorimMeasurement.Register {
    fileprivate var shown: JSONValue {
        .list([
            ("register", .string(id.description)), ("digests", .array(digests.map(\.shown))),
        ])
    }
}

extension CorimMeasurement.Range {
    fileprivate var shown: String {
        switch self {
        case .exact(let number): "\(number)"
        case .between(let first, let last):
            "\(first.map { "\($0)" } ?? "…") to \(last.map { "\($0)" } ?? "…")"
        }
    }
}
