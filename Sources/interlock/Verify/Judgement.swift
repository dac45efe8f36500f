import Agreement
import Appraisal
import ArgumentParser
import Attestation
import Cryptography

/// What `verify` and `bundle` share: how a question is put, and how its answer is written.
enum Judgement {
    /// What the agreement asks. Its parties' keys must be those that are trusted: else others could sign for them.
    static func policy(
        _ agreement: Agreement, file: String, phase: String?, trusting store: TrustStore
    ) throws(CommandFailure) -> AppraisalPolicy {
        if let mismatch = agreement.mismatch(with: store) {
            throw CommandFailure(
                .unusable, "\(file): field parties: \(mismatch); give the trust directory of this agreement")
        }
        guard let phase else { return agreement.appraisalPolicy }
        return agreement.appraisalPolicy(in: try agreement.phase(phase, in: file))
    }

    /// The result for programs: the same bytes for the same evidence, trust, agreement and question.
    static func json(_ appraisal: Appraisal, trust: TrustStore) -> String {
        let moment = appraisal.horizon.flatMap { trust.timing?.moment(of: $0) }
        let result = moment.map { appraisal.result(issuedAt: $0, build: Interlock.version) }
        return appraisal.json(result: result).text
    }

    /// The nonce that an option gives.
    static func nonce(_ text: String?) throws -> [UInt8]? {
        guard let text else { return nil }
        guard let bytes = [UInt8](hex: text), (8...64).contains(bytes.count) else {
            throw ValidationError("--nonce takes 8 to 64 bytes in hexadecimal, two digits a byte.")
        }
        return bytes
    }

    /// The time that an option gives.
    static func time(_ text: String?) throws -> Question.Time {
        guard let text else { return .ofTheEvidence }
        if let tick = UInt64(text) { return .tick(tick) }
        guard let moment = UTCSeconds(rfc3339: text) else {
            throw ValidationError("--at takes a tick in decimal digits, or a moment such as 2026-01-01T00:00:00Z.")
        }
        return .moment(moment)
    }
}
