extension CorimDocument {
    /// What in it is of an earlier draft or beyond the draft, and what is read but nothing here goes by.
    public var remarks: [String] {
        var remarks = earlierTags.map { "tag \($0) is around it, as in earlier drafts" }
        if case .bareURI? = corim.profile { remarks.append("profile: a URI without tag 32, an earlier form") }
        if !corim.dependents.isEmpty { remarks.append("dependent-rims: nobody looks there") }
        remarks += corim.extensions.map { "key \($0.key.notation): the draft does not have it" }
        for (index, tag) in corim.tags.enumerated() {
            let place = "tags[\(index)]"
            switch tag {
            case .coswid: remarks.append("\(place): a CoSWID, which is not looked into")
            case .list: remarks.append("\(place): a list of tags in force, which nothing here goes by")
            case .other(let number, _): remarks.append("\(place): tag \(number), which the draft does not have")
            case .comid(let comid): remarks += comid.remarks(place)
            }
        }
        return remarks
    }
}

extension Comid {
    fileprivate func remarks(_ place: String) -> [String] {
        let triples = "\(place).triples"
        let unused = [
            ("dependency-triples", dependencies.count), ("coswid-triples", software.count),
            ("conditional-endorsement-series-triples", series.count),
            ("conditional-endorsement-triples", conditionals.count),
        ]
        var remarks = unused.filter { $0.1 > 0 }.map { "\(triples).\($0): \($1) read, and nothing here goes by them" }
        remarks += extensions.map { "\(place): key \($0.key.notation), which the draft does not have" }
        remarks += otherTriples.map { "\(triples): key \($0.key.notation), which the draft does not have" }
        let measured = references + endorsements
        let environments = measured.map(\.environment) + (identityKeys + attestationKeys).map(\.environment)
        let measurements = measured.flatMap(\.measurements)
        remarks += Comid.foreignTags("class-id", environments.map { $0.kind?.id }).map { "\(triples): \($0)" }
        remarks += Comid.foreignTags("instance", environments.map(\.instance)).map { "\(triples): \($0)" }
        remarks += Comid.foreignTags("mkey", measurements.map(\.element)).map { "\(triples): \($0)" }
        if measurements.contains(where: { if case .maskedApart? = $0.rawValue?.form { true } else { false } }) {
            remarks.append("\(triples): raw-value-mask, an earlier form of tag 563")
        }
        let beyond = Set(measurements.flatMap { $0.extensions.map(\.key.notation) }).sorted()
        remarks += beyond.map { "\(triples): measurement value \($0), which the draft does not have" }
        return remarks
    }

    /// A sentence for each tag of a profile's own that names bear.
    private static func foreignTags(_ what: String, _ names: [CorimName?]) -> [String] {
        let numbers = names.compactMap { name -> UInt64? in
            if case .other(let number, _)? = name { number } else { nil }
        }
        return Set(numbers).sorted().map { "\(what) with tag \($0), which the draft does not have" }
    }
}
