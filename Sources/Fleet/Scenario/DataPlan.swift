import Agreement
import Attestation
import Cryptography

/// Training data of a class that an agreement permits, in a fleet that computes nothing: chunks that stand for it
/// (`Specs/Scenario.md`).
struct DataPlan: Sendable {
    /// Chunks of a manifest; the last is of `strayClass`.
    static let chunkCount = 16
    /// Bytes of a chunk: more than a run of a fleet reads.
    static let chunkLength: UInt64 = 1 << 40
    /// The class of the last chunk, which is in every manifest and which an agreement may exclude.
    static let strayClass: UInt64 = 7

    /// The class's name in the agreement.
    let name: String
    /// Its place among the manifests of licences.
    let place: Int
    /// The chunks.
    let manifest: DataManifest

    init(name: String, place: Int) {
        self.name = name
        self.place = place
        manifest = DataManifest(
            (0..<DataPlan.chunkCount).map { number in
                DataManifest.Chunk(
                    digest: DataPlan.digest(name, number), length: DataPlan.chunkLength,
                    dataClass: number == DataPlan.chunkCount - 1 ? DataPlan.strayClass : 0)
            })
    }

    /// What stands for a chunk's bytes.
    private static func digest(_ name: String, _ number: Int) -> Digest384 {
        Digest384(hashing: Array("interlock data 1\nname \(name)\nchunk \(number)\n".utf8))
    }

    /// The data that hosts have: of the classes that a licence names, those whose manifest is of such chunks.
    static func known(under agreement: Agreement) -> [DataPlan] {
        let permitted = (agreement.permittedData ?? []).prefix(Licence.Terms.DataLimit.capacity)
        return permitted.enumerated().compactMap { place, data in
            let plan = DataPlan(name: data.name, place: place)
            return plan.manifest.root == data.manifest ? plan : nil
        }
    }
}
