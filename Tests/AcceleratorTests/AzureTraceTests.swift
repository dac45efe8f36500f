import Accelerator
import Foundation
import Testing

/// An hour of production requests (Azure LLM inference trace 2023, CC-BY-4.0), counted as Llama 2 70B's.
@Suite("Azure's traces of 2023 as Llama 2 70B")
struct AzureTraceTests {
    struct Hour: Sendable {
        let name: String
        let requests: Int
        let prefill: UInt128
        let decode: UInt128
    }

    static let hours = [
        Hour(
            name: "code", requests: 8819, prefill: 2_481_916_679_227_965_440, decode: 33_792_594_815_221_760),
        Hour(
            name: "conv", requests: 19366, prefill: 3_073_110_633_034_547_200, decode: 561_890_391_385_702_400),
    ]

    static func url(_ hour: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "shared/data/azure-llm-2023/AzureLLMInferenceTrace_\(hour).csv")
    }

    static let present = hours.allSatisfy { FileManager.default.fileExists(atPath: url($0.name).path) }

    @Test(
        "prefill and decode multiply with weights as often as summed by hand, scores apart",
        .enabled(if: present, "the traces are not at ../shared/data/azure-llm-2023"), arguments: hours)
    func totals(hour: Hour) throws {
        let model = try PublishedModel.llama2.transformer()
        var (requests, prefill, decode) = (0, UInt128(0), UInt128(0))
        for line in try String(contentsOf: Self.url(hour.name), encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst()
        {
            let fields = line.split(separator: ",")
            let (context, generated) = (try #require(Int(fields[1])), try #require(Int(fields[2])))
            requests += 1
            let prompt = try Prefill(model: model, tokens: context, counting: .full, logits: .everyToken)
            prefill += 2 * Command(.prefill(prompt), format: .bf16).work.weightMultiplyAccumulates
            let answer = try Decode(model: model, cachedTokens: context, tokens: generated)
            decode += 2 * Command(.decode(answer), format: .bf16).work.weightMultiplyAccumulates
        }
        #expect(requests == hour.requests)
        #expect(prefill == hour.prefill)
        #expect(decode == hour.decode)
    }
}
