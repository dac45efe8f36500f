/// One update of weights from their gradients, in FP32 with an FP32 master copy.
public struct OptimiserStep: Hashable, Sendable {
    /// The rule of the update, with its cost for one parameter.
    public enum Rule: String, CaseIterable, Hashable, Sendable {
        /// Plain gradient descent: scale and subtract.
        case sgd
        /// Adam (arXiv 1412.6980, algorithm 1).
        case adam
        /// Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2).
        case adamW

        /// Elementwise FP32 operations for one parameter.
        ///
        /// Adam: first moment 3, second moment 4, two bias corrections 2, root 1, epsilon 1, division 1, scale 1,
        /// subtraction 1. Decoupled decay: one multiplication and one subtraction more.
        public var operations: UInt64 {
            switch self {
            case .sgd: 2
            case .adam: 14
            case .adamW: 16
            }
        }

        /// FP32 values of state kept for one parameter beside the master copy.
        public var stateValues: UInt64 {
            switch self {
            case .sgd: 0
            case .adam, .adamW: 2
            }
        }
    }

    /// Parameters that are updated; below 2^64.
    public let parameters: UInt64
    /// The rule.
    public let rule: Rule

    /// An update.
    ///
    /// - Parameters:
    ///   - parameters: how many parameters.
    ///   - rule: the rule of the update.
    public init(parameters: UInt64, rule: Rule) {
        self.parameters = parameters
        self.rule = rule
    }
}
