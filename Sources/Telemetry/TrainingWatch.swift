import Accelerator

/// Watches a chip's counters, and tells when they have been consistent with training for long enough.
///
/// It sees what an agreement's detector may see: raw counters, read twice a second. It never says that a chip trains.
package struct TrainingWatch: Sendable {
    /// What an agreement says of its detector.
    package struct Settings: Hashable, Sendable {
        /// The features that it looks at, by their names; in the order of `Features.names`.
        package let features: [String]
        /// The part of inference windows that its threshold lets be called training-consistent, in parts per million.
        package let falseAlarms: UInt64
        /// How many windows in a row must be, from 1.
        package let windows: Int

        /// Settings. Names that are no feature's count for nothing.
        package init(features: [String], falseAlarms: UInt64, windows: Int) {
            self.features = Features.names.filter(features.contains)
            self.falseAlarms = falseAlarms
            self.windows = max(1, windows)
        }
    }

    /// The names of all features.
    package static let features = Features.names
    /// Seconds of a window.
    package static let windowSeconds = 16

    private let detector: Detector
    private let wanted: Int
    private var sampler = Sampler(windows: .max)
    /// Nanoseconds until which counters were read.
    private var now: UInt64 = 0
    private var streak = 0
    private var count: UInt64 = 0
    /// Seconds at which so many windows in a row had been consistent with training; of each such row the first.
    package private(set) var alarms: [UInt64] = []
    /// Windows so far.
    package var windows: UInt64 { count }
    /// Windows that were consistent with training.
    package private(set) var consistent: UInt64 = 0

    /// A watch that begins at 0, with a detector fitted on the undisguised workloads of the report, and so the same for
    /// everybody. Fitting takes a while: copy a watch for each chip.
    package init(_ settings: Settings) {
        detector = Detector(
            fittedOn: KnownWork.emulated.windows, falseAlarms: Double(settings.falseAlarms) / 1e6,
            lookingAt: Features.names.indices.filter { settings.features.contains(Features.names[$0]) })
        wanted = settings.windows
    }

    /// The chip did something.
    ///
    /// - Parameters:
    ///   - cost: what its counters added.
    ///   - start: when it began, in nanoseconds; not before what was added before.
    ///   - duration: how long it took, in nanoseconds.
    package mutating func add(_ cost: Counters, from start: UInt64, lasting duration: UInt64) {
        idle(until: start)
        sampler.add(Activity(cost, seconds: Double(duration) / 1e9))
        now = max(now, start) + duration
        judge()
    }

    /// The chip did nothing until then.
    package mutating func idle(until time: UInt64) {
        guard time > now else { return }
        sampler.add(.idle(Double(time - now) / 1e9))
        now = time
        judge()
    }

    private mutating func judge() {
        for window in sampler.taken() {
            count += 1
            let isConsistent = detector.score(Features(window).values) > detector.threshold
            if isConsistent { consistent += 1 }
            streak = isConsistent ? streak + 1 : 0
            if streak == wanted { alarms.append(count * UInt64(TrainingWatch.windowSeconds)) }
        }
    }
}
