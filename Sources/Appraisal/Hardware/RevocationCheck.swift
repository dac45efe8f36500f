import Attestation
import Cryptography

/// Asks the files at hand whether certificates are revoked. No network is asked.
struct RevocationCheck: Sendable {
    /// What one file says of one certificate.
    private enum Word {
        case unrelated
        case refused(CertificateStanding.Refusal)
        case says(RevocationStatement)
    }

    let files: [RevocationFile]
    let policy: RevocationPolicy
    /// The nonce that was sent to responders; nil where none was.
    let nonce: [UInt8]?
    let moment: UTCSeconds?

    /// The standing of every certificate of a chain but its anchor; none where the chain leads nowhere.
    func standings(of path: CertificatePath, _ outcome: CertificatePath.Outcome, as chain: String)
        -> [CertificateStanding]
    {
        let root: Certificate
        switch outcome {
        case .refused: return []
        case .anchored(let anchor), .ownRoot(let anchor): root = anchor
        }
        var certificates = path.certificates
        if certificates.last != root { certificates.append(root) }
        return zip(certificates, certificates.dropFirst()).enumerated().map { place, pair in
            standing(of: pair.0, issuer: pair.1, chain, place)
        }
    }

    private func standing(
        of certificate: Certificate, issuer: Certificate, _ chain: String, _ place: Int
    ) -> CertificateStanding {
        var statements: [RevocationStatement] = []
        var refusals: [CertificateStanding.Refusal] = []
        for file in files {
            switch ask(file, on: certificate, of: issuer) {
            case .unrelated: break
            case .refused(let refusal): refusals.append(refusal)
            case .says(let statement): statements.append(statement)
            }
        }
        let first = statements.min(by: RevocationStatement.comesFirst)
        let status: CertificateStanding.Status
        switch (first?.status, first?.staleness) {
        case (.revoked(let revocation), _): status = .revoked(revocation)
        case (.unknown, _): status = .unknown
        case (.good, let reason?): status = .stale(reason)
        case (.good, nil): status = .good
        case (nil, _):
            let isRevocable = certificate.namesRevocationSource || !RevocationCheck.signsCertificatesAlone(issuer)
            status = isRevocable ? .notCovered : .notRevocable
        }
        return CertificateStanding(
            chain: chain, place: place, certificate: certificate, status: status, statement: first, refusals: refusals)
    }

    /// Whether a key signs neither lists nor responses, by its certificate.
    private static func signsCertificatesAlone(_ issuer: Certificate) -> Bool {
        issuer.keyUsage.map { $0.isDisjoint(with: [.crlSign, .digitalSignature]) } ?? false
    }

    private func ask(_ file: RevocationFile, on certificate: Certificate, of issuer: Certificate) -> Word {
        switch file.content {
        case .failed: .unrelated
        case .list(let list): ask(list, file.name, on: certificate, of: issuer)
        case .response(let response): ask(response, file.name, on: certificate, of: issuer)
        }
    }

    private func ask(
        _ list: RevocationList, _ name: String, on certificate: Certificate, of issuer: Certificate
    ) -> Word {
        guard list.isOf(issuer) else { return .unrelated }
        let issuerName = "“\(issuer.subjectCommonName ?? "-")”"
        switch list.signature(by: issuer) {
        case .valid: break
        case .invalid: return refusal(name, "\(issuerName) did not sign it")
        case .notPermitted: return refusal(name, "\(issuerName) may not sign lists, by its key usage")
        }
        if let early = future(list.update.thisUpdate) { return refusal(name, early) }
        guard list.covers(certificate) else { return .unrelated }
        guard let entry = list.revocation(of: certificate) else {
            return refusal(name, "its entry on \(certificate.serial.hex) is malformed")
        }
        return .says(
            RevocationStatement(
                file: name, kind: .list, responder: list.issuerCommonName ?? "-", producedAt: nil, update: list.update,
                status: entry.map { .revoked($0) } ?? .good,
                staleness: policy.staleness(of: list.update, at: moment), lacksNonce: false))
    }

    private func ask(
        _ response: StatusResponse, _ name: String, on certificate: Certificate, of issuer: Certificate
    ) -> Word {
        guard let answers = response.answers(on: certificate, of: issuer) else {
            return refusal(name, "its answer on \(certificate.serial.hex) is malformed")
        }
        guard !answers.isEmpty else { return .unrelated }
        if let nonce, let theirs = response.nonce, theirs != nonce {
            let reason = "it answers the nonce \(theirs.hex), and \(nonce.hex) was sent"
            return .refused(CertificateStanding.Refusal(file: name, reason: reason, isOfOtherNonce: true))
        }
        let signer: Certificate
        do { signer = try response.verify(issuer: issuer, at: moment ?? response.producedAt) } catch {
            return refusal(
                name, "neither “\(issuer.subjectCommonName ?? "-")” nor whom it lets answer signed it (\(error.text))")
        }
        if let list = listRevoking(signer, of: issuer) {
            return refusal(name, "its responder “\(signer.subjectCommonName ?? "-")” is revoked, says \(list)")
        }
        var statements: [RevocationStatement] = []
        for answer in answers {
            if let early = future(max(answer.update.thisUpdate, response.producedAt)) { return refusal(name, early) }
            statements.append(
                RevocationStatement(
                    file: name, kind: .response, responder: signer.subjectCommonName ?? response.responder,
                    producedAt: response.producedAt, update: answer.update, status: answer.status,
                    staleness: policy.staleness(of: answer.update, at: moment),
                    lacksNonce: nonce != nil && response.nonce == nil))
        }
        return statements.min(by: RevocationStatement.comesFirst).map { .says($0) } ?? .unrelated
    }

    /// The list that revokes a responder; the issuer itself is judged in its own place of the chain.
    private func listRevoking(_ signer: Certificate, of issuer: Certificate) -> String? {
        guard signer != issuer else { return nil }
        return files.first { file in
            guard case .list(let list) = file.content, list.isOf(issuer), !list.isSilent(on: signer),
                case .says(let statement) = ask(list, "", on: signer, of: issuer),
                case .revoked = statement.status
            else { return false }
            return true
        }?.name
    }

    private func future(_ said: UTCSeconds) -> String? {
        guard let moment, said > moment else { return nil }
        return "it is of \(said.rfc3339), after the appraisal's time \(moment.rfc3339)"
    }

    private func refusal(_ file: String, _ reason: String) -> Word {
        .refused(CertificateStanding.Refusal(file: file, reason: reason, isOfOtherNonce: false))
    }
}
