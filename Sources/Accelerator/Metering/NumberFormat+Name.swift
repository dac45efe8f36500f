extension NumberFormat {
    /// The format of a name such as `bf16`; nil where none has it.
    public init?(name: String) {
        guard let format = NumberFormat.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = format
    }
}
