import Agreement
import Appraisal
import Attestation
import Cryptography
import Foundation
import Testing

/// A case of the independent maker: evidence, a question, and exactly the rules that must make a finding.
struct VectorCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Trust: Decodable, Sendable {
        let remove: [String]?
    }

    let name: String
    let files: [String]
    let rules: [String]
    let verdict: String
    let completeness: String?
    let nonce: String?
    let at: UInt64?
    let agreement: Bool?
    let trust: Trust?

    var testDescription: String { name }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Vectors/attestation")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static let all: [VectorCase] = {
        do { return try JSONDecoder().decode([VectorCase].self, from: Data(try bytes("cases.json"))) } catch {
            preconditionFailure("cases.json can't be read: \(error)")
        }
    }()

    /// The trust directory of the vectors, with what a case replaces or removes.
    static func trust(removing removed: [String] = [], writing written: [String: [UInt8]] = [:]) throws -> TrustStore {
        var files: [TrustFiles.File] = []
        for name in TrustFiles.names
        where !removed.contains(name) && ![TrustFiles.latticeRoot, TrustFiles.corims].contains(name) {
            files.append(TrustFiles.File(path: name, bytes: try written[name] ?? bytes("trust/\(name)")))
        }
        let licences = folder.appendingPathComponent("trust/licences").path
        for name in try FileManager.default.contentsOfDirectory(atPath: licences) {
            files.append(TrustFiles.File(path: "licences/\(name)", bytes: try bytes("trust/licences/\(name)")))
        }
        return try TrustStore(TrustFiles(files))
    }

    /// What the case writes into the trust directory, as text: its values have many shapes.
    private func written() throws -> [String: [UInt8]] {
        let cases = try #require(
            try JSONSerialization.jsonObject(with: Data(try VectorCase.bytes("cases.json"))) as? [[String: Any]])
        let own = cases.first { $0["name"] as? String == name }?["trust"] as? [String: Any]
        let files = own?["write"] as? [String: Any] ?? [:]
        return try files.mapValues { Array(try JSONSerialization.data(withJSONObject: $0)) }
    }

    func appraiser() throws -> Appraiser {
        let policy =
            agreement == true
            ? try Agreement(try VectorCase.bytes("agreement.yaml"), file: "agreement.yaml").appraisalPolicy : nil
        return Appraiser(
            trust: try VectorCase.trust(removing: trust?.remove ?? [], writing: try written()), policy: policy,
            question: Question(
                nonce: nonce.flatMap { [UInt8](hex: $0) }, time: at.map { .tick($0) } ?? .ofTheEvidence,
                completeness: completeness == "part" ? .part : .wholeRecord, signatures: .classicalOnly))
    }

    func exhibits() throws -> [Exhibit] {
        try files.map { Exhibit(name: $0, bytes: try VectorCase.bytes($0)) }
    }
}
