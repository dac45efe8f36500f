/// Reads the counters twice a second while a chip works, until there are enough windows.
struct Sampler {
    /// Seconds between two readings.
    static let interval = 0.5
    /// Readings in a window: 16 seconds.
    static let samples = 32

    private(set) var windows: [[Activity]] = []
    private var window: [Activity] = []
    private var current = Activity.idle(0)
    private let wanted: Int

    init(windows: Int) { wanted = windows }

    /// Whether there are enough.
    var isFull: Bool { windows.count >= wanted }

    /// The windows that are full, which it then forgets.
    mutating func taken() -> [[Activity]] {
        defer { windows = [] }
        return windows
    }

    /// Goes on; what crosses a reading is divided by time.
    mutating func add(_ activity: Activity) {
        var rest = activity
        while !isFull, current.seconds + rest.seconds >= Sampler.interval {
            let part = rest.seconds > 0 ? (Sampler.interval - current.seconds) / rest.seconds : 1
            window.append(current + rest * part)
            current = Activity.idle(0)
            rest = rest * (1 - part)
            if window.count == Sampler.samples {
                windows.append(window)
                window = []
            }
        }
        current = current + rest
    }
}
