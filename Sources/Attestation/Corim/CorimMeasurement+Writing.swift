extension CorimMeasurement {
    var item: CBORItem {
        .map([0: element?.item, 1: values, 2: .list(authorities.map(\.item))])
    }

    private var values: CBORItem {
        .map(
            [
                0: version?.item, 1: securityVersion?.item, 2: .list(digests.map(\.item)), 3: flagsItem,
                4: rawValue?.item, 5: rawValue?.mask, 6: macAddress.map { .bytes($0) },
                7: ipAddress.map { .bytes($0) }, 8: serialNumber.map { .text($0) }, 9: ueid.map { .bytes($0) },
                10: uuid.map { .bytes($0) }, 11: name.map { .text($0) }, 13: .list(keys.map(\.item)),
                14: registersItem, 15: range?.item,
            ], extensions)
    }

    private var flagsItem: CBORItem? {
        guard !flags.isEmpty else { return nil }
        return .map(pairs: flags.map { CBORItem.Pair(.integer($0.rawValue), .boolean($1)) })
    }

    private var registersItem: CBORItem? {
        guard !registers.isEmpty else { return nil }
        return .map(pairs: registers.map { CBORItem.Pair($0.id.item, .array($0.digests.map(\.item))) })
    }
}

extension CorimMeasurement.Version {
    fileprivate var item: CBORItem { .map([0: .text(text), 1: scheme]) }
}

extension CorimMeasurement.SecurityVersion {
    fileprivate var item: CBORItem {
        switch self {
        case .exact(let number): .tag(552, .unsigned(number))
        case .least(let number): .tag(553, .unsigned(number))
        }
    }
}

extension CorimMeasurement.RawValue {
    fileprivate var item: CBORItem {
        switch form {
        case .whole, .maskedApart: .tag(560, .bytes(bytes))
        case .masked(let mask): .tag(563, .array([.bytes(bytes), .bytes(mask)]))
        case .tagged(let number): .tag(number, .bytes(bytes))
        }
    }

    fileprivate var mask: CBORItem? {
        if case .maskedApart(let mask) = form { .bytes(mask) } else { nil }
    }
}

extension CorimMeasurement.Range {
    fileprivate var item: CBORItem {
        switch self {
        case .exact(let number): .integer(number)
        case .between(let first, let last):
            .tag(
                564,
                .array([first, last].map { $0.map { .integer($0) } ?? CBORItem(.simple(22)) }))
        }
    }
}
