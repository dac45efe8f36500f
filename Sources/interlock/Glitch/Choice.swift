import ArgumentParser
import Glitch

/// One of several, or all of them.
enum Choice<Value: RawRepresentable & CaseIterable & Sendable>: ExpressibleByArgument, Sendable
where Value.RawValue == String {
    /// One.
    case one(Value)
    /// Every one.
    case all

    init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let value = Value(rawValue: argument) {
            self = .one(value)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .one(let value): value.rawValue
        case .all: "all"
        }
    }

    /// What was chosen, in the order of declaration.
    var values: [Value] {
        switch self {
        case .one(let value): [value]
        case .all: Array(Value.allCases)
        }
    }
}
