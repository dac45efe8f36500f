import Foundation
import InterlockTesting
import Testing

/// Traces that others recorded: `$INTERLOCK_DATA` has them, or the tests skip.
enum Recorded {
    static let conversations = "azure-llm-2023/AzureLLMInferenceTrace_conv.csv"
    static let splitwise = "splitwise/perf_model.csv"
    static let products = "vidur/h100_llama2_70b_mlp.csv"
    static let reduces = "vidur/h100_dgx_all_reduce.csv"
    static let chakra = "chakra/feeder_tests_trace.tar.gz"
    static let chakraJSON = "chakra/json_trace.tar.gz"
    static let training = "hta-kineto/nccl_data.json.gz"
    static let inference = "hta-kineto/mtia_inference_rank_0.json.gz"
    static let absent: Comment = "the trace is not below $INTERLOCK_DATA"

    static func has(_ path: String) -> Bool { ExternalData.url(path) != nil }

    /// A member of a tar archive.
    static func member(_ name: String, of path: String) throws -> [UInt8] {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-xzOf", try #require(ExternalData.url(path)).path, name]
        process.standardOutput = pipe
        try process.run()
        let bytes = Array(try #require(try pipe.fileHandleForReading.readToEnd()))
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return bytes
    }
}
