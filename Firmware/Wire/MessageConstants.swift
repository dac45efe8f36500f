/// COSE labels and algorithm numbers that the messages use (RFC 9052, RFC 9864, RFC 9360).
public enum COSE {
    /// Header parameter: algorithm.
    public static let algorithm: Int64 = 1
    /// Header parameter: content type.
    public static let contentType: Int64 = 3
    /// Header parameter: key identifier.
    public static let keyIdentifier: Int64 = 4
    /// Header parameter: certificate chain.
    public static let x5chain: Int64 = 33
    /// ECDSA with P-384 and SHA-384, fully specified (RFC 9864).
    public static let esp384: Int64 = -51
    /// ML-DSA-87, pure with an empty context (RFC 9964).
    public static let mldsa87: Int64 = -50
    /// Length of an ML-DSA-87 signature in bytes (FIPS 204, table 2).
    public static let mldsaSignatureLength = 4627
    /// Length of an ML-DSA-87 public key in bytes.
    public static let mldsaKeyLength = 2592
    /// CBOR tag of COSE_Sign1.
    public static let sign1Tag: UInt64 = 18
    /// CBOR tag of COSE_Sign.
    public static let signTag: UInt64 = 98
    /// Length of a raw P-384 signature, r then s, in bytes.
    public static let signatureLength = 96
    /// Length of a key identifier in bytes: the start of the SHA-384 of the raw public keys,
    /// P-384, then ML-DSA-87 where the signer has one.
    public static let keyIdentifierLength = 8
    /// Content type of a licence.
    public static let licenceType: StaticString = "application/vnd.interlock.licence+cbor"
    /// Content type of an image manifest.
    public static let imageType: StaticString = "application/vnd.interlock.image+cbor"
    /// Content type of an authorization.
    public static let authorizationType: StaticString = "application/vnd.interlock.authorization+cbor"
    /// Content type of a lineage ticket.
    public static let ticketType: StaticString = "application/vnd.interlock.ticket+cbor"
}

/// EAT claim keys (RFC 9711, section 10.2) and the one private claim.
public enum EATClaim {
    /// eat_nonce.
    public static let nonce: Int64 = 10
    /// ueid.
    public static let ueid: Int64 = 256
    /// dbgstat.
    public static let debugStatus: Int64 = 263
    /// eat_profile.
    public static let profile: Int64 = 265
    /// bootcount.
    public static let bootCount: Int64 = 267
    /// measurements.
    public static let measurements: Int64 = 273
    /// Meter, licence, workload and log together.
    public static let guarantee: Int64 = -70500
    /// The CoAP content format of TCG concise evidence.
    public static let conciseEvidenceFormat: UInt64 = 10571
    /// The BER content of 1.3.6.1.4.1.42623.1.3, the OCP EAT profile.
    public static var profileIdentifier: InlineArray<10, UInt8> {
        [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xcc, 0x7f, 0x01, 0x03]
    }
}

/// The bounds that every message keeps.
public enum Limits {
    /// Parties in a key table.
    public static let parties = 8
    /// Signers of one message: all parties and the vendor.
    public static let signers = 9
    /// Signatures on one message: each signer's two.
    public static let signatures = 18
    /// Bytes of a message that all sign, or of a licence's installation.
    public static let message = 46_080
    /// Models in a licence.
    public static let models = 16
    /// Manifests of training data in a licence.
    public static let manifests = 8
    /// Depth of a chip-set proof: 2^24 chips.
    public static let proofDepth = 24
    /// Nonce length in bytes (RFC 9711, section 4.1).
    public static let nonceLength = 8...64
}

/// The use that an opening of the interlock is for.
public enum WorkloadClass: UInt32, Equatable, Sendable {
    /// Existing weights, write-protected.
    case inference = 1
    /// Weights may change; counts against the training allowance too.
    case training = 2
}

/// The kinds of usage log entries (`Specs/cddl/log.cddl`).
public enum LogKind: UInt64, Equatable, CaseIterable, Sendable {
    /// The chip booted.
    case boot = 1
    /// A licence was installed.
    case licenceInstalled = 2
    /// A licence was refused.
    case licenceRefused = 3
    /// Weights were loaded, measured and locked.
    case modelLoaded = 4
    /// Weights were measured and refused.
    case modelRefused = 5
    /// The interlock was open.
    case usage = 6
    /// An opening was refused.
    case refused = 7
    /// Hardware stopped something, or saw something.
    case violation = 8
    /// Evidence was signed.
    case attested = 9
    /// An image was written and verified; the next boot tries it.
    case updateInstalled = 10
    /// An image that was on trial became ready.
    case updateConfirmed = 11
    /// An image that was on trial did not become ready.
    case updateRolledBack = 12
    /// An image was refused.
    case updateRefused = 13
    /// The chip was offered to a next owner.
    case ownershipOffered = 14
    /// A next owner took the chip.
    case ownershipTaken = 15
    /// An authorization was refused.
    case authorizationRefused = 16
    /// A ticket was signed for weights that leave the chip.
    case checkpointExported = 17
    /// Weights were loaded with the ticket of those who trained them.
    case lineageInherited = 18
    /// A ticket was refused.
    case ticketRefused = 19
    /// Training data of a manifest and class were admitted, the first since weights were loaded.
    case dataAdmitted = 20
    /// Training data were refused.
    case dataRefused = 21
}
