extension Corim {
    /// The tag of a manifest.
    static let tag: UInt64 = 501

    /// Reads the form of `tagged-unsigned-corim-map`.
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(try field.tagged(Corim.tag))
        id = try Identifier(map.require(0, "id"))
        tags = try map.require(1, "tags").items { (field) throws(CorimError) in try Tag(field) }
        dependents = try map.list(2, "dependent-rims") { (field) throws(CorimError) in try Locator(field) }
        profile = try map.take(3, "profile").map { (field) throws(CorimError) in try Profile(field) }
        validity = try map.take(4, "rim-validity").map { (field) throws(CorimError) in try Validity(field) }
        entities = try map.list(5, "entities") { (field) throws(CorimError) in try Entity(field) }
        extensions = map.others
    }

    var item: CBORItem {
        .tag(
            Corim.tag,
            .map(
                [
                    0: id.item, 1: .array(tags.map(\.item)), 2: .list(dependents.map(\.item)),
                    3: profile?.item, 4: validity?.item, 5: .list(entities.map(\.item)),
                ], extensions))
    }
}

extension Corim.Identifier {
    init(_ field: CorimField) throws(CorimError) {
        if case .text = field.item.content {
            self = .text(try field.text())
        } else {
            self = .uuid(try field.bytes(16...16))
        }
    }

    var item: CBORItem {
        switch self {
        case .text(let text): .text(text)
        case .uuid(let bytes): .bytes(bytes)
        }
    }
}

extension Corim.Profile {
    init(_ field: CorimField) throws(CorimError) {
        switch field.tagged {
        case (32, let field)?: self = .uri(try field.text())
        case (111, let field)?: self = .oid(try field.bytes(1...64))
        case let (number, _)?: throw field.error("tag \(number) is no profile", mend: "give a URI or an OID")
        case nil: self = .bareURI(try field.text())
        }
    }

    var item: CBORItem {
        switch self {
        case .uri(let text): .tag(32, .text(text))
        case .oid(let bytes): .tag(111, .bytes(bytes))
        case .bareURI(let text): .text(text)
        }
    }
}

extension Corim.Tag {
    init(_ field: CorimField) throws(CorimError) {
        switch field.tagged {
        case (505, let field)?: self = .coswid(try field.bytes())
        case (506, let field)?: self = .comid(try Comid(try field.embedded()))
        case (508, let field)?: self = .list(try Corim.TagList(try field.embedded()))
        case let (number, inner)?: self = .other(number, inner.item)
        case nil: throw field.error("it has no tag that tells what it is", mend: "give tag 505, 506 or 508")
        }
    }

    var item: CBORItem {
        switch self {
        case .comid(let comid): .tag(506, .bytes(comid.item.encoded()))
        case .coswid(let bytes): .tag(505, .bytes(bytes))
        case .list(let list): .tag(508, .bytes(list.item.encoded()))
        case .other(let number, let item): .tag(number, item)
        }
    }
}

extension Corim.TagList {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        identity = try Comid.Identity(map.require(0, "tag-identity"))
        tags = try map.require(1, "tags-list").items { (field) throws(CorimError) in try Comid.Identity(field) }
        validity = try Corim.Validity(map.require(2, "tl-validity"))
        try map.finish()
    }

    var item: CBORItem { .map([0: identity.item, 1: .array(tags.map(\.item)), 2: validity.item]) }
}

extension Corim.Locator {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        let location = try map.require(0, "href")
        if case .array = location.item.content {
            locations = try location.items { (field) throws(CorimError) in try field.uri() }
        } else {
            locations = [try location.uri()]
        }
        thumbprints =
            try map.take(1, "thumbprint").map { (field) throws(CorimError) in
                // One digest is an array too: of an algorithm and bytes.
                if case .array(let items) = field.item.content, case .array? = items.first?.content {
                    return try CorimDigest.list(field)
                }
                return [try CorimDigest(field)]
            } ?? []
        try map.finish()
    }

    var item: CBORItem {
        let uris = locations.map { CBORItem.tag(32, .text($0)) }
        return .map([
            0: uris.count == 1 ? uris[0] : .array(uris),
            1: thumbprints.count == 1 ? thumbprints[0].item : .list(thumbprints.map(\.item)),
        ])
    }
}

extension Corim.Validity {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        notBefore = try map.take(0, "not-before").map { (field) throws(CorimError) in
            try field.tagged(1).seconds(rounding: .up)
        }
        let end = try map.require(1, "not-after")
        notAfter = try end.tagged(1).seconds(rounding: .down)
        try map.finish()
        if let notBefore, notBefore > notAfter {
            throw end.error("the period ends before it begins", mend: "give not-after a later time")
        }
    }

    var item: CBORItem {
        .map([
            0: notBefore.map { .tag(1, .integer($0.value)) }, 1: .tag(1, .integer(notAfter.value)),
        ])
    }
}

extension Corim.Entity {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        name = try map.require(0, "entity-name").text()
        registration = try map.take(1, "reg-id").map { (field) throws(CorimError) in try field.uri() }
        roles = try map.require(2, "role").items { (field) throws(CorimError) in try field.unsigned() }
        extensions = map.others
    }

    var item: CBORItem {
        .map(
            [
                0: .text(name), 1: registration.map { .tag(32, .text($0)) },
                2: .array(roles.map { .unsigned($0) }),
            ], extensions)
    }
}
