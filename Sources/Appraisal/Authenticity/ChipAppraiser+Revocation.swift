import Attestation
import Cryptography

extension ChipAppraiser {
    /// Whether what is known of revocations is recent enough, by the lists' own word, by `policy.json` and by the agreement.
    ///
    /// - Parameter time: the time of the appraisal; nil where nothing tells it.
    mutating func judgeRevocationLists(at time: UTCSeconds?) {
        let own = trust.timing?.staleness
        if let age = appraiser.policy?.revocationAge,
            let fault = fault(ofListsUpTo: age, at: time, byTheirOwnWord: false)
        {
            outdated("\(fault), and the agreement asks for no more than \(age) s")
        } else if let fault = fault(ofListsUpTo: own?.maximumAge, at: time, byTheirOwnWord: true) {
            switch own?.whenStale ?? .doubt {
            case .doubt:
                outdated(own.map { "\(fault), and policy.json asks for no more than \($0.maximumAge) s" } ?? fault)
            case .state: lack(.revocation, fault)
            }
        }
    }

    private mutating func outdated(_ reason: String) {
        findings.append(Finding(.revocationOutdated, chip: chip, evidence: [], reason: reason))
    }

    /// What is wrong with the age of the lists.
    ///
    /// - Parameters:
    ///   - age: the most seconds since they were complete; nil where only their own word counts.
    ///   - time: the time of the appraisal.
    ///   - isOwnWord: whether the moment counts that they name for the next.
    /// - Returns: a sentence without its full stop; nil where nothing is wrong.
    private func fault(
        ofListsUpTo age: UInt64?, at time: UTCSeconds?, byTheirOwnWord isOwnWord: Bool
    ) -> String? {
        let sources = trust.revocationSources
        guard !sources.isEmpty else {
            return age.map { _ in
                "the trust directory has neither \(TrustFiles.revoked) nor a list in \(TrustFiles.revocationLists), so that "
                    + "nothing says what is revoked"
            }
        }
        for source in sources {
            let due = isOwnWord ? source.nextUpdate : nil
            guard age != nil || due != nil else { continue }
            guard let time else {
                return "nothing tells the time of this appraisal, so that the age of \(source.name) is not known"
            }
            if let due, due < time {
                return "\(source.name) was to be renewed by \(due.rfc3339), and this is \(time.rfc3339)"
            }
            guard let age else { continue }
            guard let asOf = source.asOf else { return "\(source.name) does not say until when it is complete" }
            if time > asOf, UInt64(time.value - asOf.value) > age {
                return
                    "\(source.name) is complete until \(asOf.rfc3339), \(time.value - asOf.value) s before this appraisal"
            }
        }
        return nil
    }
}

extension TrustStore {
    /// Where revocations are known from, and until when.
    fileprivate struct RevocationSource {
        let name: String
        let asOf: UTCSeconds?
        let nextUpdate: UTCSeconds?
    }

    /// `revoked.json`, and where the vendor's lists are used the latest of each root: a root without one is known of until
    /// nobody knows when.
    fileprivate var revocationSources: [RevocationSource] {
        let own = revocations.map {
            RevocationSource(name: TrustFiles.revoked, asOf: $0.asOf, nextUpdate: $0.nextUpdate)
        }
        guard !revocationLists.isEmpty else { return own.map { [$0] } ?? [] }
        let lists = roots.map { root in
            let name = root.subjectCommonName.map { "the list of \($0)" } ?? "a root's list"
            let update = latestRevocationList(of: root)?.update
            return RevocationSource(name: name, asOf: update?.thisUpdate, nextUpdate: update?.nextUpdate)
        }
        return (own.map { [$0] } ?? []) + lists
    }

    /// The latest list that a root signed.
    private func latestRevocationList(of root: Certificate) -> RevocationList? {
        revocationLists.filter { $0.isOf(root) }.max { $0.isOlder(than: $1) }
    }

    /// Why a device certificate is revoked, by the latest list of its issuer.
    ///
    /// - Parameters:
    ///   - device: the certificate, which a root of this store issued.
    ///   - signed: when what is judged was signed; nil where nobody knows.
    /// - Returns: the end of a sentence; nil where it is not revoked, or where what was signed before is untouched.
    func revocation(of device: Certificate, signed: UTCSeconds?) -> String? {
        for root in roots where root.subject == device.issuer {
            guard let list = latestRevocationList(of: root) else { continue }
            switch list.revocation(of: device) {
            case .some(nil): continue
            case nil: return "is listed by its issuer with an entry that can't be read"
            case let revocation??:
                guard signed.map(revocation.touches) ?? true else { continue }
                return "is revoked by its issuer since \(revocation.moment.rfc3339): \(revocation.reason.word)"
            }
        }
        return nil
    }
}
