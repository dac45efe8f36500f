import Appraisal
import Attestation
import Cryptography

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
        var question = HardwareQuestion(chain: try certificates(chain), nonce: nonce, moment: moment)
        for path in anchors { question.anchors += try certificates(path) }
        for path in manifestAnchors { question.manifestAnchors += try certificates(path) }
        for path in manifests {
            let bytes = try InputFile.content(of: path, limit: SignedManifestFile.maximumByteCount)
            question.manifests.append(Exhibit(name: HardwareFiles.name(path), bytes: bytes))
        }
        let bytes = try InputFile.content(of: report, limit: 3 * HardwareReport.maximumByteCount)
        return HardwareAppraiser(question).appraise(Exhibit(name: HardwareFiles.name(report), bytes: bytes))
    }

    private func certificates(_ path: String) throws(CommandFailure) -> [Certificate] {
        do { return try Certificate.all(inPEM: try InputFile.text(of: path)) } catch let error as CommandFailure {
            throw error
        } catch { throw CommandFailure(.unusable, "\(path): \(error)") }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
