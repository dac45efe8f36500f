import Accelerator

/// What accelerators count; evidence has a type of the same name for the monotonic counters.
package typealias Counters = Accelerator.Counters
