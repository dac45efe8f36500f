import Accelerator
import InterlockTesting
import Testing
import Workloads

@Suite("Files that are no workload")
struct MalformedTests {
    typealias Call = TraceWriter.Call

    private static func mm(_ left: String, _ right: String) -> String {
        """
        {"nodes": [{"name": "aten::mm", "id": 1, "parent": 0, "inputs": [], "input_shapes": [\(left), \(right)],
        "input_types": ["Tensor(float)", "Tensor(float)"], "outputs": [], "output_shapes": [], "output_types": []}]}
        """
    }

    @Test(
        "are refused with place, reason and mend",
        arguments: [
            ("", "empty"), ("x", "no kind of trace"), ("{}", "no nodes"), ("{\"nodes\": [", "cut off"),
            ("{\"nodes\": [}", "no JSON document"), ("{\"nodes\": [{]}", "no JSON document"),
            ("{\"nodes\": [{\"name\": 5}]}", "has no name"), ("{\"nodes\": []} x", "no JSON document"),
            ("{\"traceEvents\": [NaN]}", "this is no JSON value"), ("[1, 2]", "is no object"),
            (mm("[2, 3]", "[4, 5]"), "can't take operands of shapes [2, 3] and [4, 5]"),
            (mm("[2, 3, 4]", "[4, 5]"), "takes operands of 2 dimensions"),
            (mm("[0, 3]", "[3, 5]"), "a dimension of a product is zero"),
            (mm("[-2, 3]", "[3, 5]"), "is -2, not a whole number"),
            (mm("[2.5, 3]", "[3, 5]"), "is 2.5, not a whole number"),
            (mm("[\"2\", 3]", "[3, 5]"), "is no number"), (mm("7", "[3, 5]"), "is no list"),
            (mm("[4294967296, 4294967296]", "[4294967296, 5]"), "more than 2^56 elements"),
            (mm("[18446744073709551616, 3]", "[3, 5]"), "not a whole number"),
            (mm("[2199023255552, 3]", "[3, 5]"), "above 2^40"),
            ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,5,0\n", "count of tokens"),
            ("model,hardware\na,b\n", "no kind of trace"),
        ] as [(String, String)])
    func refused(text: String, reason: String) throws {
        let error = try #require(throws: WorkloadError.self) { try Reading.workload(text, model: .llama7B) }
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.description.hasPrefix("trace"))
        #expect(error.description.contains("; "))
    }

    @Test(
        "such as tables with numbers that are none",
        arguments: ["NaN", "inf", "-1", "1e99", "", "x"])
    func numbers(text: String) throws {
        let header = "model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel\n"
        #expect(try Reading.workload(header + "llama2-70b,a100,5,1,2,3.5,4.5,8\n").operations.count == 2)
        for line in ["llama2-70b,a100,5,1,2,\(text),4,8", "llama2-70b,a100,\(text),1,2,3,4,8", "llama2-70b,a100,5"] {
            let error = try #require(throws: WorkloadError.self) { try Reading.workload(header + line + "\n") }
            #expect(error.place == .line(2))
            #expect(error.field != nil)
        }
    }

    @Test("such as a product of more than 2^96; what is less is counted, however large")
    func overflow() throws {
        let wide = MalformedTests.mm("[1099511627776, 16]", "[16, 1099511627776]")
        #expect(try Reading.workload(wide).counters().multiplyAccumulates == 1 << 84)
        let call = Call(
            name: "aten::bmm", inputs: [[1 << 20, 1, 1 << 36], [1 << 20, 1 << 36, 1]], outputs: [], id: 2)
        #expect(try Reading.workload(TraceWriter.chakra([call])).counters().multiplyAccumulates == 1 << 56)
        let form = """
            {"interlockWorkload":1,"source":"chakra","name":"x","records":1}
            {"name":"x","format":"fp64","products":[[1099511627776,1099511627776,65536,2]],"vector":"0","read":"0","written":"0"}
            """
        let error = try #require(throws: WorkloadError.self) { try Reading.workload(form) }
        #expect(error.description.contains("more than 2^96"))
    }

    @Test("such as sums that would not fit, though each part does")
    func sums() throws {
        let line =
            "{\"name\":\"x\",\"counters\":{\"multiplyAccumulates.fp64\":\"79228162514264337593543950336\"},\"times\":\"1099511627776\"}\n"
        let form = "{\"interlockWorkload\":1,\"source\":\"chakra\",\"name\":\"x\",\"records\":1}\n" + line
        let workload = try Reading.workload(form)
        let error = try #require(throws: WorkloadError.self) { try workload.counters() }
        #expect(error.description.contains("2^112"))
    }

    @Test("such as gzip that is damaged or cut off")
    func gzip() throws {
        // gzip of "{}", made by gzip 1.12.
        let good: [UInt8] = [
            0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0,
        ]
        func message(_ bytes: [UInt8]) throws -> String {
            try #require(throws: WorkloadError.self) { try Reading.workload(bytes, pieces: 3) }.description
        }
        #expect(try message(good).contains("no nodes"))
        // Padding and a second member are part of the format.
        #expect(try message(good + [0, 0, 0]).contains("no nodes"))
        #expect(try message(good + good).contains("no JSON document"))
        for length in 1..<good.count {
            #expect(try message(Array(good.prefix(length))).contains("cut off"), "\(length)")
        }
        for place in good.indices where ![4, 5, 6, 7, 8, 9].contains(place) {
            var bytes = good
            bytes[place] ^= 0x20
            _ = try message(bytes)
        }
    }

    @Test("any bytes give a workload or an error, and the same in parts of any length", arguments: UInt64(1)...6)
    func total(seed: UInt64) throws {
        var random = Generator(seed: seed)
        var calls: [Call] = []
        for index in 0..<4 {
            var (call, _) = ClosedFormTests.call(&random)
            call.id = UInt64(index + 3)
            calls.append(call)
        }
        let sources = [
            TraceWriter.chakra(calls) + TraceWriter.collective(type: 0, bytes: 64),
            Array(TraceWriter.pytorch(calls).utf8), Array(TraceWriter.pytorch(calls, nested: true).utf8),
            Array(TraceWriter.kineto(calls).utf8),
            Array("{\"timestamp\": 0, \"input_length\": 3, \"output_length\": 2, \"hash_ids\": []}\n".utf8),
            try WorkloadForm.bytes(of: Reading.workload(TraceWriter.chakra(calls))),
        ]
        for round in 0..<150 {
            var bytes = random.element(sources)
            for _ in 0..<random.number(1...4) where !bytes.isEmpty {
                let place = random.number(0...(bytes.count - 1))
                switch random.number(0...3) {
                case 0: bytes[place] = UInt8(random.number(0...255))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.number(1...9)))
                case 2: bytes.insert(contentsOf: Array("\(random.next())".utf8), at: place)
                default: bytes.removeLast(bytes.count - place)
                }
            }
            func read(_ pieces: Int) -> Result<Workload, any Error> {
                Result { try Reading.workload(bytes, model: .gpt2, pieces: pieces) }
            }
            switch (read(1 << 20), read(random.number(1...40))) {
            case (.success(let whole), .success(let parts)): #expect(whole == parts, "seed \(seed), round \(round)")
            case (.failure(let whole as WorkloadError), .failure(let parts as WorkloadError)):
                #expect(whole == parts, "seed \(seed), round \(round)")
            default: Issue.record("seed \(seed), round \(round): whole and parts differ")
            }
        }
    }
}
