import Agreement
import Appraisal
import Attestation
import Cryptography

extension Bundle.Contents {
    /// What the appraisal of these contents gives: the result as `verify --format json` prints it, and the exit status.
    func judged() throws(CommandFailure) -> (result: [UInt8], status: UInt64, verdict: Verdict) {
        let store: TrustStore
        do { store = try TrustStore(TrustFiles(trust)) } catch {
            throw CommandFailure(.unusable, "the bundle's trust directory: \(error)")
        }
        var policy: AppraisalPolicy?
        if let agreement {
            let name = "the bundle's agreement"
            policy = try Judgement.policy(
                try Agreement.read(agreement, file: name), file: name, phase: phase.isEmpty ? nil : phase,
                trusting: store)
        }
        let appraiser = Appraiser(trust: store, policy: policy, question: question)
        var (content, cache) = (EvidenceSet.Content(), ChainCache())
        for file in evidence { content.add(file.bytes, named: file.path, by: appraiser, using: &cache) }
        let appraisal = content.appraisal(by: appraiser)
        return (
            Array(Judgement.json(appraisal, trust: store).utf8), UInt64(Verify.status(of: appraisal)),
            appraisal.verdict
        )
    }

    private var question: Question {
        let time: Question.Time =
            switch time {
            case .ofTheEvidence: .ofTheEvidence
            case .tick(let tick): .tick(tick)
            case .moment(let moment): .moment(UTCSeconds(Int64(clamping: moment)))
            }
        return Question(
            nonce: nonce, time: time, completeness: isWholeRecord ? .wholeRecord : .part,
            signatures: isClassicalOnly ? .classicalOnly : .hybrid)
    }
}

extension Bundle {
    /// Reads a bundle from a file.
    static func read(_ path: String) throws(CommandFailure) -> Bundle {
        let bytes = try InputFile.content(of: path, limit: maximumByteCount)
        do { return try Bundle(bytes) } catch {
            throw CommandFailure(.unusable, "\(path): this is no bundle, or it was changed (\(error))")
        }
    }
}
