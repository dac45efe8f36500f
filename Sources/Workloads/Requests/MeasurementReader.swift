import Accelerator

/// Reads tables of measurements: Splitwise's requests, Vidur's products and Vidur's collectives.
struct MeasurementReader {
    /// Which table, by its header.
    let source: WorkloadSource
    private let columns: Columns
    private(set) var operations: [WorkloadOperation] = []
    private(set) var records = 0

    private static let headers: [(WorkloadSource, [String])] = [
        (
            .splitwise,
            [
                "model", "hardware", "prompt_size", "batch_size", "token_size", "prompt_time", "token_time",
                "tensor_parallel",
            ]
        ),
        (
            .vidurProducts,
            [
                "n_head", "n_kv_head", "n_embd", "n_expanded_embd", "use_gated_mlp", "num_tokens",
                "num_tensor_parallel_workers",
            ] + products.map { "time_stats.\($0).mean" }
        ),
        (.vidurCollectives, ["time_stats.all_reduce.mean", "num_workers", "size", "collective"]),
    ]
    private static let products = ["attn_pre_proj", "attn_post_proj", "mlp_up_proj", "mlp_down_proj"]

    /// A reader of the table with a header; nil where the header is none of theirs.
    init?(header: [UInt8]) {
        let columns = Columns(header: header)
        guard let match = MeasurementReader.headers.first(where: { columns.has($0.1) }) else { return nil }
        source = match.0
        self.columns = columns
    }

    /// Takes the next line.
    mutating func read(_ line: [UInt8]) throws(RecordFault) {
        records += 1
        let cells = Columns.cells(line)
        switch source {
        case .splitwise: operations += try request(cells)
        case .vidurProducts: operations += try products(cells)
        case .vidurCollectives: operations.append(try collective(cells))
        case .chakra, .chakraJSON, .pytorch, .kineto, .azure, .mooncake, .generated:
            preconditionFailure("No table is of this kind.")
        }
        guard operations.count <= Workload.mostOperations else {
            throw RecordFault(
                nil, "there are more operations than can be held", mend: "cut the table into shorter ones")
        }
    }

    private static let models: [String: PublishedModel] = ["llama2-70b": .llama2, "bloom-176b": .bloom]

    /// A request that was measured whole: prefill, and the mean of a further token.
    private func request(_ cells: [String]) throws(RecordFault) -> [WorkloadOperation] {
        let name = try columns.text("model", cells)
        guard let published = MeasurementReader.models[name], let model = try? published.transformer() else {
            throw RecordFault("model", "\"\(name)\" is no model of Splitwise's", mend: "give llama2-70b or bloom-176b")
        }
        let generated = try columns.whole("token_size", cells, in: 1...UInt64(TraceParser.mostTokens))
        let request = RecordedRequest(
            arrival: 0,
            promptTokens: UInt32(try columns.whole("prompt_size", cells, in: 1...UInt64(TraceParser.mostTokens))),
            generatedTokens: UInt32(generated))
        // At most 1e18 nanoseconds, times 2^27 tokens: 128 bits, then what fits.
        let each = try columns.milliseconds("token_time", cells)
        let decode = UInt64(clamping: UInt128(each) * UInt128(generated - 1))
        return try ServedModel(model, format: .fp16, counting: .full).operations(
            request, batch: try columns.whole("batch_size", cells, in: 1...4096),
            chips: try columns.whole("tensor_parallel", cells, in: 1...4096),
            times: (try columns.milliseconds("prompt_time", cells), decode))
    }

    /// The four products with weights of a layer, each on one of the chips that divide it.
    private func products(_ cells: [String]) throws(RecordFault) -> [WorkloadOperation] {
        let dimension = UInt64(1)...UInt64(Transformer.Limit.dimension)
        let chips = try columns.whole("num_tensor_parallel_workers", cells, in: 1...4096)
        let tokens = try columns.whole("num_tokens", cells, in: 1...UInt64(Transformer.Limit.tokens))
        let width = try columns.whole("n_embd", cells, in: dimension)
        let inner = try columns.whole("n_expanded_embd", cells, in: dimension)
        let heads = try columns.whole("n_head", cells, in: dimension)
        let pairs = try columns.whole("n_kv_head", cells, in: 0...heads)
        let gated = try columns.text("use_gated_mlp", cells) == "True"
        guard width % heads == 0, width % chips == 0, inner % chips == 0, heads % chips == 0 else {
            throw RecordFault("n_head", "heads and chips must divide the widths", mend: "give the table as published")
        }
        let head = width / heads
        let shapes = [
            (width, head * (heads + 2 * pairs) / chips), (width / chips, width),
            (width, (gated ? 2 : 1) * inner / chips),
            (inner / chips, width),
        ]
        var operations: [WorkloadOperation] = []
        for (name, (inner, columns)) in zip(MeasurementReader.products, shapes) {
            let product = try MatrixProduct(rows: tokens, inner: inner, columns: columns)
            let elements = UInt128(tokens) * UInt128(inner) + UInt128(inner) * UInt128(columns)
            let work = TensorWork(
                format: .fp16, products: [product], bytesRead: 2 * elements,
                bytesWritten: 2 * UInt128(tokens) * UInt128(columns))
            operations.append(
                WorkloadOperation(
                    name: name, work: .tensor(work),
                    duration: try self.columns.milliseconds("time_stats.\(name).mean", cells)))
        }
        return operations
    }

    private func collective(_ cells: [String]) throws(RecordFault) -> WorkloadOperation {
        let name = try columns.text("collective", cells)
        guard let kind = CollectiveCall.kind(name) else {
            throw RecordFault("collective", "\"\(name)\" is no collective", mend: "give all_reduce, as Vidur does")
        }
        let exchange = try Exchange(
            kind, bytes: try columns.whole("size", cells, in: 0...Exchange.mostBytes),
            ranks: try columns.whole("num_workers", cells, in: 1...Exchange.mostRanks), format: .fp16)
        return WorkloadOperation(
            name: name, work: .exchange(exchange),
            duration: try columns.milliseconds("time_stats.all_reduce.mean", cells))
    }
}
