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
}
