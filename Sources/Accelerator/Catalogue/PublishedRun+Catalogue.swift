extension PublishedRun {
    /// Peak of one chip, dense, bfloat16 or FP16, in operations a second (makers' data sheets).
    enum Peak {
        static let a100 = 312e12
        static let h100 = 989.4e12
        static let tpuV3 = 123e12
        static let tpuV4 = 275e12
    }

    /// Every run of the catalogue, by family and roughly by age.
    ///
    /// - Returns: the runs.
    /// - Throws: `ShapeError` where a run's shapes are out of range; none of these is, and a test holds it.
    public static func catalogue() throws(ShapeError) -> [PublishedRun] {
        try gpt3Sizes() + dense2020To2022() + open2021To2023() + dense2023To2024() + open2023To2024() + mixtures()
    }

    private static func dense2020To2022() throws(ShapeError) -> [PublishedRun] {
        [
            try PublishedRun(
                .gpt2, tokens: 294_912_000_000, sequence: 1024, batch: 480,
                formula: .palm(parameters: 123_551_232),
                source: "nanoGPT, configuration train_gpt2 and transformer_sizing notebook",
                note: "600,000 iterations of 480 × 1,024 tokens; N without the position table, as nanoGPT counts."),
            try PublishedRun(
                .gpt3, tokens: 300_000_000_000, sequence: 2048, batch: 1562, format: .fp16,
                formula: .sixND(parameters: 174_600_000_000), published: 3.14e23,
                source: "arXiv 2005.14165, table 2.1 and table D.1",
                note: "The published figure leaves attention scores out; half of the layers attend sparsely in fact."),
            try PublishedRun(
                .lamda, tokens: 168_000_000_000, sequence: 2048, batch: 128, formula: .hardware, published: 3.55e23,
                hardware: DeclaredHardware(
                    chip: "TPUv3", chipHours: 1024 * 57.7 * 24, peak: Peak.tpuV3, utilisation: 0.565),
                source: "arXiv 2201.08239, section 10; tokens: arXiv 2203.15556, table 1",
                note: "A miss: the maker's machine time times utilisation gives 3.55e23, 2.5 times what the tokens "
                    + "that another paper quotes would need; it would take about 420 billion. No token count is "
                    + "declared; the sequence is assumed."),
            try PublishedRun(
                .gopher, tokens: 300_000_000_000, sequence: 2048, batch: 2929, recompute: .full, formula: .chinchilla,
                published: 6.31e23,
                hardware: DeclaredHardware(
                    chip: "TPUv3", chipHours: 4096 * 920, peak: Peak.tpuV3, utilisation: nil),
                source: "arXiv 2112.11446, table 1 and appendix on compute (recomputation counted)",
                note: "Relative positions (a projection that the batch shares, a second score product) are metered and "
                    + "not in the formula."),
            try PublishedRun(
                .megatronTuring, tokens: 270_000_000_000, sequence: 2048, batch: 1920, recompute: .full,
                formula: .megatron, published: 1.17e24,
                hardware: DeclaredHardware(
                    chip: "A100", chipHours: 4480 * 770, peak: Peak.a100, utilisation: 0.302),
                source: "arXiv 2201.11990, section 2; total: Epoch AI, snapshot of 24 February 2025"),
            try PublishedRun(
                .chinchilla, tokens: 1_400_000_000_000, sequence: 2048, batch: 1465, formula: .chinchilla,
                published: 5.76e23, source: "arXiv 2203.15556, tables 1 and 4",
                note: "The published figure is Gopher's compute budget, which Chinchilla was sized to. Relative "
                    + "positions are metered and not in the formula."),
            try PublishedRun(
                .palm, tokens: 780_000_000_000, sequence: 2048, batch: 2048,
                formula: .palm(parameters: 540_350_000_000), published: 2.5288e24,
                hardware: DeclaredHardware(
                    chip: "TPUv4", chipHours: 6144 * 1200 + 3072 * 336, peak: Peak.tpuV4, utilisation: 0.462),
                source: "arXiv 2204.02311, table 1, appendix B; chip-hours: Epoch AI",
                note: "Inconsistent at the source: the declared 46.2 % over all declared chip-hours would be 3.84e24, "
                    + "1.5 times what the run needs. The published figure is 6ND, without scores."),
            try PublishedRun(
                .opt, tokens: 300_000_000_000, sequence: 2048, batch: 976, format: .fp16, recompute: .full,
                formula: .megatron, published: 4.30e23, source: "arXiv 2205.01068; metaseq notes: 4.30E+23"),
            try PublishedRun(
                .bloom, tokens: 366_000_000_000, sequence: 2048, batch: 2048, recompute: .full, formula: .megatron,
                hardware: DeclaredHardware(
                    chip: "A100", chipHours: 1_082_990, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2211.05100, table 3; hours: arXiv 2211.02001",
                note: "Recomputation is assumed."),
        ]
    }

    private static func dense2023To2024() throws(ShapeError) -> [PublishedRun] {
        [
            try PublishedRun(
                .llama65B, tokens: 1_400_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 65_200_000_000), published: 5.48e23,
                hardware: DeclaredHardware(chip: "A100", chipHours: 1_022_362, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2302.13971, tables 2 and 15; total: Epoch AI"),
            try PublishedRun(
                .llama2, tokens: 2_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 68_976_648_192),
                hardware: DeclaredHardware(chip: "A100", chipHours: 1_720_320, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2307.09288, table 1; model card"),
            try PublishedRun(
                .falcon, tokens: 3_500_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 179_522_565_120), published: 3.76e24,
                source: "arXiv 2311.16867; configuration file; total: Epoch AI"),
            try PublishedRun(
                .llama31Small, tokens: 15_000_000_000_000, sequence: 8192, batch: 512,
                formula: .sixND(parameters: 8_030_261_248),
                hardware: DeclaredHardware(chip: "H100", chipHours: 1.46e6, peak: Peak.h100, utilisation: nil),
                source: "Llama 3.1 model card", note: "\"Over 15T\" tokens; hours cover all stages of training."),
            try PublishedRun(
                .llama31Medium, tokens: 15_000_000_000_000, sequence: 8192, batch: 512,
                formula: .sixND(parameters: 70_553_706_496),
                hardware: DeclaredHardware(chip: "H100", chipHours: 7.0e6, peak: Peak.h100, utilisation: nil),
                source: "Llama 3.1 model card", note: "\"Over 15T\" tokens; hours cover all stages of training."),
            try PublishedRun(
                .llama31Large, tokens: 15_600_000_000_000, sequence: 8192, batch: 2048,
                formula: .sixND(parameters: 405_000_000_000), published: 3.8e25,
                hardware: DeclaredHardware(chip: "H100", chipHours: 30.84e6, peak: Peak.h100, utilisation: 0.41),
                source: "arXiv 2407.21783, section 3; model card",
                note: "Inconsistent at the source: 38 to 43 % are declared for a step, and the declared hours, which "
                    + "cover all stages, hold less. The published figure is 6ND, without scores."),
        ]
    }

    private static func mixtures() throws(ShapeError) -> [PublishedRun] {
        [
            try PublishedRun(
                .deepSeekV3, tokens: 14_800_000_000_000, sequence: 4096, batch: 15360, format: .fp8,
                formula: .sixND(parameters: 37_000_000_000),
                hardware: DeclaredHardware(chip: "H800", chipHours: 2.664e6, peak: Peak.h100, utilisation: nil),
                source: "arXiv 2412.19437, sections 4.1 and 4.2; configuration file",
                note: "N is the published active count. The multi-token-prediction module is not metered. "
                    + "Utilisation is of the bfloat16 peak; the run is in FP8, whose peak is twice that."),
            try PublishedRun(
                .llama4Scout, tokens: 40_000_000_000_000, sequence: 8192, batch: 512,
                formula: .sixND(parameters: 17_000_000_000),
                hardware: DeclaredHardware(chip: "H100", chipHours: 5.0e6, peak: Peak.h100, utilisation: nil),
                source: "Llama 4 model card; configuration file",
                note: "N is the published active count, rounded. Batch and sequence are not published: assumed."),
            try PublishedRun(
                .llama4Maverick, tokens: 22_000_000_000_000, sequence: 8192, batch: 512,
                formula: .sixND(parameters: 17_000_000_000),
                hardware: DeclaredHardware(chip: "H100", chipHours: 2.38e6, peak: Peak.h100, utilisation: nil),
                source: "Llama 4 model card; configuration file",
                note: "N is the published active count, rounded. Batch and sequence are not published: assumed."),
        ]
    }
}
