import ChipABI
import Quorum
import ROM
import Wire

/// A licence as the host hands it over, with the proof that this chip is in its set; all that can be checked without
/// the account is checked here.
struct Installation {
    /// What the licence permits.
    let terms: LicenceTerms
    /// SHA-384 of its payload.
    let digest: Digest
    /// This chip's place in the licence's set.
    let place: UInt64
    /// Where the payload is in the request.
    let payload: Range<Int>
    /// Half of the permit for its sequence.
    let half: UInt32

    /// One evaluation. Never inlined, so that nothing of it serves another.
    @inline(never)
    static func evaluated<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, licence: Range<Int>, keys: borrowing KeyTable, after lastLicence: UInt64,
        _ evaluation: Evaluation, _ hardware: inout H
    ) -> Verdict<Installation> {
        do throws(Fault) {
            return .holds(
                try Installation(
                    request, licence: licence, keys: keys, after: lastLicence, evaluation, &hardware))
        } catch {
            return .refused(error)
        }
    }

    /// Verifies form, signatures, sequence, chip set and validity, in that order. The sequence must be above
    /// `lastLicence`, the highest of earlier owners'.
    private init<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, licence: Range<Int>, keys: borrowing KeyTable, after lastLicence: UInt64,
        _ evaluation: Evaluation, _ hardware: inout H
    ) throws(Fault) {
        let bytes = request.extracting(licence)
        let message: SignedMessage
        do throws(WireError) {
            message = try SignedMessage(bytes, contentType: COSE.licenceType)
            terms = try LicenceTerms(bytes, message.payload)
        } catch {
            throw .licenceMalformed
        }
        guard keys.isFused(&hardware) else { throw .keyTableMismatch }
        let signers: Signers
        do throws(Signers.Failure) {
            signers = try Signers(of: message, in: bytes, keys: keys, &hardware)
        } catch {
            switch error {
            case .unknown: throw .licenceSignerUnknown
            case .duplicate: throw .licenceSignerDuplicate
            case .invalid: throw .licenceSignatureInvalid
            case .outOfRange: throw .licenceSignatureOutOfRange
            case .keyInvalid: throw .licenceKeyInvalid
            case .unpaired: throw .licenceSignatureUnpaired
            }
        }
        // The vendor makes chips; it is no party to the agreement, so its key counts for nothing here.
        guard !signers.vendor else { throw .licenceSignerUnknown }
        guard signers.partyCount >= keys.licenceQuorum else { throw .licenceQuorumMissing }
        guard terms.sequence > hardware.counter(.licence), terms.sequence > lastLicence else { throw .licenceReplayed }
        place = try Installation.place(request, licence, terms, &hardware)
        try terms.check(tick: hardware.tick(), boot: hardware.counter(.boot))
        payload = licence.lowerBound + message.payload.lowerBound..<licence.lowerBound + message.payload.upperBound
        hardware.beginHash()
        hardware.write(request.extracting(payload))
        digest = hardware.finishHash()
        half = Permit.half(hardware.counterChallenge(evaluation), Permit.subject(terms.sequence))
    }

    /// Where the licence is in an installation, or a fault.
    static func licence(in request: Span<UInt8>) throws(Fault) -> Range<Int> {
        var reader = CBORReader(request)
        do throws(WireError) {
            try reader.array(3)
            return try reader.bytes()
        } catch {
            throw .malformedRequest
        }
    }

    private static func place<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, _ licence: Range<Int>, _ terms: borrowing LicenceTerms, _ hardware: inout H
    ) throws(Fault) -> UInt64 {
        var reader = CBORReader(request, licence.upperBound..<request.count)
        let proof: InclusionProof
        do throws(WireError) { proof = try InclusionProof(&reader) } catch { throw .malformedRequest }
        guard let place = proof.place(of: hardware.chipIdentifier(), in: terms, &hardware) else {
            throw .licenceOtherChip
        }
        return place
    }
}
