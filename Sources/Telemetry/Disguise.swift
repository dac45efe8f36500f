/// A way to make training look like inference.
package enum Disguise: String, CaseIterable, Hashable, Sendable {
    /// One short sequence at a time.
    case smallBatches = "small batches"
    /// As much time for real requests as for training.
    case interleaved
    /// Pauses three times as long as the work.
    case throttled = "throttled back-propagation"
    /// Weights streamed for nothing, as decoding does.
    case fakeDecode = "fake decode traffic"
    /// Steps of random length with random pauses.
    case jittered
    /// Gradients compressed sixteen times.
    case quietLinks = "quiet links"
    /// Throttled, with fake decode traffic, quiet links and jitter.
    case blended
}
