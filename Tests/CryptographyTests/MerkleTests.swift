import Cryptography
import Testing

@Suite("Merkle trees")
struct MerkleTests {
    /// The definition of RFC 9162, section 2.1.1, word for word: split at the largest power of two below n.
    static func definition(_ entries: ArraySlice<[UInt8]>) -> [UInt8] {
        guard let first = entries.first else { return SHA384.digest(of: []) }
        guard entries.count > 1 else { return SHA384.digest(of: [0] + first) }
        var half = 1
        while half * 2 < entries.count { half *= 2 }
        let middle = entries.startIndex + half
        return SHA384.digest(of: [1] + definition(entries[..<middle]) + definition(entries[middle...]))
    }

    static func entries(_ count: Int) -> [[UInt8]] {
        (0..<count).map { [UInt8](repeating: UInt8($0 & 0xFF), count: $0 % 5) + [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    @Test("roots follow the definition for every size up to 130")
    func roots() {
        for count in 0...130 {
            let entries = Self.entries(count)
            #expect(Merkle384(entries: entries).root.bytes == Self.definition(entries[...]), "\(count) entries")
        }
    }

    @Test("every entry's proof verifies, at its place, in its tree, and nowhere else")
    func proofs() throws {
        for count in 1...40 {
            let entries = Self.entries(count)
            let tree = Merkle384(entries: entries)
            for index in 0..<count {
                let proof = try #require(tree.inclusionProof(at: index))
                #expect(proof.verify(entry: entries[index], root: tree.root))
                #expect(!proof.verify(entry: entries[index] + [0], root: tree.root))
                #expect(!proof.verify(entry: entries[index], root: .zero))
                for place in -1...(count + 1) where place != index {
                    let moved = InclusionProof(index: place, size: count, path: proof.path)
                    #expect(!moved.verify(entry: entries[index], root: tree.root), "\(index) at \(place) of \(count)")
                }
                let longer = InclusionProof(index: index, size: count, path: proof.path + [.zero])
                #expect(!longer.verify(entry: entries[index], root: tree.root))
                if !proof.path.isEmpty {
                    let shorter = InclusionProof(index: index, size: count, path: proof.path.dropLast())
                    #expect(!shorter.verify(entry: entries[index], root: tree.root))
                }
            }
            #expect(tree.inclusionProof(at: count) == nil)
            #expect(tree.inclusionProof(at: -1) == nil)
        }
    }

    @Test("a node can't be passed off as an entry")
    func secondPreimage() {
        let tree = Merkle384(entries: [[1], [2]])
        let forged = Digest384.leaf([1]).bytes + Digest384.leaf([2]).bytes
        #expect(Merkle384(entries: [forged]).root != tree.root)
        #expect(Merkle384(entries: [[1] + forged]).root != tree.root)
    }
}
