/// An element of an XML document (Extensible Markup Language 1.0; Namespaces in XML 1.0), without comments and
/// processing instructions.
public struct XMLElement: Hashable, Sendable {
    /// An attribute; namespace declarations are none.
    public struct Attribute: Hashable, Sendable {
        /// The namespace's name; empty for none.
        public let namespace: String
        /// The local name.
        public let name: String
        /// The value, normalised (XML 1.0, section 3.3.3).
        public let value: String
    }

    /// The namespace's name; empty for none.
    public let namespace: String
    /// The local name.
    public let name: String
    /// The attributes, in the order of the document.
    public internal(set) var attributes: [Attribute] = []
    /// The elements inside, in their order.
    public internal(set) var children: [XMLElement] = []
    /// The text directly inside, put together.
    public internal(set) var text = ""

    init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// The value of the attribute with a local name, in a namespace or, as usual, in none.
    public func attribute(_ name: String, in namespace: String = "") -> String? {
        attributes.first { $0.name == name && $0.namespace == namespace }?.value
    }

    /// The elements directly inside that bear a name, in their order.
    public func children(_ name: String, in namespace: String) -> [XMLElement] {
        children.filter { $0.name == name && $0.namespace == namespace }
    }
}
