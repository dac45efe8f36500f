import Attestation
import Cryptography
import Synchronization

/// Keeps chains that have been verified.
protocol ChainKeeper {
    /// The chain of these certificates if it was verified up to these roots and holds at `time`; counts the use.
    mutating func chain(_ key: ChainCache.Key, under roots: ChainCache.Roots, at time: UTCSeconds) -> ChainCache.Chain?
    /// Keeps a chain that was verified up to these roots.
    mutating func keep(_ chain: ChainCache.Chain, for key: ChainCache.Key, under roots: ChainCache.Roots)
    /// Whether the key of `issuer` signed a certificate; that it did is remembered.
    mutating func isSigned(_ certificate: Certificate, by issuer: Certificate) -> Bool
}

/// Certificate chains that have been verified, so that the evidence of one chip costs one chain.
///
/// The answers are those that a fresh verification would give: an entry is used again only under the roots that it was
/// verified up to, and at times at which every certificate of it is valid. Where a chain is not kept any more, what is known
/// of its signatures spares the most of the work; all else about it is judged anew.
public struct ChainCache: ChainKeeper, Sendable {
    /// What chains lead to.
    struct Roots: Equatable, Sendable {
        let classical: [Certificate]
        let lattice: [LatticeCertificate]
    }

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
    private var roots = Roots(classical: [], lattice: [])
    /// A table of the key's multiples takes the time that it spares in about as many verifications.
    private static let usesBeforeTable = 4
    /// The most chains that are kept; a set of evidence with more starts over.
    private static let capacity = 4096
    /// The most chains whose key gets a table, which takes about 130 KiB.
    private static let tableCapacity = 256
    private var tables = 0
    private var signatures = KnownSignatures()

    /// An empty cache.
    public init() {}

    mutating func chain(_ key: Key, under roots: Roots, at time: UTCSeconds) -> Chain? {
        guard self.roots == roots else {
            self = ChainCache()
            self.roots = roots
            return nil
        }
        guard let index = chains.index(forKey: key), chains.values[index].validity.contains(time) else { return nil }
        chains.values[index].uses += 1
        if chains.values[index].uses == ChainCache.usesBeforeTable, tables < ChainCache.tableCapacity {
            chains.values[index].key = chains.values[index].key.precomputed()
            tables += 1
        }
        return chains.values[index]
    }

    mutating func isSigned(_ certificate: Certificate, by issuer: Certificate) -> Bool {
        let link = KnownSignatures.Link(certificate, by: issuer)
        if signatures.contains(link) { return true }
        guard certificate.isSigned(by: issuer.publicKey) else { return false }
        signatures.insert(link)
        return true
    }

    mutating func keep(_ chain: Chain, for key: Key, under roots: Roots) {
        // Whoever shares the cache may have gone on to other roots meanwhile.
        guard self.roots == roots else { return }
        if chains.count >= ChainCache.capacity {
            chains = [:]
            tables = 0
        }
        chains[key] = chain
    }
}

/// Chains that several tasks have verified at the same time.
public final class SharedChainCache: ChainKeeper, Sendable {
    private let cache = Mutex(ChainCache())
    private let signatures = Mutex(KnownSignatures())

    /// An empty cache.
    public init() {}

    func chain(_ key: ChainCache.Key, under roots: ChainCache.Roots, at time: UTCSeconds) -> ChainCache.Chain? {
        cache.withLock { $0.chain(key, under: roots, at: time) }
    }

    func keep(_ chain: ChainCache.Chain, for key: ChainCache.Key, under roots: ChainCache.Roots) {
        cache.withLock { $0.keep(chain, for: key, under: roots) }
    }

    func isSigned(_ certificate: Certificate, by issuer: Certificate) -> Bool {
        let link = KnownSignatures.Link(certificate, by: issuer)
        if signatures.withLock({ $0.contains(link) }) { return true }
        guard certificate.isSigned(by: issuer.publicKey) else { return false }
        signatures.withLock { $0.insert(link) }
        return true
    }
}
