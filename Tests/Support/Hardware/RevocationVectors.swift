import Appraisal
import Cryptography
import Foundation

/// `Tests/Vectors/revocation.json`: lists and responses made by Python's `cryptography`; see `make_revocation.py` beside it.
public struct RevocationVectors: Decodable, Sendable {
    private struct Chain: Decodable {
        let certificates: [Data]
        let key: Data
    }

    private let moment: Int64
    private let chains: [String: Chain]
    private let lists: [String: Data]
    private let responses: [String: Data]

    /// All of them.
    public static let shared: RevocationVectors = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Vectors/revocation.json")
        do { return try JSONDecoder().decode(RevocationVectors.self, from: Data(contentsOf: url)) } catch {
            preconditionFailure("Tests/Vectors/revocation.json can't be read: \(error)")
        }
    }()

    /// A chain by name, with its signer's key.
    public func authority(_ name: String) throws -> HardwareAuthority {
        guard let chain = chains[name] else { throw CertificateError.notDER }
        return HardwareAuthority(
            chain: try chain.certificates.map { try Certificate(der: Array($0)) },
            key: try P384.PrivateKey(pkcs8: Array(chain.key)))
    }

    /// A list by name.
    public func list(_ name: String) -> [UInt8] { bytes(lists[name], name) }

    /// A response by name.
    public func response(_ name: String) -> [UInt8] { bytes(responses[name], name) }

    private func bytes(_ data: Data?, _ name: String) -> [UInt8] {
        guard let data else { preconditionFailure("There is no vector \(name).") }
        return Array(data)
    }

    /// The names of all lists, sorted.
    public var listNames: [String] { lists.keys.sorted() }

    /// The names of all responses, sorted.
    public var responseNames: [String] { responses.keys.sorted() }

    /// Lists and responses as files, by their names.
    public func files(lists: [String] = [], responses: [String] = []) -> [RevocationFile] {
        lists.map { RevocationFile(Exhibit(name: "\($0).crl", bytes: list($0)), kind: .list) }
            + responses.map { RevocationFile(Exhibit(name: "\($0).ocsp", bytes: response($0)), kind: .response) }
    }

    /// A case whose device and publisher are of these chains, and of which nothing tells.
    public func hardware(device: String = "device") throws -> HardwareCase {
        var hardware = try HardwareCase()
        hardware.device = try authority(device)
        hardware.publisher = try authority("publisher")
        hardware.question.chain = hardware.device.chain
        hardware.question.anchors = [hardware.device.root]
        hardware.question.manifestAnchors = [hardware.publisher.root]
        hardware.question.moment = UTCSeconds(moment)
        return hardware
    }
}
