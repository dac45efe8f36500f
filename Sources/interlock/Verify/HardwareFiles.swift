import Appraisal
import Attestation
import Cryptography
import VerifierService

/// The files that `interlock verify` takes for a hardware report.
struct HardwareFiles {
    let report: String
    let chain: String
    let anchors: [String]
    let manifests: [String]
    let manifestAnchors: [String]

    /// Whether a file starts like a hardware report.
    static func isReport(_ path: String) throws(CommandFailure) -> Bool {
        guard try InputFile.kind(path) == .file else { return false }
        return HardwareReport.bytes(ofFile: try InputFile.start(of: path, limit: 3 * HardwareReport.maximumByteCount))
            != nil
    }

    /// Reads everything and appraises the report.
    func appraisal(nonce: [UInt8]?, moment: UTCSeconds?) throws(CommandFailure) -> HardwareAppraisal {
        var question = HardwareQuestion(chain: try HardwareFiles.certificates(chain), nonce: nonce, moment: moment)
        for path in anchors { question.anchors += try HardwareFiles.certificates(path) }
        for path in manifestAnchors { question.manifestAnchors += try HardwareFiles.certificates(path) }
        for path in manifests {
            let bytes = try InputFile.content(of: path, limit: SignedManifestFile.maximumByteCount)
            question.manifests.append(Exhibit(name: HardwareFiles.name(path), bytes: bytes))
        }
        let bytes = try InputFile.content(of: report, limit: 3 * HardwareReport.maximumByteCount)
        return HardwareAppraiser(question).appraise(Exhibit(name: HardwareFiles.name(report), bytes: bytes))
    }

    /// What a service trusts about hardware.
    static func rules(
        anchors: [String], manifests: [String], manifestAnchors: [String]
    ) throws(CommandFailure) -> HardwareRules {
        var roots: [[Certificate]] = [[], []]
        for (index, paths) in [anchors, manifestAnchors].enumerated() {
            for path in paths { roots[index] += try certificates(path) }
        }
        var exhibits: [Exhibit] = []
        for path in manifests {
            let bytes = try InputFile.content(of: path, limit: SignedManifestFile.maximumByteCount)
            exhibits.append(Exhibit(name: name(path), bytes: bytes))
        }
        return HardwareRules(anchors: roots[0], manifests: exhibits, manifestAnchors: roots[1])
    }

    private static func certificates(_ path: String) throws(CommandFailure) -> [Certificate] {
        do { return try Certificate.all(inPEM: try InputFile.text(of: path)) } catch let error as CommandFailure {
            throw error
        } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
