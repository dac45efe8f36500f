import Attestation
import Cryptography

/// Certificate chains that have been verified, so that the evidence of one chip costs one chain.
///
/// The answers are those that a fresh verification would give: an entry is used again only at times at which every
/// certificate of it is valid.
public struct ChainCache: Sendable {
    /// The bytes that a chain is made of.
    struct Key: Hashable, Sendable {
        let alias: [UInt8]
        let local: [UInt8]?
        let device: [UInt8]
        let latticeAlias: [UInt8]
        let latticeDevice: [UInt8]
    }

    /// A chain that leads to a root.
    struct Chain: Sendable {
        let alias: DICECertificate
        let local: DICECertificate?
        let device: DICECertificate
        /// The alias key, with a table of its multiples once it has been used often.
        var key: P384.PublicKey
        /// The ML-DSA-87 alias key and the serial numbers of the certificates that lead to it; nil for a classical chip.
        let lattice: Lattice?
        /// The times at which the verification holds.
        let validity: ClosedRange<UTCSeconds>
        var uses = 0
    }

    /// The ML-DSA-87 half of a chain.
    struct Lattice: Sendable {
        let key: MLDSA87.PublicKey
        let aliasSerial: [UInt8]
        let deviceSerial: [UInt8]
    }

    private var chains: [Key: Chain] = [:]
    /// The roots that the chains lead to.
    private var roots: [Certificate] = []
    private var latticeRoots: [LatticeCertificate] = []
    /// After this many signatures, a table of the key's multiples pays for itself.
    private static let usesBeforeTable = 6
    /// The most chains that are kept; a set of evidence with more starts over.
    private static let capacity = 4096
    /// The most chains whose key gets a table, which takes about 130 KiB.
    private static let tableCapacity = 256
    private var tables = 0

    /// An empty cache.
    public init() {}

    /// Forgets chains that lead to other roots than these.
    mutating func keepOnly(roots: [Certificate], latticeRoots: [LatticeCertificate]) {
        guard self.roots != roots || self.latticeRoots != latticeRoots else { return }
        self = ChainCache()
        self.roots = roots
        self.latticeRoots = latticeRoots
    }

    /// The chain of these certificates if it was verified and holds at `time`; counts the use.
    mutating func chain(_ key: Key, at time: UTCSeconds) -> Chain? {
        guard let index = chains.index(forKey: key), chains.values[index].validity.contains(time) else { return nil }
        chains.values[index].uses += 1
        if chains.values[index].uses == ChainCache.usesBeforeTable, tables < ChainCache.tableCapacity {
            chains.values[index].key = chains.values[index].key.precomputed()
            tables += 1
        }
        return chains.values[index]
    }

    /// Keeps a chain that was verified.
    mutating func keep(_ chain: Chain, for key: Key) {
        if chains.count >= ChainCache.capacity {
            chains = [:]
            tables = 0
        }
        chains[key] = chain
    }
}
