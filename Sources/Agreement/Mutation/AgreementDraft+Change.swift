import Yams

extension AgreementDraft {
    /// The agreement with other values, under the same digest, so that what was licensed under it still names it.
    ///
    /// - Parameter changes: paths of names without indices, such as `quorum.licence`, each with the text of its scalar.
    /// - Returns: what is left; nil where that is no agreement.
    package func changing(_ changes: [(path: String, text: String)]) -> TestedAgreement? {
        guard let document else { return nil }
        var node = document.node
        for (path, text) in changes {
            guard let changed = node.setting(path.split(separator: ".").map(String.init)[...], to: text) else {
                return nil
            }
            node = changed
        }
        let changed = YAMLField(file: document.file, field: "", node: node)
        return try? TestedAgreement(changed, digest: tested.agreement.digest)
    }
}

extension Node {
    /// The node with a scalar at a path; nil where something else than a mapping is on the way.
    fileprivate func setting(_ path: ArraySlice<String>, to text: String) -> Node? {
        guard let name = path.first else { return Node(text) }
        guard case .mapping(var mapping) = self else { return nil }
        let inner = mapping[Node(name)] ?? .mapping(Node.Mapping([]))
        guard let changed = inner.setting(path.dropFirst(), to: text) else { return nil }
        mapping[Node(name)] = changed
        return .mapping(mapping)
    }
}
