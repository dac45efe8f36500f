import ChipABI
import Wire

/// The chain of slot 0 in SPDM's form (DSP0274 1.3, section 10.7.1): length, SHA-384 of the root, root, device,
/// local and alias certificates, DER.
struct CertificateChain: ~Copyable {
    private static let headerLength = 52
    private static let certificateLimit: UInt32 = 1536

    private var buffer = MessageBuffer()
    /// SHA-384 of all of it.
    private(set) var digest = Digest.zero

    /// The chain's bytes; none before `load`, or where flash holds no root.
    @inline(__always)
    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }

    /// Whether it is there.
    var isLoaded: Bool { buffer.count != 0 }

    /// Builds it from what the vendor left in flash, device certificate first, and from ROM.
    mutating func load<H: SessionHardware & ~Copyable>(
        alias: Span<UInt8>, local: Span<UInt8>, _ hardware: inout H
    ) {
        let device = MemoryMap.flash + MemoryMap.certificateOffset
        let deviceLength = hardware.word(at: device)
        guard deviceLength <= CertificateChain.certificateLimit else { return }
        let root = device + 4 + ((deviceLength + 3) & ~3)
        let rootLength = hardware.word(at: root)
        guard rootLength > 0, rootLength <= CertificateChain.certificateLimit else { return }
        let length = CertificateChain.headerLength + Int(rootLength) + Int(deviceLength) + local.count + alias.count
        guard length <= buffer.room else { return }
        var content = MessageBuffer()
        hardware.copy(rootLength, from: root + 4, to: &content)
        buffer.two(length)
        buffer.two(0)
        buffer.write(hardware.digest(content.bytes))
        hardware.copy(deviceLength, from: device + 4, to: &content)
        buffer.write(content.bytes)
        buffer.write(local)
        buffer.write(alias)
        digest = hardware.digest(buffer.bytes)
    }
}
