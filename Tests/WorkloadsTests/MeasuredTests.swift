import Accelerator
import InterlockTesting
import Testing
import Workloads

/// Requests and measurements that others published.
@Suite("Published requests and measurements")
struct MeasuredTests {
    @Test(
        "Azure's hour of conversations costs what summing its requests by hand gives",
        .enabled(if: Recorded.has(Recorded.conversations), Recorded.absent))
    func azure() throws {
        let bytes = try #require(ExternalData.bytes(Recorded.conversations))
        let workload = try Reading.workload(bytes, model: .llama2, pieces: 4093)
        #expect(workload.records == 19366)
        // Llama 2 70B: 80 layers of width 8192, 64 heads of 128, 8 of keys and values, 28,672 inside, 32,000 words.
        let layers = 80 * (8192 * (2 * 8192 + 2 * 1024) + 3 * 8192 * 28672)
        let (head, pair) = (8192 * 32000, 80 * 2 * 8192)
        var expected: UInt128 = 0
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",").compactMap { Int($0) }
            let (prompt, generated) = (fields[0], fields[1])
            let steps = generated - 1
            // The prefill scores every pair; step k attends to the prompt, the k tokens since, and itself.
            let pairs = prompt * prompt + steps * prompt + steps * (steps + 1) / 2
            expected += UInt128((prompt + steps) * layers + (1 + steps) * head + pairs * pair)
        }
        #expect(try workload.counters().multiplyAccumulates == expected)
    }

    @Test("requests without a model are refused")
    func withoutModel() throws {
        for text in [
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n",
            "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 2, \"hash_ids\": [0]}\n",
        ] {
            let error = try #require(throws: WorkloadError.self) { try Reading.workload(text) }
            #expect(error.description.contains("--model"))
        }
    }

    @Test("Mooncake's lines are requests, and cost what a request does")
    func mooncake() throws {
        let text = """
            {"timestamp": 0, "input_length": 300, "output_length": 6, "hash_ids": [0, 1]}
            {"timestamp": 27482, "input_length": 7, "output_length": 1, "hash_ids": [2]}
            """
        let workload = try Reading.workload(text, model: .llama7B)
        let model = try PublishedModel.llama7B.transformer()
        var expected = Counters.zero
        for (prompt, generated) in [(300, 6), (7, 1)] {
            let request = try InferenceRequest(
                model: model, format: .bf16, promptTokens: prompt, generatedTokens: generated, counting: .full)
            expected += request.commands().cost
        }
        #expect(try workload.counters() == expected)
        #expect(workload.operations.compactMap(\.start) == [0, 27_482_000_000])
    }

    @Test(
        "Splitwise's prefills imply utilisations that chips reach: 17 % of an H100 at 512 tokens, 26 % at 2,048",
        .enabled(if: Recorded.has(Recorded.splitwise), Recorded.absent))
    func splitwise() throws {
        let bytes = try #require(ExternalData.bytes(Recorded.splitwise))
        let workload = try Reading.workload(bytes)
        #expect(workload.records == 1260)
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map {
            $0.split(separator: ",").map(String.init)
        }
        func share(_ hardware: String, _ prompt: String, peak: Double) throws -> Double {
            let prefills = workload.operations.filter { $0.name == "prefill" }
            var shares: [Double] = []
            for (row, operation) in zip(rows, prefills)
            where row[0] == "llama2-70b" && row[1] == hardware && row[2] == prompt && row[3] == "1" && row[10] == "8" {
                let counted = try #require(operation.counters(ranks: nil)).multiplyAccumulates
                shares.append(2 * Double(counted) / (Double(try #require(operation.duration)) * 1e-9 * peak))
            }
            try #require(!shares.isEmpty)
            return shares.reduce(0, +) / Double(shares.count)
        }
        #expect((0.16...0.18).contains(try share("h100-80gb", "512", peak: 989.4e12)))
        #expect((0.25...0.27).contains(try share("h100-80gb", "2048", peak: 989.4e12)))
        #expect((0.29...0.31).contains(try share("a100-80gb", "512", peak: 312e12)))
        #expect((0.41...0.44).contains(try share("a100-80gb", "2048", peak: 312e12)))
    }

    @Test(
        "Vidur's products reach 54 to 75 % of an H100's peak from 512 tokens on, and a tenth of it at 32",
        .enabled(if: Recorded.has(Recorded.products), Recorded.absent))
    func vidur() throws {
        let workload = try Reading.workload(try #require(ExternalData.bytes(Recorded.products)))
        #expect(workload.source == .vidurProducts)
        #expect(workload.operations.count == 4 * workload.records)
        var (large, small) = ([Double](), [Double]())
        for operation in workload.operations where operation.name == "mlp_up_proj" {
            guard case .tensor(let work) = operation.work, work.products[0].columns == 2 * 28672 else { continue }
            let rate = 2 * Double(work.multiplyAccumulates) / (Double(try #require(operation.duration)) * 1e-9)
            if work.products[0].rows >= 512 { large.append(rate) }
            if work.products[0].rows <= 32 { small.append(rate) }
        }
        try #require(large.count > 50 && !small.isEmpty)
        #expect(large.allSatisfy { (530e12...745e12).contains($0) })
        #expect(small.allSatisfy { $0 < 0.11 * 989.4e12 })
    }

    @Test(
        "Vidur's all-reduces carry their group and their time",
        .enabled(if: Recorded.has(Recorded.reduces), Recorded.absent))
    func reduces() throws {
        let workload = try Reading.workload(try #require(ExternalData.bytes(Recorded.reduces)))
        #expect(workload.operations.count == 2982)
        #expect(!workload.needsRanks)
        #expect(workload.operations.allSatisfy { ($0.duration ?? 0) > 0 })
    }
}
