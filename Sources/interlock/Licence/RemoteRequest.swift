import Attestation
import Cryptography
import Licensing

/// A request as a service shows it, checked by what the bytes to sign say themselves: a service can't have a party sign
/// anything else than what the party looks at.
struct RemoteRequest {
    /// What the bytes say.
    let subject: SigningRequest.Subject
    /// SHA-384 of the bytes.
    let digest: Digest384
    /// What the service says of it.
    let json: JSONValue

    /// Finds a request by its digest, or by the start of it.
    init(_ name: String, at service: ServiceOptions) throws {
        let wanted = name.lowercased()
        guard wanted.utf8.count >= 8, wanted.utf8.count <= 96, wanted.allSatisfy(\.isHexDigit) else {
            throw CommandFailure(
                .unusable,
                "\(name): give the request's digest, or at least 8 of its digits; see interlock licence pending")
        }
        var found: [JSONValue]
        if wanted.utf8.count == 96 {
            found = [try service.json("GET", "/interlock/v1/requests/\(wanted)")]
        } else {
            found = (try service.json("GET", "/interlock/v1/requests?limit=1000"))["requests"]?.list ?? []
            found = found.filter { $0["request"]?.string?.hasPrefix(wanted) ?? false }
        }
        guard found.count == 1, let json = found.first else {
            throw CommandFailure(
                .unusable, "\(name): the service has \(found.count) requests that start so; give more digits")
        }
        let text = json["payload"]?.string ?? ""
        let standard = text.replacing("+", with: "-").replacing("/", with: "_")
        guard let payload = [UInt8](base64URL: standard) else { throw RemoteRequest.broken("is not in base 64") }
        digest = Digest384(hashing: payload)
        guard digest.description.hasPrefix(wanted) else {
            throw RemoteRequest.broken("has the digest \(digest), which is not what was asked for")
        }
        guard let kind = json["kind"]?.string.flatMap(SigningRequest.Kind.init(rawValue:)) else {
            throw RemoteRequest.broken("is of no kind that is known here")
        }
        do { subject = try SigningRequest.Subject(payload, of: kind) } catch {
            throw RemoteRequest.broken("can't be read (\(error.code.rawValue), \(error.field))")
        }
        self.json = json
    }

    private static func broken(_ reason: String) -> CommandFailure {
        CommandFailure(
            .unusable, "the payload that the service shows \(reason); sign nothing, and tell the other parties")
    }

    /// Where the service keeps it.
    var path: String { "/interlock/v1/requests/\(digest)" }

    /// What would be signed, for people and programs: from the bytes alone; and beside it, what the service says.
    var shown: JSONValue {
        let terms =
            switch subject {
            case .licence(let terms): terms.shown
            case .decision(let terms): terms.shown
            }
        let signers = json["signatures"]?.list.compactMap { $0["party"]?.string } ?? []
        return .object([
            "to sign": .string(digest.description), "terms": terms,
            "the service says": .object([
                "status": json["status"] ?? .null, "asked by": json["by"] ?? .null, "until": json["expires"] ?? .null,
                "needs": json["needed"] ?? .null, "signed by": .array(signers.map { .string($0) }),
                "notes": json["notes"] ?? .null,
            ]),
        ])
    }

    /// The document with a party's signatures, and its media type.
    func signed(by key: SigningKey) -> (bytes: [UInt8], type: String) {
        switch subject {
        case .licence(let terms):
            (Licence(signing: terms, with: [key]).encoded(), SignedDocument.ContentType.licence.rawValue)
        case .decision(let terms):
            (Decision(signing: terms, with: [key]).encoded(), SignedDocument.ContentType.decision.rawValue)
        }
    }
}

extension Decision.Terms {
    /// The decision for people and programs.
    var shown: JSONValue {
        .object([
            "agreement": .string(agreement.description), "number": .number(number), "step": .string(step.rawValue),
            "finding": .string("entry \(finding), document \(findingDigest)"), "escrow": .string(escrow),
            "licences": .array(licences.map { .string($0.description) }),
        ])
    }
}
