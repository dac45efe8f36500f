// swift-tools-version: 6.2
import PackageDescription

/// Every target: warnings are errors, unsafe code is marked, release code is optimised across modules.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// Targets that are also modules of the RV32 image: the host build refuses what Embedded Swift would.
let dual: [SwiftSetting] = strict + [.treatWarning("EmbeddedRestrictions", as: .error)]

/// Tests do not mark unsafe expressions: a `#expect` expands to code that can't be marked.
let testing: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func firmware(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Firmware/\(name)", swiftSettings: dual)
}

func host(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: testing)
}

let package = Package(
    name: "interlock",
    products: [.executable(name: "interlock", targets: ["interlock"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Exact: `CMLDSA` declares one of its internal functions.
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    ],
    targets: [
        // Rank 0
        firmware("Wire"),
        firmware("ChipABI", ["Wire"]),
        host("RV32"),
        host("Accelerator"),
        .target(name: "CFirmwareImages", cSettings: [.headerSearchPath("../../Firmware/Images")]),
        .target(name: "CInflate", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CMLDSA", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        // Neither library has its headers on the compiler's path; the definitions are those that Debian's libxmlsec1 is
        // built with (`pkg-config --cflags xmlsec1-openssl`).
        .target(
            name: "CXMLSecurity",
            cSettings: [
                .define("XMLSEC_NO_SIZE_T"), .define("XMLSEC_NO_CRYPTO_DYNAMIC_LOADING"),
                .define("XMLSEC_CRYPTO_OPENSSL"),
                .unsafeFlags(["-I/usr/include/libxml2", "-I/usr/include/xmlsec1"]),
            ],
            linkerSettings: [
                .linkedLibrary("xmlsec1-openssl"), .linkedLibrary("xmlsec1"), .linkedLibrary("xml2"),
                .linkedLibrary("crypto"),
            ]),
        .target(
            name: "CPostgreSQL", cSettings: [.unsafeFlags(["-I/usr/include/postgresql"])],
            linkerSettings: [.linkedLibrary("pq")]),
        // Rank 1
        firmware("Quorum", ["ChipABI", "Wire"]),
        firmware("Drivers", ["ChipABI", "Wire"]),
        host("Cryptography", ["COpenSSL", "CMLDSA"]),
        host("Tensors", ["CKernels"]),
        host("Telemetry", ["Accelerator"]),
        host("Inspection"),
        // Rank 2
        firmware("ROM", ["ChipABI", "Wire", "Quorum"]),
        firmware("Guarantee", ["ChipABI", "Wire", "Quorum", "ROM"]),
        firmware("SPDM", ["ChipABI", "Wire", "Quorum"]),
        host("FunctionalAccelerator", ["Accelerator", "Tensors"]),
        host("SignedXML", ["CXMLSecurity", "Cryptography"]),
        host("Attestation", ["Wire", "Cryptography", "SignedXML"]),
        // Rank 3
        firmware("Runtime", ["ChipABI", "Wire", "ROM", "Guarantee", "SPDM"]),
        host("Appraisal", ["Attestation", "Cryptography", "Wire"]),
        host("Workloads", ["Accelerator", "Attestation", "CInflate"]),
        // Rank 4
        host(
            "Silicon",
            ["CFirmwareImages", "RV32", "Accelerator", "Cryptography", "ChipABI", "Drivers", "ROM", "Runtime"]),
        host(
            "Agreement",
            ["Appraisal", "Attestation", "Cryptography", "Telemetry", .product(name: "Yams", package: "Yams")]),
        // Rank 5
        host(
            "Fleet",
            [
                "Silicon", "Accelerator", "Agreement", "Appraisal", "Attestation", "ChipABI", "Cryptography",
                "Telemetry",
                "Wire", "Workloads",
            ]),
        host(
            "Cluster",
            [
                "Silicon", "FunctionalAccelerator", "Tensors", "Accelerator", "Agreement", "Appraisal", "Attestation",
                "ChipABI", "Cryptography", "Wire",
            ]),
        host("Disclosure", ["Agreement", "Appraisal", "Attestation", "Cryptography"]),
        host("Transparency", ["Agreement", "Appraisal", "Attestation", "Cryptography"]),
        host("Glitch", ["Silicon", "RV32", "Accelerator", "Attestation", "ChipABI", "Cryptography", "Wire"]),
        host("Ledger", ["Attestation", "Cryptography", "CPostgreSQL", .product(name: "GRDB", package: "GRDB.swift")]),
        host("Licensing", ["Agreement", "Appraisal", "Attestation", "Cryptography", "Transparency"]),
        // Rank 6
        host(
            "VerifierService",
            [
                "Agreement", "Appraisal", "Attestation", "Cryptography", "Ledger", "Licensing", "Transparency", "Wire",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
            ]),
        host(
            "Policy",
            ["Fleet", "Agreement", "Appraisal", "Attestation", "Cryptography", "Wire"]),
        // Rank 7
        .executableTarget(
            name: "interlock",
            dependencies: [
                "Cluster", "Disclosure", "Fleet", "Glitch", "Inspection", "Ledger", "Licensing", "Policy", "Silicon",
                "VerifierService", "RV32", "Accelerator", "Agreement", "Appraisal", "Attestation", "ChipABI",
                "Cryptography",
                "FunctionalAccelerator", "SignedXML", "Telemetry", "Tensors", "Transparency", "Wire", "Workloads",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        // Tests
        .target(
            name: "InterlockTesting",
            dependencies: [
                "Silicon", "Appraisal", "Attestation", "Accelerator", "Agreement", "Fleet", "RV32", "ChipABI",
                "Cryptography", "Transparency", "Wire", "Workloads",
            ],
            path: "Tests/Support", swiftSettings: testing),
        tests("FuzzTests", ["InterlockTesting", "Cryptography"]),
        tests(
            "SiliconTests",
            [
                "InterlockTesting", "Silicon", "Drivers", "ROM", "Appraisal", "Attestation", "ChipABI", "Cryptography",
                "Wire",
            ]),
        tests("GlitchTests", ["Glitch", "RV32", "Silicon", "Cryptography"]),
        tests("SPDMTests", ["InterlockTesting", "Silicon", "Attestation", "ChipABI", "Cryptography"]),
        tests("TidyTests", []),
        .testTarget(
            name: "EndToEndTests", dependencies: ["interlock", "InterlockTesting"],
            exclude: ["Transcripts", "functions.bash"],
            swiftSettings: testing),
        tests("RV32Tests", ["RV32"]),
        tests("AcceleratorTests", ["InterlockTesting", "Accelerator"]),
        tests("TelemetryTests", ["Telemetry", "Agreement", "Appraisal", "Attestation"]),
        tests("InspectionTests", ["InterlockTesting", "Inspection"]),
        tests("DisclosureTests", ["Disclosure", "Attestation", "Cryptography"]),
        tests("TransparencyTests", ["Transparency", "Agreement", "Appraisal", "Attestation", "Cryptography"]),
        tests("WorkloadsTests", ["InterlockTesting", "Workloads", "Accelerator", "Attestation"]),
        tests("TensorsTests", ["InterlockTesting", "Tensors"]),
        tests("FunctionalAcceleratorTests", ["InterlockTesting", "FunctionalAccelerator", "Accelerator", "Tensors"]),
        tests(
            "ClusterTests",
            [
                "InterlockTesting", "Cluster", "Silicon", "FunctionalAccelerator", "Accelerator", "Appraisal",
                "Attestation", "ChipABI", "Cryptography", "Wire",
            ]),
        tests("AttestationTests", ["Attestation", "Cryptography", "SignedXML", "Wire"]),
        tests(
            "AppraisalTests",
            [
                "InterlockTesting", "Silicon", "Accelerator", "Appraisal", "Agreement", "Attestation", "Cryptography",
                "SignedXML",
                "Wire",
            ]),
        tests("AgreementTests", ["Agreement", "Attestation", "Cryptography", .product(name: "Yams", package: "Yams")]),
        tests(
            "PolicyTests",
            ["InterlockTesting", "Policy", "Agreement", "Appraisal", "Attestation", "Cryptography", "Fleet", "Wire"]),
        tests("CryptographyTests", ["Cryptography"]),
        tests("LedgerTests", ["InterlockTesting", "Ledger", "Attestation", "Cryptography"]),
        // Not optimised: Swift 6.3.1 crashes where it splits some of these asynchronous functions.
        .testTarget(
            name: "VerifierServiceTests",
            dependencies: [
                "InterlockTesting", "VerifierService", "Agreement", "Ledger", "Licensing", "Silicon", "Appraisal",
                "Attestation", "Cryptography", "Transparency", "Wire",
            ], swiftSettings: testing + [.unsafeFlags(["-Onone"])]),
        tests(
            "FleetTests",
            [
                "Fleet", "Accelerator", "Agreement", "Appraisal", "Attestation", "Cryptography", "Silicon", "Telemetry",
                "Wire", "Workloads", "InterlockTesting",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings its own `main`, so its harness is a target only where `tools/fuzz` asks for it.
if Context.environment["INTERLOCK_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "FuzzHarness", dependencies: ["InterlockTesting"], path: "Tests/FuzzHarness",
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
