import Foundation
import Testing

/// The doors between the rooms: `Specs/Architecture.md`, as code.
@Suite("Imports")
struct ImportTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What each target may import beside the standard library.
    static let allowed: [String: Set<String>] = [
        "Firmware/Wire": [],
        "Firmware/ChipABI": ["Wire"],
        "Firmware/Quorum": ["ChipABI", "Wire"],
        "Firmware/Drivers": ["ChipABI", "Wire"],
        "Firmware/ROM": ["ChipABI", "Wire", "Quorum"],
        "Firmware/Guarantee": ["ChipABI", "Wire", "Quorum", "ROM"],
        "Firmware/SPDM": ["ChipABI", "Wire", "Quorum"],
        "Firmware/Runtime": ["ChipABI", "Wire", "ROM", "Guarantee", "SPDM"],
        "Sources/RV32": ["Glibc", "Musl", "Darwin"],
        "Sources/Accelerator": [],
        "Sources/Tensors": ["CKernels"],
        "Sources/Telemetry": ["Accelerator"],
        "Sources/Inspection": ["Glibc", "Musl", "Darwin"],
        "Sources/FunctionalAccelerator": ["Accelerator", "Tensors"],
        "Sources/Cryptography": ["COpenSSL", "CMLDSA", "Synchronization"],
        "Sources/SignedXML": ["CXMLSecurity", "Cryptography"],
        "Sources/Attestation": ["Wire", "Cryptography", "SignedXML"],
        "Sources/Appraisal": ["Attestation", "Cryptography", "Wire", "Synchronization"],
        "Sources/Agreement": ["Appraisal", "Attestation", "Cryptography", "Telemetry", "Wire", "Yams"],
        "Sources/Workloads": ["Accelerator", "Attestation", "CInflate"],
        "Sources/Silicon": [
            "RV32", "Accelerator", "Cryptography", "ChipABI", "Drivers", "ROM", "Runtime", "Wire", "CFirmwareImages",
            "Synchronization",
        ],
        "Sources/Glitch": [
            "Silicon", "RV32", "Accelerator", "Attestation", "ChipABI", "Cryptography", "Wire", "Dispatch",
            "Synchronization",
        ],
        "Sources/Ledger": [
            "Attestation", "Cryptography", "CPostgreSQL", "Foundation", "GRDB", "Dispatch", "Synchronization",
        ],
        "Sources/Cluster": [
            "Silicon", "FunctionalAccelerator", "Tensors", "Accelerator", "Agreement", "Appraisal", "Attestation",
            "ChipABI", "Cryptography", "Wire",
        ],
        "Sources/VerifierService": [
            "Ledger", "Licensing", "Transparency", "Agreement", "Appraisal", "Attestation", "Cryptography", "Wire",
            "Synchronization", "HTTPTypes", "Hummingbird",
            "HummingbirdCore", "HummingbirdTLS", "Logging", "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOPosix", "NIOSSL",
            "ServiceLifecycle",
        ],
        "Sources/Policy": [
            "Fleet", "Agreement", "Appraisal", "Attestation", "Cryptography", "Wire", "Dispatch", "Synchronization",
        ],
        "Sources/Disclosure": ["Agreement", "Appraisal", "Attestation", "Cryptography"],
        "Sources/Licensing": ["Agreement", "Appraisal", "Attestation", "Cryptography", "Transparency"],
        "Sources/Transparency": ["Agreement", "Appraisal", "Attestation", "Cryptography"],
        "Sources/Fleet": [
            "Silicon", "Accelerator", "Agreement", "Appraisal", "Attestation", "ChipABI", "Cryptography", "Wire",
            "Telemetry", "Workloads", "Yams",
            "Dispatch", "Synchronization",
        ],
    ]

    /// The imports of every Swift file below a folder, with the file.
    private func imports(below folder: String) throws -> [(file: String, module: String)] {
        let base = ImportTests.root.appendingPathComponent(folder)
        let files = try #require(FileManager.default.enumerator(atPath: base.path)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".swift") }
        try #require(!files.isEmpty, "\(folder) has no Swift file: the test would hold whatever is imported.")
        return try files.flatMap { file in
            let text = try String(contentsOf: base.appendingPathComponent(file), encoding: .utf8)
            return text.split(separator: "\n").compactMap { line -> (String, String)? in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 2, line.first != "/",
                    words.prefix(place).allSatisfy({
                        ["public", "package", "internal", "private", "@testable", "@_exported"].contains($0)
                    })
                else { return nil }
                return words.dropFirst(place + 1).first.map { ("\(folder)/\(file)", String($0)) }
            }
        }
    }

    @Test("go down the ranks only", arguments: allowed.keys.sorted())
    func ranks(folder: String) throws {
        let allowed = try #require(ImportTests.allowed[folder])
        for (file, module) in try imports(below: folder) {
            #expect(allowed.contains(module), "\(file) imports \(module)")
        }
    }

    @Test("every target has its line here")
    func complete() throws {
        for parent in ["Firmware", "Sources"] {
            let folders = try FileManager.default.contentsOfDirectory(
                atPath: ImportTests.root.appendingPathComponent(parent).path)
            for folder in folders.sorted() {
                let path = "\(parent)/\(folder)"
                // C targets, the RV32-only start-up code, recorded images; the executable may import everything.
                let others = [
                    "Firmware/Platform", "Firmware/Images", "Firmware/Digests.sha384", "Sources/COpenSSL",
                    "Sources/CInflate", "Sources/CKernels", "Sources/CMLDSA",
                    "Sources/CXMLSecurity", "Sources/CPostgreSQL",
                    "Sources/CFirmwareImages", "Sources/interlock",
                ]
                #expect(ImportTests.allowed[path] != nil || others.contains(path), "\(path) has no line")
            }
        }
    }

    @Test("the test finds an import that is not allowed")
    func canary() throws {
        let found = try imports(below: "Sources/interlock")
        #expect(found.contains { $0.module == "ArgumentParser" })
        #expect(found.contains { $0.module == "Foundation" })
    }
}
