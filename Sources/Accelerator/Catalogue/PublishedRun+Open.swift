extension PublishedRun {
    /// The sizes of GPT-3 below the largest, whose compute is published one by one.
    static func gpt3Sizes() throws(ShapeError) -> [PublishedRun] {
        [
            try PublishedRun(
                .gpt3Small, tokens: 300_000_000_000, sequence: 2048, batch: 244, format: .fp16,
                formula: .sixND(parameters: 125_000_000), published: 2.25e20,
                source: "arXiv 2005.14165, tables 2.1 and D.1"),
            try PublishedRun(
                .gpt3Medium, tokens: 300_000_000_000, sequence: 2048, batch: 244, format: .fp16,
                formula: .sixND(parameters: 356_000_000), published: 6.41e20,
                source: "arXiv 2005.14165, tables 2.1 and D.1"),
            try PublishedRun(
                .gpt3Large, tokens: 300_000_000_000, sequence: 2048, batch: 244, format: .fp16,
                formula: .sixND(parameters: 760_000_000), published: 1.37e21,
                source: "arXiv 2005.14165, tables 2.1 and D.1"),
            try PublishedRun(
                .gpt3TwoSeven, tokens: 300_000_000_000, sequence: 2048, batch: 488, format: .fp16,
                formula: .sixND(parameters: 2_650_000_000), published: 4.77e21,
                source: "arXiv 2005.14165, tables 2.1 and D.1"),
            try PublishedRun(
                .gpt3SixSeven, tokens: 300_000_000_000, sequence: 2048, batch: 977, format: .fp16,
                formula: .sixND(parameters: 6_660_000_000), published: 1.20e22,
                source: "arXiv 2005.14165, tables 2.1 and D.1"),
            try PublishedRun(
                .gpt3Thirteen, tokens: 300_000_000_000, sequence: 2048, batch: 977, format: .fp16,
                formula: .sixND(parameters: 12_850_000_000), published: 2.31e22,
                source: "arXiv 2005.14165, tables 2.1 and D.1",
                note: "The paper's width, 5,140, is not its 40 heads of 128; 5,120 is taken."),
        ]
    }

    /// Models whose weights and configuration files are published: 2021 to the middle of 2023.
    static func open2021To2023() throws(ShapeError) -> [PublishedRun] {
        [
            try PublishedRun(
                .gptJ, tokens: 402_000_000_000, sequence: 2048, batch: 1024, format: .bf16,
                formula: .sixND(parameters: 6_053_381_344),
                source: "model card of GPT-J 6B; configuration file"),
            try PublishedRun(
                .gptNeoX, tokens: 472_000_000_000, sequence: 2048, batch: 1538, format: .fp16,
                formula: .sixND(parameters: 20_554_567_680),
                source: "arXiv 2204.06745; configuration file",
                note: "150,000 steps of 3.15 million tokens."),
            try PublishedRun(
                .pythiaSmall, tokens: 299_892_736_000, sequence: 2048, batch: 1024, format: .fp16,
                formula: .sixND(parameters: 6_857_302_016),
                source: "arXiv 2304.01373; configuration file"),
            try PublishedRun(
                .pythiaLarge, tokens: 299_892_736_000, sequence: 2048, batch: 1024, format: .fp16,
                formula: .sixND(parameters: 11_846_072_320),
                source: "arXiv 2304.01373; configuration file"),
            try PublishedRun(
                .bloomberg, tokens: 569_000_000_000, sequence: 2048, batch: 2048, recompute: .full, formula: .megatron,
                published: 2.36e23,
                hardware: DeclaredHardware(chip: "A100", chipHours: 1.3e6, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2303.17564, table 4",
                note:
                    "The published total counts recomputation. Hours are \"approximately 1.3 million\", not all of which trained."
            ),
            try PublishedRun(
                .llama7B, tokens: 1_000_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 6_738_415_616),
                hardware: DeclaredHardware(chip: "A100", chipHours: 82_432, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2302.13971, tables 2 and 15"),
            try PublishedRun(
                .llama13B, tokens: 1_000_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 13_015_864_320),
                hardware: DeclaredHardware(chip: "A100", chipHours: 135_168, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2302.13971, tables 2 and 15"),
            try PublishedRun(
                .llama33B, tokens: 1_400_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 32_528_943_616),
                hardware: DeclaredHardware(chip: "A100", chipHours: 530_432, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2302.13971, tables 2 and 15"),
            try PublishedRun(
                .mptSmall, tokens: 1_000_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 6_649_286_656),
                source: "model card of MPT-7B; configuration file",
                note: "Batch assumed."),
            try PublishedRun(
                .mptLarge, tokens: 1_000_000_000_000, sequence: 2048, batch: 2048,
                formula: .sixND(parameters: 29_957_000_000),
                source: "model card of MPT-30B; configuration file",
                note: "N rounded; its last tokens were of sequences of 8,192; batch assumed."),
            try PublishedRun(
                .falconSmall, tokens: 1_500_000_000_000, sequence: 2048, batch: 2304,
                formula: .sixND(parameters: 6_921_720_704),
                source: "model card of Falcon-7B; configuration file"),
            try PublishedRun(
                .falconMedium, tokens: 1_000_000_000_000, sequence: 2048, batch: 1152,
                formula: .sixND(parameters: 41_303_293_952),
                source: "model card of Falcon-40B; configuration file"),
            try PublishedRun(
                .starCoder, tokens: 1_000_000_000_000, sequence: 8192, batch: 512,
                formula: .sixND(parameters: 15_517_456_384),
                hardware: DeclaredHardware(chip: "A100", chipHours: 320_256, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2305.06161; configuration file"),
        ]
    }

    /// The same from the middle of 2023 on.
    static func open2023To2024() throws(ShapeError) -> [PublishedRun] {
        [
            try PublishedRun(
                .llama2Small, tokens: 2_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 6_738_415_616),
                hardware: DeclaredHardware(chip: "A100", chipHours: 184_320, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2307.09288, tables 1 and 2; model card"),
            try PublishedRun(
                .llama2Medium, tokens: 2_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 13_015_864_320),
                hardware: DeclaredHardware(chip: "A100", chipHours: 368_640, peak: Peak.a100, utilisation: nil),
                source: "arXiv 2307.09288, tables 1 and 2; model card"),
            try PublishedRun(
                .yiSmall, tokens: 3_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 6_061_035_520),
                source: "arXiv 2403.04652; configuration file",
                note: "Batch assumed."),
            try PublishedRun(
                .yiLarge, tokens: 3_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 34_388_917_248),
                source: "arXiv 2403.04652; configuration file",
                note: "Batch assumed."),
            try PublishedRun(
                .deepSeekSmall, tokens: 2_000_000_000_000, sequence: 4096, batch: 2304,
                formula: .sixND(parameters: 6_910_365_696),
                source: "arXiv 2401.02954, table 2; configuration file"),
            try PublishedRun(
                .deepSeekLarge, tokens: 2_000_000_000_000, sequence: 4096, batch: 4608,
                formula: .sixND(parameters: 67_425_000_000),
                source: "arXiv 2401.02954, table 2; configuration file",
                note: "N rounded."),
            try PublishedRun(
                .tinyLlama, tokens: 3_000_000_000_000, sequence: 2048, batch: 1024,
                formula: .sixND(parameters: 1_100_048_384),
                source: "arXiv 2401.02385; configuration file"),
            try PublishedRun(
                .gemma, tokens: 6_000_000_000_000, sequence: 8192, batch: 1024,
                formula: .sixND(parameters: 8_537_680_896),
                source: "arXiv 2403.08295; configuration file",
                note: "Batch assumed."),
            try PublishedRun(
                .gemma2Medium, tokens: 8_000_000_000_000, sequence: 8192, batch: 1024,
                formula: .sixND(parameters: 9_241_705_984),
                source: "arXiv 2408.00118; configuration file",
                note: "Half of the layers attend to 4,096 tokens in fact; batch assumed."),
            try PublishedRun(
                .gemma2Large, tokens: 13_000_000_000_000, sequence: 8192, batch: 1024,
                formula: .sixND(parameters: 27_227_128_320),
                source: "arXiv 2408.00118; configuration file",
                note: "Half of the layers attend to 4,096 tokens in fact; batch assumed."),
            try PublishedRun(
                .nemotron4, tokens: 9_000_000_000_000, sequence: 4096, batch: 2304,
                formula: .sixND(parameters: 341_000_000_000),
                source: "arXiv 2406.11704, table 1",
                note: "N is 9.4 billion of embeddings and 331.6 billion others, as published."),
            try PublishedRun(
                .qwen25Small, tokens: 18_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 7_615_616_512),
                source: "arXiv 2412.15115; configuration file",
                note: "Batch and sequence assumed."),
            try PublishedRun(
                .qwen25Medium, tokens: 18_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 14_770_033_664),
                source: "arXiv 2412.15115; configuration file",
                note: "Batch and sequence assumed."),
            try PublishedRun(
                .qwen25Large, tokens: 18_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 32_763_876_352),
                source: "arXiv 2412.15115; configuration file",
                note: "Batch and sequence assumed."),
            try PublishedRun(
                .qwen25Largest, tokens: 18_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 72_706_203_648),
                source: "arXiv 2412.15115; configuration file",
                note: "Batch and sequence assumed."),
            try PublishedRun(
                .olmo2Small, tokens: 4_000_000_000_000, sequence: 4096, batch: 1024,
                formula: .sixND(parameters: 7_298_617_344),
                source: "model card of OLMo 2 7B; arXiv 2501.00656"),
            try PublishedRun(
                .olmo2Medium, tokens: 5_000_000_000_000, sequence: 4096, batch: 2048,
                formula: .sixND(parameters: 13_716_198_400),
                source: "model card of OLMo 2 13B; arXiv 2501.00656"),
        ]
    }
}
