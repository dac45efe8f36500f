import Cryptography

/// Asks everything of lists and responses that were read. What they say must be what an authority said, or not be signed.
enum FuzzRevocation {
    private static let chain: [Certificate] = (try? RevocationVectors.shared.authority("device").chain) ?? []
    private static let signed = Set(
        RevocationVectors.shared.listNames.map { RevocationVectors.shared.list($0) }
            + RevocationVectors.shared.responseNames.map { RevocationVectors.shared.response($0) })

    static func list(_ list: RevocationList) -> Bool {
        guard chain.count == 3 else { return false }
        _ = list.isOf(chain[1])
        _ = list.covers(chain[0])
        _ = list.revocation(of: chain[0])
        return list.signature(by: chain[1]) != .valid || signed.contains(list.der)
    }

    static func response(_ response: StatusResponse) -> Bool {
        guard chain.count == 3 else { return false }
        _ = response.answers(on: chain[0], of: chain[1])
        let signer = try? response.verify(issuer: chain[1], at: 1_750_000_000)
        return signer == nil || signed.contains(response.der)
    }
}
