extension CorimMeasurement {
    static func list(
        _ field: CorimField, _ counts: ClosedRange<Int> = 1...Int.max
    ) throws(CorimError) -> [CorimMeasurement] {
        try field.items(counts) { (field) throws(CorimError) in try CorimMeasurement(field) }
    }

    init(_ field: CorimField) throws(CorimError) {
        self.init()
        var map = try CorimMap(field)
        element = try map.take(0, "mkey").map { (field) throws(CorimError) in try CorimName(field, .element) }
        authorities =
            try map.take(2, "authorized-by").map { (field) throws(CorimError) in try CorimKey.list(field) } ?? []
        var values = try CorimMap(try map.require(1, "mval"))
        try map.finish()
        try values.requireContent()
        version = try values.take(0, "version").map { (field) throws(CorimError) in try Version(field) }
        securityVersion = try values.take(1, "svn").map { (field) throws(CorimError) in
            switch field.tagged {
            case (553, let inner)?: .least(try inner.unsigned())
            case (552, let inner)?: .exact(try inner.unsigned())
            default: .exact(try field.unsigned())
            }
        }
        digests = try values.take(2, "digests").map { (field) throws(CorimError) in try CorimDigest.list(field) } ?? []
        flags = try CorimMeasurement.flags(values.take(3, "flags"))
        rawValue = try RawValue(&values)
        macAddress = try values.take(6, "mac-addr").map { (field) throws(CorimError) in
            let bytes = try field.bytes(6...8)
            guard bytes.count != 7 else { throw field.error("it has 7 bytes", mend: "give 6 or 8") }
            return bytes
        }
        ipAddress = try values.take(7, "ip-addr").map { (field) throws(CorimError) in
            let bytes = try field.bytes(4...16)
            guard bytes.count == 4 || bytes.count == 16 else {
                throw field.error("it has \(bytes.count) bytes", mend: "give 4 or 16")
            }
            return bytes
        }
        serialNumber = try values.take(8, "serial-number").map { (field) throws(CorimError) in try field.text() }
        ueid = try values.take(9, "ueid").map { (field) throws(CorimError) in try field.bytes(7...33) }
        uuid = try values.take(10, "uuid").map { (field) throws(CorimError) in try field.bytes(16...16) }
        name = try values.take(11, "name").map { (field) throws(CorimError) in try field.text() }
        keys = try values.take(13, "cryptokeys").map { (field) throws(CorimError) in try CorimKey.list(field) } ?? []
        registers = try CorimMeasurement.registers(values.take(14, "integrity-registers"))
        range = try values.take(15, "int-range").map { (field) throws(CorimError) in try Range(field) }
        extensions = values.others
    }

    private static func flags(_ field: CorimField?) throws(CorimError) -> [Flag: Bool] {
        guard let field else { return [:] }
        var map = try CorimMap(field)
        try map.requireContent()
        var flags: [Flag: Bool] = [:]
        for flag in Flag.allCases {
            flags[flag] = try map.take(flag.rawValue, "\(flag)").map { (field) throws(CorimError) in
                try field.boolean()
            }
        }
        try map.finish()
        return flags
    }

    private static func registers(_ field: CorimField?) throws(CorimError) -> [Register] {
        guard let field else { return [] }
        guard case .map(let pairs) = field.item.content, !pairs.isEmpty else {
            throw field.error("it is no map of registers", mend: "give one register at least")
        }
        var registers: [Register] = []
        for pair in pairs.inOrder {
            let key = CorimField(path: field.path, item: pair.key)
            let id: CorimName =
                if case .text = pair.key.content { .text(try key.text()) } else { .number(try key.unsigned()) }
            let value = CorimField(path: "\(field.path).\(id)", item: pair.value)
            registers.append(Register(id: id, digests: try CorimDigest.list(value)))
        }
        return registers
    }
}

extension CorimMeasurement.Version {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        text = try map.require(0, "version").text()
        scheme = try map.take(1, "version-scheme").map { (field) throws(CorimError) in
            guard field.item.integer != nil || field.item.isText else {
                throw field.error("it is neither a number nor text", mend: "give one of RFC 9393, section 4.1")
            }
            return field.item
        }
        try map.finish()
    }
}

extension CBORItem {
    fileprivate var isText: Bool { if case .text = content { true } else { false } }
}

extension CorimMeasurement.RawValue {
    fileprivate init?(_ values: inout CorimMap) throws(CorimError) {
        let mask = values.take(5, "raw-value-mask")
        guard let field = values.take(4, "raw-value") else {
            if let mask { throw mask.error("there is a mask and no value", mend: "give raw-value too") }
            return nil
        }
        switch field.tagged {
        case (563, let inner)?:
            let parts = try inner.record(["value", "mask"])
            bytes = try parts[0].bytes()
            form = .masked(try parts[1].bytes())
        case let (number, inner)?:
            bytes = try inner.bytes()
            form = number == 560 ? .whole : .tagged(number)
        case nil: throw field.error("it has no tag that tells what it is", mend: "give tag 560 or 563")
        }
        guard let mask else { return }
        guard form == .whole else { throw mask.error("this value takes no mask of its own", mend: "take it out") }
        form = .maskedApart(try mask.bytes())
    }
}

extension CorimMeasurement.Range {
    init(_ field: CorimField) throws(CorimError) {
        guard case (564, let inner)? = field.tagged else {
            self = .exact(try field.integer())
            return
        }
        let ends = try inner.record(["min", "max"])
        let end = { (field: CorimField) throws(CorimError) -> Int64? in
            if case .simple(22) = field.item.content { return nil }
            return try field.integer()
        }
        let (first, last) = (try end(ends[0]), try end(ends[1]))
        if let first, let last, first > last {
            throw inner.error("the range ends before it begins", mend: "turn the ends round")
        }
        self = .between(first, last)
    }
}
