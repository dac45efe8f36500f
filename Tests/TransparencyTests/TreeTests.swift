import Cryptography
import Testing
import Transparency

@Suite("The Merkle tree of a log")
struct TreeTests {
    /// The inputs of the vectors that came with the first implementation of RFC 6962, and are in most since.
    static let inputs = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private static func published() throws -> LogTree {
        LogTree(leaves: try inputs.map { Digest256.leaf(try #require([UInt8](hex: $0))) })
    }

    @Test("its roots are the published ones")
    func publishedRoots() throws {
        let tree = try TreeTests.published()
        for (size, root) in TreeTests.roots.enumerated() {
            #expect(tree.root(of: size)?.description == root, "\(size) entries")
        }
    }

    @Test("its inclusion proofs are the published ones")
    func publishedInclusion() throws {
        let tree = try TreeTests.published()
        let vectors: [(Int, Int, [String])] = [
            (0, 1, []),
            (
                0, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                5, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
            (
                1, 5,
                [
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ]
        for (index, size, path) in vectors {
            #expect(tree.inclusionProof(of: index, in: size)?.path.map(\.description) == path, "\(index) of \(size)")
        }
    }

    @Test("its consistency proofs are the published ones")
    func publishedConsistency() throws {
        let tree = try TreeTests.published()
        let vectors: [(Int, Int, [String])] = [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (
                2, 5,
                [
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ]
        for (old, size, path) in vectors {
            #expect(tree.consistencyProof(from: old, to: size)?.path.map(\.description) == path, "\(old) to \(size)")
        }
    }

    // MARK: Every size up to 130

    private static let most = 130
    private static let leaves = (0..<most).map { Digest256.leaf([UInt8($0)]) }

    /// The hash of some entries as RFC 9162, section 2.1.1, defines it, with nothing kept.
    private func defined(_ leaves: ArraySlice<Digest256>) -> Digest256 {
        guard leaves.count > 1 else { return leaves.first ?? Digest256.emptyTree }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        return Digest256.node(defined(leaves.prefix(half)), defined(leaves.dropFirst(half)))
    }

    @Test("roots are as defined, and inclusion proofs hold for every entry of every size, and for nothing else")
    func inclusion() throws {
        let tree = LogTree(leaves: TreeTests.leaves)
        for size in 0...TreeTests.most {
            let root = try #require(tree.root(of: size))
            #expect(root == defined(TreeTests.leaves.prefix(size)))
            #expect(tree.inclusionProof(of: size, in: size) == nil)
            for index in 0..<size {
                let proof = try #require(tree.inclusionProof(of: index, in: size))
                let leaf = TreeTests.leaves[index]
                #expect(proof.verify(leaf: leaf, root: root))
                #expect(!proof.verify(leaf: TreeTests.leaves[(index + 1) % TreeTests.most], root: root))
                #expect(!proof.verify(leaf: leaf, root: leaf) || size == 1)
                for other in [index - 1, index + 1] {
                    #expect(!InclusionProof(index: other, size: size, path: proof.path).verify(leaf: leaf, root: root))
                }
                var wrong = [proof.path + [leaf]]
                if !proof.path.isEmpty { wrong.append(Array(proof.path.dropLast())) }
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = leaf
                    wrong.append(path)
                }
                for path in wrong {
                    #expect(!InclusionProof(index: index, size: size, path: path).verify(leaf: leaf, root: root))
                }
            }
        }
    }

    @Test("consistency proofs hold for every pair of sizes, and for nothing else")
    func consistency() throws {
        let tree = LogTree(leaves: TreeTests.leaves)
        let roots = try (0...TreeTests.most).map { try #require(tree.root(of: $0)) }
        for size in 0...TreeTests.most {
            #expect(tree.consistencyProof(from: size + 1, to: size) == nil)
            for old in 0...size {
                let proof = try #require(tree.consistencyProof(from: old, to: size))
                #expect(proof.verify(oldRoot: roots[old], root: roots[size]), "\(old) to \(size)")
                let other = Digest256.leaf([255, UInt8(old)])
                #expect(!proof.verify(oldRoot: other, root: roots[size]), "another old root, \(old) to \(size)")
                if old > 0 {
                    #expect(!proof.verify(oldRoot: roots[old], root: other), "another root, \(old) to \(size)")
                }
                #expect(
                    !ConsistencyProof(old: old, size: size, path: proof.path + [other]).verify(
                        oldRoot: roots[old], root: roots[size]))
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = other
                    #expect(
                        !ConsistencyProof(old: old, size: size, path: path).verify(
                            oldRoot: roots[old], root: roots[size]))
                    path.remove(at: place)
                    #expect(
                        !ConsistencyProof(old: old, size: size, path: path).verify(
                            oldRoot: roots[old], root: roots[size]))
                }
            }
        }
    }

    @Test("a changed early entry has no consistency proof: every proof of the honest tree is tried")
    func fork() throws {
        let honest = LogTree(leaves: TreeTests.leaves)
        var leaves = TreeTests.leaves
        leaves[3] = Digest256.leaf([3, 3])
        let forked = LogTree(leaves: leaves)
        let old = try #require(honest.root(of: 7))
        let root = try #require(forked.root(of: 40))
        for from in 0...40 {
            for path in [
                try #require(forked.consistencyProof(from: from, to: 40)).path,
                try #require(honest.consistencyProof(from: from, to: 40)).path,
            ] { #expect(!ConsistencyProof(old: 7, size: 40, path: path).verify(oldRoot: old, root: root)) }
        }
    }

    @Test("any numbers and any path give an answer")
    func total() {
        let hash = Digest256.emptyTree
        let numbers = [Int.min, -1, 0, 1, 2, 3, 64, 65, Int.max - 1, Int.max]
        for first in numbers {
            for second in numbers {
                for count in [0, 1, 2, 62, 63, 64, 65, 200] {
                    let path = [Digest256](repeating: hash, count: count)
                    _ = InclusionProof(index: first, size: second, path: path).verify(leaf: hash, root: hash)
                    _ = ConsistencyProof(old: first, size: second, path: path).verify(oldRoot: hash, root: hash)
                }
            }
        }
        let tree = LogTree(leaves: [hash])
        for number in numbers {
            _ = tree.root(of: number)
            _ = tree.inclusionProof(of: number, in: number)
            _ = tree.inclusionProof(of: 0, in: number)
            _ = tree.consistencyProof(from: 0, to: number)
            _ = tree.consistencyProof(from: number, to: 1)
        }
        #expect(tree.root(of: 2) == nil && tree.root(of: -1) == nil)
    }
}
