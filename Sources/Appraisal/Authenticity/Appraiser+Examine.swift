import Attestation
import Cryptography

extension Appraiser {
    /// Examines one exhibit by itself: form, chain, signature, identity, firmware, revocation.
    ///
    /// It does not depend on other exhibits, so that exhibits may be examined side by side, each worker with a cache
    /// of its own; the results are the same.
    public func examine(_ exhibit: Exhibit, using cache: inout ChainCache) -> Examination {
        examine(exhibit, keeping: &cache)
    }

    /// The same, with a cache that others use meanwhile.
    public func examine(_ exhibit: Exhibit, using cache: SharedChainCache) -> Examination {
        var cache = cache
        return examine(exhibit, keeping: &cache)
    }

    private func examine(_ exhibit: Exhibit, keeping cache: inout some ChainKeeper) -> Examination {
        let digest = Digest384(hashing: exhibit.bytes)
        let evidence: Evidence
        do { evidence = try Evidence(exhibit.bytes) } catch {
            let finding = Finding(
                .unreadable, chip: nil, evidence: [EvidencePointer(exhibit: exhibit.name, field: error.field)],
                reason: "\(exhibit.name) is not evidence in the one permitted encoding: \(error)")
            return Examination(
                name: exhibit.name, digest: digest, content: .unreadable, findings: [finding], gaps: [], error: error)
        }
        var examiner = Examiner(appraiser: self, exhibit: exhibit.name, evidence: evidence)
        let isAuthentic = examiner.authenticate(using: &cache)
        return Examination(
            name: exhibit.name, digest: digest, content: isAuthentic ? .authentic(evidence) : .forged(evidence),
            findings: examiner.findings, gaps: examiner.gaps, error: nil)
    }

    /// What an exhibit is worth whose signature was verified before, by whoever kept it since; nil for no evidence.
    ///
    /// It stands for its chip's history only: what would be found about it by itself is not looked at again.
    public static func recall(_ exhibit: Exhibit) -> Examination? {
        guard let evidence = try? Evidence(exhibit.bytes) else { return nil }
        return Examination(
            name: exhibit.name, digest: Digest384(hashing: exhibit.bytes), content: .authentic(evidence), findings: [],
            gaps: [], error: nil)
    }
}

extension Appraiser {
    /// Verifies that the root certified the device, the device the local identity where there is one, and that the
    /// alias, each for what it does.
    ///
    /// - Returns: the times at which all of these certificates are valid.
    func verify(
        _ alias: Certificate, _ local: Certificate?, _ device: Certificate, at time: UTCSeconds,
        using cache: inout some ChainKeeper
    ) throws(Examiner.ChainRefusal) -> ClosedRange<UTCSeconds> {
        if let local {
            guard local.issuer == device.subject else {
                throw Examiner.ChainRefusal(reason: "the device did not issue the local identity's certificate")
            }
            guard local.isCA else {
                throw Examiner.ChainRefusal(reason: "the local identity's certificate is not an authority's")
            }
        }
        let issuer = local ?? device
        guard alias.issuer == issuer.subject else {
            throw Examiner.ChainRefusal(
                reason: "the \(local == nil ? "device" : "local identity") did not issue the alias certificate")
        }
        guard device.isCA, !alias.isCA, alias.keyUsage.map({ $0.contains(.digitalSignature) }) ?? true else {
            throw Examiner.ChainRefusal(
                reason: "the certificates are not for their part: the device must be an authority, the alias must sign")
        }
        // Signatures from the root down, so that nobody else's chain is remembered.
        do {
            try CertificateChain.verify(
                leaf: alias, issuers: [local, device].compactMap { $0 }, anchors: trust.roots, at: time
            ) { cache.isSigned($0, by: $1) }
        } catch { throw Examiner.ChainRefusal(reason: error.description) }
        let all = [alias, device] + [local].compactMap { $0 } + trust.roots
        let start = all.map(\.notBefore).max() ?? time
        // The last second counts as expired.
        let end = (all.map(\.notAfter).min()?.value).map { UTCSeconds($0 - 1) } ?? time
        return start <= time && time <= end ? start...end : time...time
    }
}

extension Appraiser {
    /// Verifies the ML-DSA-87 certificates of evidence, and that they are of the same chip and firmware as the P-384
    /// ones: neither half may come from elsewhere.
    ///
    /// - Returns: the alias key, and the times at which all of these certificates are valid.
    func verify(
        _ lattice: Evidence.Lattice, beside classical: (alias: Certificate, device: Certificate), at time: UTCSeconds
    ) throws(Examiner.ChainRefusal) -> (half: ChainCache.Lattice, validity: ClosedRange<UTCSeconds>) {
        let alias, device: LatticeCertificate
        do { alias = try LatticeCertificate(der: lattice.aliasCertificate) } catch {
            throw Examiner.ChainRefusal(reason: "the ML-DSA-87 alias certificate: \(error)")
        }
        do { device = try LatticeCertificate(der: lattice.deviceCertificate) } catch {
            throw Examiner.ChainRefusal(reason: "the ML-DSA-87 device certificate: \(error)")
        }
        guard let root = trust.latticeRoots.first(where: { $0.subject == device.issuer }) else {
            throw Examiner.ChainRefusal(
                reason: "no ML-DSA-87 root of the trust directory issued the ML-DSA-87 device certificate")
        }
        do { try LatticeChain.verify(path: [alias, device, root], at: time) } catch {
            throw Examiner.ChainRefusal(reason: "ML-DSA-87: \(error.description)")
        }
        let layers = [classical.alias.extensions, alias.extensions].map { extensions in
            extensions.first { $0.oid.description == TCBInfo.identifier }?.value
        }
        guard alias.subject == classical.alias.subject, device.subject == classical.device.subject,
            layers[0] == layers[1]
        else {
            throw Examiner.ChainRefusal(
                reason: "the P-384 and the ML-DSA-87 certificates are not of one chip and firmware")
        }
        let start = [alias, device, root].map(\.notBefore).max() ?? time
        let end = [alias, device, root].map(\.notAfter).min() ?? time
        return (
            ChainCache.Lattice(key: alias.publicKey, aliasSerial: alias.serial, deviceSerial: device.serial),
            start <= time && time <= end ? start...end : time...time
        )
    }
}
