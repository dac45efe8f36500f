/// How a chip's firmware runs. Evidence and logs are the same bytes in both.
package enum ExecutionMode: String, CaseIterable, Hashable, Sendable {
    /// The source compiled for the host: fast, for fleets.
    case native
    /// The RV32 images, instruction by instruction.
    case interpreted
}
