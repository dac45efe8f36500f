/// A concise module identifier (draft-ietf-rats-corim-11, section 5): what somebody says of environments in a device.
public struct Comid: Hashable, Sendable {
    /// A tag's name and version.
    public struct Identity: Hashable, Sendable {
        /// What it is called.
        public var id: Corim.Identifier
        /// Its version; a greater one is later.
        public var version: UInt64

        /// A name with a version.
        public init(id: Corim.Identifier, version: UInt64 = 0) {
            self.id = id
            self.version = version
        }
    }

    /// How it relates to another tag.
    public struct Link: Hashable, Sendable {
        /// What the draft knows.
        public enum Relation: UInt64, Hashable, Sendable {
            /// It adds to the other.
            case supplements = 0
            /// It takes the other's place.
            case replaces = 1
        }

        /// The other tag.
        public var id: Corim.Identifier
        /// How they relate.
        public var relation: Relation
    }

    /// An environment, and measurements that are expected of it or told about it.
    public struct Measured: Hashable, Sendable {
        /// The environment.
        public var environment: CorimEnvironment
        /// The measurements.
        public var measurements: [CorimMeasurement]

        /// Measurements of an environment.
        public init(_ environment: CorimEnvironment, _ measurements: [CorimMeasurement]) {
            self.environment = environment
            self.measurements = measurements
        }
    }

    /// An environment, and keys that are its own.
    public struct Keyed: Hashable, Sendable {
        /// The environment.
        public var environment: CorimEnvironment
        /// The keys.
        public var keys: [CorimKey]
        /// The element that holds them, where it is named.
        public var element: CorimName?
        /// Who must have said so.
        public var authorities: [CorimKey]

        /// Keys of an environment.
        public init(_ environment: CorimEnvironment, keys: [CorimKey]) {
            self.environment = environment
            self.keys = keys
            element = nil
            authorities = []
        }
    }

    /// An environment, and those that belong to it or that it trusts.
    public struct Domain: Hashable, Sendable {
        /// The environment that stands for the domain.
        public var domain: CorimEnvironment
        /// The others.
        public var members: [CorimEnvironment]

        /// A domain with its members.
        public init(_ domain: CorimEnvironment, members: [CorimEnvironment]) {
            self.domain = domain
            self.members = members
        }
    }

    /// An environment, and the software identifications that describe it.
    public struct Software: Hashable, Sendable {
        /// The environment.
        public var environment: CorimEnvironment
        /// The tags.
        public var tags: [Corim.Identifier]
    }

    /// Endorsements that hold where all conditions do.
    public struct Conditional: Hashable, Sendable {
        /// What must have been measured.
        public var conditions: [Measured]
        /// What holds then.
        public var endorsements: [Measured]
    }

    /// Endorsements of which the first holds whose condition does.
    public struct Series: Hashable, Sendable {
        /// A condition and what it adds.
        public struct Step: Hashable, Sendable {
            /// What must have been measured.
            public var condition: [CorimMeasurement]
            /// What holds then.
            public var addition: [CorimMeasurement]
        }

        /// What must have been measured in any case; it may have no measurements.
        public var common: Measured
        /// Who must have said so.
        public var authorities: [CorimKey]
        /// The steps, the first match counts.
        public var steps: [Step]
    }

    /// The language of its texts.
    public var language: String?
    /// Its name and version.
    public var identity: Identity
    /// Who made it.
    public var entities: [Corim.Entity]
    /// How it relates to others.
    public var links: [Link]
    /// What is expected of evidence.
    public var references: [Measured]
    /// What is told beyond evidence.
    public var endorsements: [Measured]
    /// Keys by which devices are known.
    public var identityKeys: [Keyed]
    /// Keys that sign evidence, or certify those that do.
    public var attestationKeys: [Keyed]
    /// Who trusts whom.
    public var dependencies: [Domain]
    /// What belongs to what.
    public var memberships: [Domain]
    /// Software identifications.
    public var software: [Software]
    /// Series of conditional endorsements.
    public var series: [Series]
    /// Conditional endorsements.
    public var conditionals: [Conditional]
    /// Triples that the draft does not have.
    public var otherTriples: [CBORItem.Pair]
    /// Fields that the draft does not have.
    public var extensions: [CBORItem.Pair]

    /// A tag that says nothing yet.
    public init(_ identity: Identity) {
        self.identity = identity
        language = nil
        entities = []
        links = []
        references = []
        endorsements = []
        identityKeys = []
        attestationKeys = []
        dependencies = []
        memberships = []
        software = []
        series = []
        conditionals = []
        otherTriples = []
        extensions = []
    }
}
