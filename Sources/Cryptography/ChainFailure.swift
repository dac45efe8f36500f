/// Why a chain of certificates does not lead to an anchor.
public struct ChainFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// OpenSSL's code, X509_V_ERR_…, such as 10 for an expired certificate; never 0.
    public let code: Int
    /// What the code means, in OpenSSL's words.
    public let text: String
    /// Which certificate is at fault: 0 is the leaf, 1 its issuer.
    public let depth: Int

    /// The fault, its place and what would mend it.
    public var description: String {
        "Certificate \(depth) of the chain, counting from the leaf, is refused: \(text) (code \(code)); "
            + "present a chain that is valid at the time of the check and ends in a trusted root."
    }
}
