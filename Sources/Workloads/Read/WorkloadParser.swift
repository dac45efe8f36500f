/// Reads one kind of file, piece by piece: any bytes give a workload or an error.
protocol WorkloadParser {
    /// Takes the next bytes.
    mutating func read(_ bytes: [UInt8], file: String) throws(WorkloadError)
    /// Ends the file.
    mutating func finish(file: String) throws(WorkloadError) -> Workload
}

extension WorkloadError {
    /// The file ends where more should follow.
    static func cutOff(_ file: String) -> WorkloadError {
        WorkloadError(
            file: file, place: .whole, reason: "the file ends in the middle of a record; it is cut off",
            mend: "get the whole file")
    }

    /// The file is of no kind that is read.
    static func unknown(_ file: String) -> WorkloadError {
        WorkloadError(
            file: file, place: .whole, reason: "this is no kind of trace that is read",
            mend: "give one of those that Specs/Workloads.md lists")
    }

    /// Requests say tokens; operations need a model.
    static func modelMissing(_ file: String) -> WorkloadError {
        WorkloadError(
            file: file, place: .whole, reason: "requests say tokens, not operations",
            mend: "name the model that answers, such as --model llama-2-70b")
    }
}
