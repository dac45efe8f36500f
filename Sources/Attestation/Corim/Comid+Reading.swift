extension Comid {
    /// Reads the form of `concise-mid-tag`.
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        self.init(try Identity(map.require(1, "tag-identity")))
        language = try map.take(0, "language").map { (field) throws(CorimError) in try field.text() }
        entities = try map.list(2, "entities") { (field) throws(CorimError) in try Corim.Entity(field) }
        links = try map.list(3, "linked-tags") { (field) throws(CorimError) in try Link(field) }
        var triples = try CorimMap(try map.require(4, "triples"))
        try triples.requireContent()
        extensions = map.others
        references = try triples.list(0, "reference-triples", Measured.read)
        endorsements = try triples.list(1, "endorsed-triples", Measured.read)
        identityKeys = try triples.list(2, "identity-triples") { (field) throws(CorimError) in try Keyed(field) }
        attestationKeys = try triples.list(3, "attest-key-triples") { (field) throws(CorimError) in try Keyed(field) }
        dependencies = try triples.list(4, "dependency-triples") { (field) throws(CorimError) in try Domain(field) }
        memberships = try triples.list(5, "membership-triples") { (field) throws(CorimError) in try Domain(field) }
        software = try triples.list(6, "coswid-triples") { (field) throws(CorimError) in try Software(field) }
        series = try triples.list(8, "conditional-endorsement-series-triples") { (field) throws(CorimError) in
            try Series(field)
        }
        conditionals = try triples.list(10, "conditional-endorsement-triples") { (field) throws(CorimError) in
            try Conditional(field)
        }
        otherTriples = triples.others
    }

    var item: CBORItem {
        let triples = CBORItem.map(
            [
                0: .list(references.map(\.item)), 1: .list(endorsements.map(\.item)),
                2: .list(identityKeys.map(\.item)), 3: .list(attestationKeys.map(\.item)),
                4: .list(dependencies.map(\.item)), 5: .list(memberships.map(\.item)),
                6: .list(software.map(\.item)), 8: .list(series.map(\.item)),
                10: .list(conditionals.map(\.item)),
            ], otherTriples)
        return .map(
            [
                0: language.map { .text($0) }, 1: identity.item, 2: .list(entities.map(\.item)),
                3: .list(links.map(\.item)), 4: triples,
            ], extensions)
    }
}

extension Comid.Identity {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        id = try Corim.Identifier(map.require(0, "tag-id"))
        version = try map.take(1, "tag-version").map { (field) throws(CorimError) in try field.unsigned() } ?? 0
        try map.finish()
    }

    var item: CBORItem { .map([0: id.item, 1: version == 0 ? nil : .unsigned(version)]) }
}

extension Comid.Link {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        id = try Corim.Identifier(map.require(0, "linked-tag-id"))
        let kind = try map.require(1, "tag-rel")
        guard let known = Relation(rawValue: try kind.unsigned()) else {
            throw kind.error("this relation is not known", mend: "give 0, supplements, or 1, replaces")
        }
        relation = known
        try map.finish()
    }

    var item: CBORItem { .map([0: id.item, 1: .unsigned(relation.rawValue)]) }
}

extension Comid.Measured {
    static func read(_ field: CorimField) throws(CorimError) -> Comid.Measured {
        try read(field, 1...Int.max)
    }

    /// Reads a record, with so many measurements.
    static func read(_ field: CorimField, _ counts: ClosedRange<Int>) throws(CorimError) -> Comid.Measured {
        let parts = try field.record(["environment", "claims"])
        return Comid.Measured(try CorimEnvironment(parts[0]), try CorimMeasurement.list(parts[1], counts))
    }

    var item: CBORItem { .array([environment.item, .array(measurements.map(\.item))]) }
}

extension Comid.Keyed {
    init(_ field: CorimField) throws(CorimError) {
        let parts = try field.record(["environment", "key-list", "conditions"], optional: 1)
        self.init(try CorimEnvironment(parts[0]), keys: try CorimKey.list(parts[1]))
        guard parts.count > 2 else { return }
        var conditions = try CorimMap(parts[2])
        try conditions.requireContent()
        element = try conditions.take(0, "mkey").map { (field) throws(CorimError) in
            try CorimName(field, .element)
        }
        authorities =
            try conditions.take(1, "authorized-by").map { (field) throws(CorimError) in try CorimKey.list(field) } ?? []
        try conditions.finish()
    }

    var item: CBORItem {
        let conditions = CBORItem.map([0: element?.item, 1: .list(authorities.map(\.item))])
        let parts = [environment.item, .array(keys.map(\.item))]
        return .array(element == nil && authorities.isEmpty ? parts : parts + [conditions])
    }
}

extension Comid.Domain {
    init(_ field: CorimField) throws(CorimError) {
        let parts = try field.record(["domain-id", "members"])
        self.init(
            try CorimEnvironment(parts[0]),
            members: try parts[1].items { (field) throws(CorimError) in try CorimEnvironment(field) })
    }

    var item: CBORItem { .array([domain.item, .array(members.map(\.item))]) }
}

extension Comid.Software {
    init(_ field: CorimField) throws(CorimError) {
        let parts = try field.record(["environment", "tag-ids"])
        environment = try CorimEnvironment(parts[0])
        tags = try parts[1].items { (field) throws(CorimError) in try Corim.Identifier(field) }
    }

    var item: CBORItem { .array([environment.item, .array(tags.map(\.item))]) }
}

extension Comid.Conditional {
    init(_ field: CorimField) throws(CorimError) {
        let parts = try field.record(["conditions", "endorsements"])
        conditions = try parts[0].items(1...Int.max, Comid.Measured.read)
        endorsements = try parts[1].items(1...Int.max, Comid.Measured.read)
    }

    var item: CBORItem { .array([.array(conditions.map(\.item)), .array(endorsements.map(\.item))]) }
}

extension Comid.Series {
    init(_ field: CorimField) throws(CorimError) {
        let parts = try field.record(["common-condition", "series"])
        let condition = try parts[0].record(["environment", "claims-list", "authorized-by"], optional: 1)
        common = Comid.Measured(
            try CorimEnvironment(condition[0]), try CorimMeasurement.list(condition[1], 0...Int.max))
        authorities = condition.count > 2 ? try CorimKey.list(condition[2]) : []
        steps = try parts[1].items { (field) throws(CorimError) in
            let step = try field.record(["condition", "addition"])
            return Step(
                condition: try CorimMeasurement.list(step[0]), addition: try CorimMeasurement.list(step[1]))
        }
    }

    var item: CBORItem {
        let condition = [common.environment.item, .array(common.measurements.map(\.item))]
        return .array([
            .array(condition + (authorities.isEmpty ? [] : [.array(authorities.map(\.item))])),
            .array(
                steps.map { step in
                    .array([.array(step.condition.map(\.item)), .array(step.addition.map(\.item))])
                }),
        ])
    }
}
