import Appraisal
import Attestation
import Cryptography
import Ledger

extension EvidenceVerifier {
    /// Judges reports of other hardware; only that the challenge was answered is written down.
    func take(
        _ collection: HardwareCollection, digest: Digest384, answering challenged: Challenged, isDry: Bool,
        now: UTCSeconds, result: @escaping @Sendable (Judgement) -> String
    ) async throws -> Judgement? {
        let nonce = challenged.nonce.count == MeasurementsRequest.nonceByteCount ? challenged.nonce : nil
        let known = try trust.current().hardware
        // Many lists and responses may be signed by whoever sends them: others that are served here do not wait for that.
        let appraise = { @Sendable [rules] () async -> [HardwareAppraisal] in
            collection.items.map { item in
                HardwareAppraiser(
                    HardwareQuestion(
                        chain: item.chain, anchors: known.anchors, manifests: known.manifests,
                        manifestAnchors: known.manifestAnchors, nonce: nonce, moment: now,
                        revocation: known.revocation + item.revocation, policy: rules.revocation)
                ).appraise(Exhibit(name: item.name, bytes: item.report))
            }
        }
        let appraisals = await withTaskExecutorPreference(globalConcurrentExecutor, operation: appraise)
        var submodules: [AttestationResult.Submodule] = []
        for (item, appraisal) in zip(collection.items, appraisals) {
            for var submodule in appraisal.result(build: rules.build)?.submodules ?? [] {
                submodule.name = item.name
                submodules.append(submodule)
            }
        }
        let whole = AttestationResult(
            issuedAt: now, developer: "Interlock", build: rules.build, submodules: submodules)
        let findings = appraisals.flatMap(\.findings)
        let judgement = Judgement(
            findings: findings, digest: digest, claims: whole.claims(nonce: challenged.nonce, findings: findings),
            outcome: .object([
                "status": .string(whole.status.word), "devices": .array(appraisals.map { $0.json(result: nil) }),
            ]), standing: .judged)
        return try await write(judgement, entry: nil, challenged, isDry: isDry, now: now, result)?.judgement
    }
}
