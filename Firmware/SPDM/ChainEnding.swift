import ChipABI
import Quorum
import Wire

/// How a chain that an operator made comes to the key that the chip signs with.
enum ChainEnding {
    /// Its last certificate is of the alias key: it holds for the present firmware.
    case alias
    /// Its last certificate is of the local identity key, an authority: the chip's own alias certificate follows
    /// (DSP0274 1.3, section 10.7.1: the alias model).
    case local

    /// Where the certificates are in a chain.
    private static let start = 4 + Digest.byteCount

    /// How a chain in SPDM's form ends; nil where it does not hold.
    ///
    /// It holds where the length is its own, the digest in front is the root's, the root certifies itself, each
    /// certificate has the name and the signature of the one before it, which is an authority, and the last comes to the
    /// alias key.
    init?<H: SessionHardware & ~Copyable>(
        of chain: Span<UInt8>, alias: Span<UInt8>, _ hardware: inout H
    ) {
        guard chain.count > ChainEnding.start, chain.count <= Limit.chainLength,
            LittleEndian.two(chain, 0) == chain.count, LittleEndian.two(chain, 2) == 0,
            let own = CertificateView(alias, at: 0), var last = CertificateView(chain, at: ChainEnding.start)
        else { return nil }
        let rootDigest = hardware.digest(chain.extracting(last.whole))
        guard rootDigest == Digest(chain.extracting(4..<ChainEnding.start)),
            chain.extracting(last.issuer).agrees(with: chain.extracting(last.subject)), last.isAuthority,
            last.isSigned(by: last.publicKey(chain), chain, &hardware)
        else { return nil }
        var count = 1
        while last.whole.upperBound < chain.count {
            guard count < Limit.certificateCount, last.isAuthority,
                let next = CertificateView(chain, at: last.whole.upperBound),
                chain.extracting(next.issuer).agrees(with: chain.extracting(last.subject)),
                next.isSigned(by: last.publicKey(chain), chain, &hardware)
            else { return nil }
            last = next
            count += 1
        }
        if chain.extracting(last.keyInfo).agrees(with: alias.extracting(own.keyInfo)) {
            self = .alias
            return
        }
        guard last.isAuthority, alias.extracting(own.issuer).agrees(with: chain.extracting(last.subject)),
            own.isSigned(by: last.publicKey(chain), alias, &hardware)
        else { return nil }
        self = .local
    }
}
