import Appraisal
import Attestation
import Cryptography

/// The files that `interlock verify` takes for a hardware report.
struct HardwareFiles {
    let report: String
    let chain: String
    /// The trust directory, for its documents of hardware.
    let trust: String?
    /// What the arguments name.
    let given: HardwareTrust

    /// Whether a file starts like a hardware report.
    static func isReport(_ path: String) throws(CommandFailure) -> Bool {
        guard try InputFile.kind(path) == .file else { return false }
        return HardwareReport.bytes(ofFile: try InputFile.start(of: path, limit: 3 * HardwareReport.maximumByteCount))
            != nil
    }

    /// Reads everything and appraises the report.
    func appraisal(
        nonce: [UInt8]?, moment: UTCSeconds?, policy: RevocationPolicy, statusNonce: [UInt8]?
    ) throws(CommandFailure) -> HardwareAppraisal {
        var known = HardwareTrust()
        if let trust {
            do { known = try HardwareTrust(try TrustDirectory.files(trust)) } catch let failure as CommandFailure {
                throw failure
            } catch { throw CommandFailure(.unusable, "\(trust)/\(error)") }
        }
        let question = HardwareQuestion(
            chain: try HardwareFiles.certificates(chain), anchors: known.anchors + given.anchors,
            manifests: known.manifests + given.manifests,
            manifestAnchors: known.manifestAnchors + given.manifestAnchors, nonce: nonce, moment: moment,
            revocation: known.revocation + given.revocation, policy: policy, statusNonce: statusNonce)
        let bytes = try InputFile.content(of: report, limit: 3 * HardwareReport.maximumByteCount)
        return HardwareAppraiser(question).appraise(Exhibit(name: HardwareFiles.name(report), bytes: bytes))
    }

    /// What arguments name.
    static func trust(
        anchors: [String], manifests: [String], manifestAnchors: [String], lists: [String], responses: [String]
    ) throws(CommandFailure) -> HardwareTrust {
        var trust = HardwareTrust()
        for path in anchors { trust.anchors += try certificates(path) }
        for path in manifestAnchors { trust.manifestAnchors += try certificates(path) }
        for path in manifests { trust.manifests.append(try exhibit(path, SignedManifestFile.maximumByteCount)) }
        for path in lists {
            trust.revocation.append(
                RevocationFile(try exhibit(path, RevocationFile.maximumByteCount), kind: .list))
        }
        for path in responses {
            trust.revocation.append(
                RevocationFile(try exhibit(path, RevocationFile.maximumByteCount), kind: .response))
        }
        return trust
    }

    /// What a service is started with, as documents of its store.
    static func documents(
        anchors: [String], manifests: [String], manifestAnchors: [String]
    ) throws(CommandFailure) -> [TrustFiles.File] {
        var files: [TrustFiles.File] = []
        let given: [(HardwareDocument, [String])] = [
            (.deviceAnchor, anchors), (.manifest, manifests), (.manifestAnchor, manifestAnchors),
        ]
        for (kind, paths) in given {
            for path in paths {
                let file = TrustFiles.File(
                    path: kind.path(ofFile: name(path)),
                    bytes: try InputFile.content(of: path, limit: SignedManifestFile.maximumByteCount))
                guard !files.contains(where: { $0.path == file.path }) else {
                    throw CommandFailure(.unusable, "\(path): another file of this name is given; rename one")
                }
                files.append(file)
            }
        }
        do { _ = try HardwareTrust(TrustFiles(files)) } catch { throw CommandFailure(.unusable, "\(error)") }
        return files
    }

    private static func exhibit(_ path: String, _ limit: Int) throws(CommandFailure) -> Exhibit {
        Exhibit(name: name(path), bytes: try InputFile.content(of: path, limit: limit))
    }

    static func certificates(_ path: String) throws(CommandFailure) -> [Certificate] {
        do { return try Certificate.all(inPEM: try InputFile.text(of: path)) } catch let error as CommandFailure {
            throw error
        } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
