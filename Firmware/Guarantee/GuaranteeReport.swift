public import ChipABI
import ROM
public import Wire

/// The guarantee's state in brief, for protocols other than its own evidence.
public struct GuaranteeReport: Sendable {
    /// SHA-384 of the ROM.
    public let romDigest: Digest
    /// SHA-384 of the runtime's code.
    public let runtimeDigest: Digest
    /// The runtime's security version.
    public let securityVersion: UInt32
    /// The licence in force: its sequence, 0 for none.
    public let licenceSequence: UInt64
    /// SHA-384 of its payload, zeros for none.
    public let licenceDigest: Digest
    /// The meter's policy quantity.
    public let operations: Operations
    /// Of which training.
    public let training: Operations
    /// The fault that ended service, 0 for none.
    public let fault: UInt32
}

extension Guarantee {
    /// Settles the account, then tells the state. Never inlined, so that nothing of it serves another.
    @inline(never)
    public mutating func measured<H: Hardware & ~Copyable>(_ hardware: inout H) -> GuaranteeReport {
        let reading = settleToTell(&hardware)
        // From what was read last, as evidence is: what a fault kept from the account is in it.
        let told = (try? MeterTotals(reading)) ?? meter
        return GuaranteeReport(
            romDigest: identity.romDigest, runtimeDigest: identity.runtimeDigest,
            securityVersion: identity.securityVersion, licenceSequence: account?.terms.sequence ?? 0,
            licenceDigest: account?.digest ?? .zero, operations: told.total, training: told.training,
            fault: latched?.rawValue ?? 0)
    }

    // Inlined by force: see Specs/Decisions/0001.
    /// The alias certificate, DER.
    @inline(__always)
    public var aliasCertificate: Span<UInt8> {
        @_lifetime(borrow self)
        get { identity.certificate.span.extracting(0..<identity.certificateLength) }
    }

    /// The local identity's certificate, DER.
    @inline(__always)
    public var localCertificate: Span<UInt8> {
        @_lifetime(borrow self)
        get { identity.localCertificate.span.extracting(0..<identity.localCertificateLength) }
    }
}
