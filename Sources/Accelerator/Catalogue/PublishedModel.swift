/// A model whose architecture is published.
public enum PublishedModel: String, CaseIterable, Hashable, Sendable {
    /// GPT-2 small without biases, as nanoGPT trains it.
    case gpt2 = "gpt-2-124m"
    /// GPT-3 175B.
    case gpt3 = "gpt-3-175b"
    /// LaMDA 137B.
    case lamda = "lamda-137b"
    /// Gopher 280B.
    case gopher = "gopher-280b"
    /// Chinchilla 70B.
    case chinchilla = "chinchilla-70b"
    /// Megatron-Turing NLG 530B.
    case megatronTuring = "mt-nlg-530b"
    /// PaLM 540B.
    case palm = "palm-540b"
    /// OPT-175B.
    case opt = "opt-175b"
    /// BLOOM-176B.
    case bloom = "bloom-176b"
    /// LLaMA-7B.
    case llama7B = "llama-7b"
    /// LLaMA-65B.
    case llama65B = "llama-65b"
    /// Llama 2 70B.
    case llama2 = "llama-2-70b"
    /// Falcon-180B.
    case falcon = "falcon-180b"
    /// Llama 3.1 8B.
    case llama31Small = "llama-3.1-8b"
    /// Llama 3.1 70B.
    case llama31Medium = "llama-3.1-70b"
    /// Llama 3.1 405B.
    case llama31Large = "llama-3.1-405b"
    /// DeepSeek-V3, 37B of 671B active, without its multi-token-prediction module.
    case deepSeekV3 = "deepseek-v3"
    /// Llama 4 Scout, 17B of 109B active, text part.
    case llama4Scout = "llama-4-scout"
    /// Llama 4 Maverick, 17B of 400B active, text part.
    case llama4Maverick = "llama-4-maverick"
    /// GPT-3 Small.
    case gpt3Small = "gpt-3-125m"
    /// GPT-3 Medium.
    case gpt3Medium = "gpt-3-350m"
    /// GPT-3 Large.
    case gpt3Large = "gpt-3-760m"
    /// GPT-3 2.7B.
    case gpt3TwoSeven = "gpt-3-2.7b"
    /// GPT-3 6.7B.
    case gpt3SixSeven = "gpt-3-6.7b"
    /// GPT-3 13B.
    case gpt3Thirteen = "gpt-3-13b"
    /// GPT-J 6B.
    case gptJ = "gpt-j-6b"
    /// GPT-NeoX 20B.
    case gptNeoX = "gpt-neox-20b"
    /// BloombergGPT 50B.
    case bloomberg = "bloomberggpt-50b"
    /// Pythia 6.9B.
    case pythiaSmall = "pythia-6.9b"
    /// Pythia 12B.
    case pythiaLarge = "pythia-12b"
    /// LLaMA-13B.
    case llama13B = "llama-13b"
    /// LLaMA-33B.
    case llama33B = "llama-33b"
    /// MPT-7B.
    case mptSmall = "mpt-7b"
    /// MPT-30B.
    case mptLarge = "mpt-30b"
    /// StarCoderBase 15.5B.
    case starCoder = "starcoderbase-15b"
    /// Falcon-7B.
    case falconSmall = "falcon-7b"
    /// Falcon-40B.
    case falconMedium = "falcon-40b"
    /// Llama 2 7B.
    case llama2Small = "llama-2-7b"
    /// Llama 2 13B.
    case llama2Medium = "llama-2-13b"
    /// Yi-6B.
    case yiSmall = "yi-6b"
    /// Yi-34B.
    case yiLarge = "yi-34b"
    /// DeepSeek LLM 7B.
    case deepSeekSmall = "deepseek-llm-7b"
    /// DeepSeek LLM 67B.
    case deepSeekLarge = "deepseek-llm-67b"
    /// TinyLlama 1.1B.
    case tinyLlama = "tinyllama-1.1b"
    /// Gemma 7B.
    case gemma = "gemma-7b"
    /// Gemma 2 9B.
    case gemma2Medium = "gemma-2-9b"
    /// Gemma 2 27B.
    case gemma2Large = "gemma-2-27b"
    /// Nemotron-4 340B.
    case nemotron4 = "nemotron-4-340b"
    /// Qwen2.5 7B.
    case qwen25Small = "qwen2.5-7b"
    /// Qwen2.5 14B.
    case qwen25Medium = "qwen2.5-14b"
    /// Qwen2.5 32B.
    case qwen25Large = "qwen2.5-32b"
    /// Qwen2.5 72B.
    case qwen25Largest = "qwen2.5-72b"
    /// OLMo 2 7B.
    case olmo2Small = "olmo-2-7b"
    /// OLMo 2 13B.
    case olmo2Medium = "olmo-2-13b"
}
