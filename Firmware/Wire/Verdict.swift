/// What one evaluation of a decision came to.
///
/// An evaluation returns it and does not throw. An error is told through a place that the caller names; one fault that
/// changes the register with that place would have the errors of both evaluations lost (`Specs/Hardening.md`, HD-7).
public enum Verdict<Value> {
    /// It may be, with this value.
    case holds(Value)
    /// It may not, and why.
    case refused(Fault)

    /// The value.
    ///
    /// - Throws: why there is none.
    @inline(__always)
    public consuming func value() throws(Fault) -> Value {
        switch self {
        case .holds(let value): return value
        case .refused(let fault): throw fault
        }
    }
}
