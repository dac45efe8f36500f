/// Which part of which device is spoken of (draft-ietf-rats-corim-11, section 5.1.4.1). What is nil is any.
public struct CorimEnvironment: Hashable, Sendable {
    /// A kind of environment.
    public struct Class: Hashable, Sendable {
        /// Its identifier.
        public var id: CorimName?
        /// Who makes it.
        public var vendor: String?
        /// What the maker calls it.
        public var model: String?
        /// Which layer of the boot it is.
        public var layer: UInt64?
        /// Which of several alike.
        public var index: UInt64?

        /// A kind; one part at least must be given.
        public init(
            id: CorimName? = nil, vendor: String? = nil, model: String? = nil, layer: UInt64? = nil,
            index: UInt64? = nil
        ) {
            self.id = id
            self.vendor = vendor
            self.model = model
            self.layer = layer
            self.index = index
        }
    }

    /// The kind.
    public var kind: Class?
    /// The one device.
    public var instance: CorimName?
    /// The group of devices.
    public var group: CorimName?

    /// An environment; one part at least must be given.
    public init(kind: Class? = nil, instance: CorimName? = nil, group: CorimName? = nil) {
        self.kind = kind
        self.instance = instance
        self.group = group
    }
}

extension CorimEnvironment {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        try map.requireContent()
        kind = try map.take(0, "class").map { (field) throws(CorimError) in try Class(field) }
        instance = try map.take(1, "instance").map { (field) throws(CorimError) in try CorimName(field, .instance) }
        group = try map.take(2, "group").map { (field) throws(CorimError) in try CorimName(field, .group) }
        try map.finish()
    }

    var item: CBORItem { .map([0: kind?.item, 1: instance?.item, 2: group?.item]) }
}

extension CorimEnvironment.Class {
    init(_ field: CorimField) throws(CorimError) {
        var map = try CorimMap(field)
        try map.requireContent()
        id = try map.take(0, "class-id").map { (field) throws(CorimError) in try CorimName(field, .kind) }
        vendor = try map.take(1, "vendor").map { (field) throws(CorimError) in try field.text() }
        model = try map.take(2, "model").map { (field) throws(CorimError) in try field.text() }
        layer = try map.take(3, "layer").map { (field) throws(CorimError) in try field.unsigned() }
        index = try map.take(4, "index").map { (field) throws(CorimError) in try field.unsigned() }
        try map.finish()
    }

    var item: CBORItem {
        .map([
            0: id?.item, 1: vendor.map { .text($0) }, 2: model.map { .text($0) },
            3: layer.map { .unsigned($0) }, 4: index.map { .unsigned($0) },
        ])
    }
}
