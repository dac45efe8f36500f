/// Why a command ends without a result: unusable input (2), or something that could not be done (3).
struct CommandFailure: Error, Hashable {
    /// The exit status.
    enum Code: Int32, Hashable {
        /// Unusable input or arguments, or nothing to work on.
        case unusable = 2
        /// Could not run: input or output failed, or a service.
        case couldNotRun = 3
    }

    /// The exit status.
    let code: Code
    /// What is wrong, where, and what would mend it.
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
