import Attestation
import Cryptography

/// A result whose claims are hidden under salts, and shown one by one (SD-JWT, RFC 9901), signed with ES384.
///
/// Always seen: the verdict and whether it is of the whole record, the agreement's digest, who signed when, and how many chips there are. Each chip is an object
/// without a name, in an order that the salts draw, with as many digests as any other: what is not shown does not tell
/// whether it is there.
public struct SealedResult: Hashable, Sendable {
    /// The most bytes that the text may have.
    public static let maximumByteCount = 64 << 20
    /// How many digests a chip's object has at least.
    static let slots = 16
    private static let type = "interlock-result+sd-jwt"
    private static let hash = "sha-384"

    /// What is always seen.
    public struct Head: Hashable, Sendable {
        /// Who appraised.
        public let issuer: String
        /// When.
        public let issuedAt: UTCSeconds
        /// SHA-384 of the agreement's file; nil for none.
        public let agreement: Digest384?
        /// The verdict's word.
        public let verdict: String
        /// Whether the verdict is of the whole record of all chips.
        public let isWholeRecord: Bool

        /// A head.
        public init(
            issuer: String, issuedAt: UTCSeconds, agreement: Digest384?, verdict: String, isWholeRecord: Bool
        ) {
            self.isWholeRecord = isWholeRecord
            self.issuer = issuer
            self.issuedAt = issuedAt
            self.agreement = agreement
            self.verdict = verdict
        }
    }

    /// What is always seen.
    public let head: Head
    /// The claims that are shown.
    public let disclosures: [SaltedClaim]
    /// Base64url of header and payload with a dot between: what is signed.
    private let signed: String
    private let signature: [UInt8]
    /// The digests of the fleet's claims, then of each chip's.
    private let groups: [[String]]

    // MARK: Issuing

    /// A result with all its claims shown: for the holder, who hands on what a reader may see.
    ///
    /// - Parameters:
    ///   - head: what is always seen.
    ///   - fleet: claims about all chips together.
    ///   - chips: claims about each chip.
    ///   - key: the verifier's key; its P-384 half signs.
    ///   - seed: 32 secret bytes that salts follow from: never use them twice.
    public init(
        _ head: Head, fleet: [ResultClaim], chips: [[ResultClaim]], signedBy key: P384.PrivateKey, seed: [UInt8]
    ) {
        func draw(_ purpose: String, _ place: Int, _ number: Int) -> [UInt8] {
            HMACSHA384.authenticate(key: seed, message: Array("\(purpose) \(place) \(number)".utf8))
        }
        // A chip's place says nothing about which chip it is.
        let order = chips.indices.map { (draw("place", $0, 0).hex, $0) }.sorted { $0 < $1 }.map(\.1)
        let lists = [fleet] + order.map { chips[$0] }
        let most = max(SealedResult.slots, chips.map(\.count).max() ?? 0)
        var disclosures: [SaltedClaim] = []
        var groups: [[String]] = []
        for (place, claims) in lists.enumerated() {
            let salted = claims.enumerated().map { number, claim in
                SaltedClaim(claim, salt: Array(draw("salt", place, number).prefix(SaltedClaim.saltByteCount)))
            }
            disclosures += salted
            let size = place == 0 ? max(4 * SealedResult.slots, claims.count) : most
            let decoys = (claims.count..<size).map { draw("decoy", place, $0).base64URL }
            groups.append((salted.map(\.digest) + decoys).sorted())
        }
        let header = JSONValue.object([
            "alg": .string("ES384"), "typ": .string(SealedResult.type),
            "kid": .string(Array(Digest384(hashing: key.publicKey.raw).bytes.prefix(8)).hex),
        ])
        let payload = SealedResult.payload(head, groups)
        self.head = head
        self.disclosures = disclosures
        self.groups = groups
        signed = Array(header.compact.utf8).base64URL + "." + Array(payload.compact.utf8).base64URL
        signature = key.sign(digest: Digest384(hashing: Array(signed.utf8))).bytes
    }

    private static func payload(_ head: Head, _ groups: [[String]]) -> JSONValue {
        func object(_ digests: [String]) -> JSONValue { .object(["_sd": .array(digests.map { .string($0) })]) }
        return .object([
            "iss": .string(head.issuer), "iat": .number(head.issuedAt.value),
            "agreement": head.agreement.map { .string($0.description) } ?? .null, "verdict": .string(head.verdict),
            "wholeRecord": .boolean(head.isWholeRecord),
            "_sd_alg": .string(hash), "fleet": object(groups.first ?? []),
            "chips": .array(groups.dropFirst().map(object)),
        ])
    }

    // MARK: Reading

    /// Reads a result, with the claims that are shown. Nothing is said about who signed it: see `learned(signedBy:)`.
    public init(_ text: some StringProtocol) throws(SealError) {
        guard text.utf8.count <= SealedResult.maximumByteCount else { throw SealError("the text is too long") }
        let parts = text.split(separator: "~", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.last?.isEmpty ?? false else {
            throw SealError("this is no SD-JWT: a token, a tilde, and disclosures with a tilde behind each")
        }
        let token = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard token.count == 3, let header = SealedResult.json(token[0]), let payload = SealedResult.json(token[1]),
            let signature = JSONValue.bytes(of: token[2])
        else { throw SealError("the token is no JWT") }
        guard header["alg"]?.string == "ES384", header["typ"]?.string == SealedResult.type, header["crit"] == nil else {
            throw SealError("the token is no \(SealedResult.type) signed with ES384")
        }
        self.signature = signature
        signed = "\(token[0]).\(token[1])"
        groups = try SealedResult.groups(of: payload)
        head = try Head(payload)
        var disclosures: [SaltedClaim] = []
        for part in parts.dropFirst().dropLast() { disclosures.append(try SaltedClaim(part)) }
        self.disclosures = disclosures
        let digests = groups.flatMap(\.self)
        guard Set(digests).count == digests.count else { throw SealError("the token has a digest twice") }
        let shown = disclosures.map(\.digest)
        guard Set(shown).count == shown.count else { throw SealError("a claim is shown twice") }
        guard Set(digests).isSuperset(of: shown) else {
            throw SealError("a claim is shown that the token does not hold")
        }
        for claims in self.claims where Set(claims.map(\.name)).count != claims.count {
            throw SealError("a name stands for two claims")
        }
    }

    private static func json(_ text: some StringProtocol) -> JSONValue? {
        JSONValue.bytes(of: text).flatMap { try? JSONValue(parsing: $0) }
    }

    private static func groups(of payload: JSONValue) throws(SealError) -> [[String]] {
        guard payload["_sd_alg"]?.string == hash, let fleet = payload["fleet"],
            case .array(let chips)? = payload["chips"]?.content
        else { throw SealError("the token does not have fleet and chips under \(hash)") }
        return try ([fleet] + chips).map { (object) throws(SealError) in
            guard case .object(let members) = object.content, members.count == 1,
                case .array(let items)? = object["_sd"]?.content
            else { throw SealError("the fleet or a chip is no list of digests") }
            return try items.map { (item) throws(SealError) in
                guard let digest = item.string, JSONValue.bytes(of: digest)?.count == Digest384.byteCount else {
                    throw SealError("a digest is none")
                }
                return digest
            }
        }
    }

    /// The text.
    public var text: String {
        "\(signed).\(signature.base64URL)~" + disclosures.map { "\($0.text)~" }.joined()
    }

    /// The claims that are shown, of the fleet, then of each chip.
    private var claims: [[ResultClaim]] {
        let shown = Dictionary(disclosures.map { ($0.digest, $0.claim) }) { first, _ in first }
        return groups.map { $0.compactMap { shown[$0] }.sorted { $0.name < $1.name } }
    }

    /// The same result, with those claims left that a reader may see.
    ///
    /// - Parameters:
    ///   - fleet: names of claims about all chips together.
    ///   - chips: names of claims about a chip.
    /// - Returns: the result to hand on.
    public func showing(fleet: Set<String>, chips: Set<String>) -> SealedResult {
        let ofFleet = Set(groups.first ?? [])
        return SealedResult(
            self,
            disclosures: disclosures.filter {
                (ofFleet.contains($0.digest) ? fleet : chips).contains($0.claim.name)
            })
    }

    private init(_ other: SealedResult, disclosures: [SaltedClaim]) {
        head = other.head
        signed = other.signed
        signature = other.signature
        groups = other.groups
        self.disclosures = disclosures
    }

    // MARK: Learning

    /// What a reader learns.
    public struct Learned: Hashable, Sendable {
        /// What is always seen.
        public let head: Head
        /// Claims about all chips together.
        public let fleet: [ResultClaim]
        /// Claims about each chip, in no order that says which it is.
        public let chips: [[ResultClaim]]
    }

    /// What the result shows, where the holder of this key signed it.
    ///
    /// - Throws: where the signature is another's.
    public func learned(signedBy key: P384.PublicKey) throws(SealError) -> Learned {
        guard key.verify(signature, digest: Digest384(hashing: Array(signed.utf8))) == .valid else {
            throw SealError("the signature is not of this key")
        }
        let claims = claims
        return Learned(head: head, fleet: claims.first ?? [], chips: Array(claims.dropFirst()))
    }
}

extension SealedResult.Head {
    fileprivate init(_ payload: JSONValue) throws(SealError) {
        guard let issuer = payload["iss"]?.string, case .number(let time)? = payload["iat"]?.content,
            let seconds = Int64(time), let verdict = payload["verdict"]?.string,
            case .boolean(let isWholeRecord)? = payload["wholeRecord"]?.content
        else { throw SealError("the token does not say who appraised, when, with which verdict") }
        var agreement: Digest384?
        switch payload["agreement"]?.content {
        case .null?: agreement = nil
        case .string(let text)?:
            guard let digest = Digest384(hex: text) else { throw SealError("the agreement's digest is none") }
            agreement = digest
        default: throw SealError("the token does not name an agreement")
        }
        self.init(
            issuer: issuer, issuedAt: UTCSeconds(seconds), agreement: agreement, verdict: verdict,
            isWholeRecord: isWholeRecord)
    }
}
