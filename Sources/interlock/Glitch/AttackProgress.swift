import Synchronization

/// A bar on the terminal for each attack of a campaign.
final class AttackProgress: Sendable {
    private let bar = Mutex<(attack: String, bar: ProgressBar)?>(nil)

    /// Shows how far an attack is; from any thread.
    func show(_ attack: String, _ done: Int, _ total: Int) {
        bar.withLock { current in
            if current?.attack != attack {
                current?.bar.finish()
                current = (attack, ProgressBar(total: total, label: attack))
            }
            current?.bar.show(done)
        }
    }

    /// Takes the bar away.
    func finish() { bar.withLock { $0?.bar.finish() } }
}
