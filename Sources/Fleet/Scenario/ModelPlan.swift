import Accelerator
import Attestation
import Cryptography

/// A model of a scenario: a published architecture under a name, with weights that a digest stands for.
package struct ModelPlan: Hashable, Sendable {
    /// What the scenario calls it.
    package let name: String
    /// The architecture.
    package let preset: PublishedModel
    /// Format of weights and matrix operands.
    package let format: NumberFormat
    /// What licences permit it for.
    package let uses: Licence.Terms.Uses
    /// The architecture's dimensions.
    package let transformer: Transformer

    /// A model.
    package init(
        name: String, preset: PublishedModel, format: NumberFormat, uses: Licence.Terms.Uses
    ) throws(ShapeError) {
        self.name = name
        self.preset = preset
        self.format = format
        self.uses = uses
        transformer = try preset.transformer()
    }

    /// What stands for the weights' bytes, which an analytic accelerator does not hold (`Specs/Scenario.md`).
    package var descriptor: String {
        "interlock weights 1\nname \(name)\npreset \(preset.rawValue)\nformat \(format)\n"
    }

    /// SHA-384 of the descriptor: what the hashing loader yields, and what agreements and licences list.
    package var weights: Digest384 { Digest384(hashing: Array(descriptor.utf8)) }

    /// Length of the weights in bytes.
    package var byteCount: UInt64 { UInt64(clamping: format.bytes(transformer.parameters.total)) }
}
