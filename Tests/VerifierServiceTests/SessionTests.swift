import Attestation
import Cryptography
import Ledger
import Silicon
import Testing

import VerifierService

@Suite("Challenge and response")
struct SessionTests {
    private let sessions = TestService.sessions

    @Test("SV-20: a session gives a nonce; the chip's evidence for it is judged, kept and signed for")
    func whole() async throws {
        let service = try TestService()
        let (path, nonce) = try await service.open()
        #expect(nonce.count == 32)
        let evidence = try TestService.chip().evidence(nonce)
        let response = await service.submit(evidence, to: path)
        #expect(response.status == .ok && response.header("content-type") == VerifierService.sessionType)
        let json = try response.json
        #expect(json["status"]?.text == "complete")
        #expect(json["evidence"]?["value"]?.text == evidence.base64)
        let appraisal = try #require(json["interlock"]?["appraisal"])
        #expect(appraisal["verdict"]?.text == "kept" && appraisal.rules == [])
        let receipt = try #require(json["interlock"]?["receipt"])
        #expect(receipt["digest"]?.text == Digest384(hashing: evidence).description)
        let again = await service.ask("GET", path)
        #expect(try again.json["result"] == json["result"] && again.status == .ok)
        #expect(try service.store.summary().entries == 1)
    }

    @Test("SV-26: the result is a JWT that the discovered key verifies, with the nonce, status and vector")
    func result() async throws {
        let service = try TestService()
        let (path, nonce) = try await service.open()
        let response = await service.submit(try TestService.chip().evidence(nonce), to: path)
        let token = try #require(try response.json["result"]?.text)
        let parts = token.split(separator: ".")
        try #require(parts.count == 3)
        let discovery = try await service.ask("GET", "/.well-known/veraison/verification").json
        let jwk = try #require(discovery["ear-verification-key"])
        let key = try P384.PublicKey(raw: try #require(jwk["x"]?.bytes) + #require(jwk["y"]?.bytes))
        let signature = try #require([UInt8](base64URL: parts[2]))
        let digest = Digest384(hashing: Array("\(parts[0]).\(parts[1])".utf8))
        #expect(key.verify(signature, digest: digest) == .valid)
        let header = try JSONValue(parsing: #require([UInt8](base64URL: parts[0])))
        #expect(header["alg"]?.text == "ES384" && header["kid"]?.text == jwk["kid"]?.text)
        let claims = try JSONValue(parsing: #require([UInt8](base64URL: parts[1])))
        #expect(claims["ear_status"]?.text == "affirming")
        #expect(claims["eat_nonce"]?.bytes == nonce)
        #expect(claims["iat"]?.content == .number("1800000000"))
        guard case .object(let submodules)? = claims["submods"]?.content else { throw Missing() }
        #expect(submodules.first?.value["eat_nonce"]?.bytes == nonce)
        #expect(submodules.first?.value["ear_trustworthiness_vector"]?["hardware"]?.content == .number("2"))
    }

    private struct Missing: Error {}

    @Test("SV-26: with a key of P-256 results are signed with ES256, as JWT and as CWT, and the key says so")
    func resultOfTheOtherCurve() async throws {
        let scalar = [UInt8](repeating: 0, count: 31) + [7]
        let key = try #require(P256.PrivateKey(scalar: scalar))
        let service = try TestService(results: .es256(key))
        let (path, nonce) = try await service.open()
        let response = await service.submit(try TestService.chip().evidence(nonce), to: path)
        let parts = try #require(try response.json["result"]?.text).split(separator: ".")
        try #require(parts.count == 3)
        let discovery = try await service.ask("GET", "/.well-known/veraison/verification").json
        let jwk = try #require(discovery["ear-verification-key"])
        #expect(jwk["alg"]?.text == "ES256" && jwk["crv"]?.text == "P-256")
        #expect(try #require(jwk["x"]?.bytes) + #require(jwk["y"]?.bytes) == key.publicPoint)
        let header = try JSONValue(parsing: #require([UInt8](base64URL: parts[0])))
        #expect(header["alg"]?.text == "ES256" && header["kid"]?.text == jwk["kid"]?.text)
        // Signatures are determined by key and message (RFC 6979); that they are right, published vectors show.
        let message = Digest256(hashing: Array("\(parts[0]).\(parts[1])".utf8))
        #expect([UInt8](base64URL: parts[2]) == key.sign(digest: message))
        let binary = await service.ask("GET", path, headers: [("accept", "application/eat+cwt")]).body
        let claims = try JSONValue(parsing: #require([UInt8](base64URL: parts[1])))
        let protected = [UInt8]([0x55, 0xa2, 0x01, 0x26, 0x04, 0x50]) + ResultKey.es256(key).identifier
        let payload = CBOR.bytes(ResultToken.encoded(claims))
        let signed = Digest256(hashing: [0x84] + CBOR.text("Signature1") + protected + [0x40] + payload)
        #expect(
            binary == [0xd2, 0x84] + protected + [0xa0] + payload + [0x58, 0x40] + key.sign(digest: signed))
    }

    @Test(
        "SV-21: nonce and nonceSize are held to their rules",
        arguments: [
            ("nonce=AAAAAAAAAAA", 201), ("nonce=AAAAAAAAAAA%3D", 201), ("nonceSize=8", 201), ("nonceSize=64", 201),
            ("", 201), ("nonceSize=7", 400), ("nonceSize=65", 400), ("nonceSize=x", 400), ("nonceSize=", 400),
            ("nonce=AAAAAAAAAA", 400), ("nonce=AAAAAAAAAAB", 400), ("nonce=A+AAAAAAAAA", 400), ("nonce=", 400),
            ("nonce=AAAAAAAAAAA&nonceSize=8", 400), ("nonceSize=8&nonceSize=8", 400), ("other=1", 400),
            ("nonce=%zz", 400), ("nonceSize=-8", 400), ("nonceSize=99999999999999999999", 400),
        ])
    func nonceRules(query: String, status: Int) async throws {
        let service = try TestService()
        let response = await service.ask("POST", "\(sessions)/newSession", query: query)
        #expect(response.status.rawValue == status)
        guard status == 400 else { return }
        #expect(response.header("content-type") == "application/problem+json")
        let detail = try #require(try response.json["detail"]?.text)
        #expect(detail.hasPrefix("query") && detail.contains("; "), "the field and the mend: \(detail)")
    }

    @Test(
        "SV-22: what the client does not accept is 406",
        arguments: [
            (nil, 201), ("*/*", 201), ("application/*", 201), (VerifierService.sessionType, 201),
            ("text/html, \(VerifierService.sessionType);q=0.5", 201), ("application/json", 406), ("text/*", 406),
            ("\(VerifierService.sessionType);q=0", 406), ("", 406),
        ] as [(String?, Int)])
    func accept(accept: String?, status: Int) async throws {
        let service = try TestService()
        let headers = accept.map { [(name: "accept", value: $0)] } ?? []
        let response = await service.ask("POST", "\(sessions)/newSession", headers: headers)
        #expect(response.status.rawValue == status)
    }

    @Test("SV-26: a client that takes only a result gets it by itself, as a JWT or as a CWT, from either request")
    func resultAlone() async throws {
        let service = try TestService()
        let (path, nonce) = try await service.open()
        let evidence = try TestService.chip().evidence(nonce)
        let (token, binary) = ("application/eat+jwt", "application/eat+cwt")
        func ask(_ method: String, accept: String, query: String = "") async -> ServiceResponse {
            await service.ask(
                method, path, query: query, headers: [("accept", accept), ("content-type", EvidenceType.eat)],
                body: method == "POST" ? evidence : [])
        }
        for type in [token, binary] {
            #expect(await ask("GET", accept: type).status == .notAcceptable, "it is not answered yet")
            #expect(await ask("POST", accept: type, query: "dry-run=true").status == .notAcceptable)
        }
        #expect(await ask("POST", accept: "text/plain").status == .notAcceptable)
        let first = await ask("POST", accept: binary)
        #expect(first.status == .ok)
        #expect(first.header("content-type") == "\(binary); eat_profile=\"tag:ietf.org,2026:rats/ear#04\"")
        let resource = try await ask("GET", accept: "\(binary), \(VerifierService.sessionType)").json
        let result = try #require(resource["result"]?.text)
        #expect(await ask("GET", accept: token).body == Array(result.utf8))
        let claims = try JSONValue(parsing: #require([UInt8](base64URL: result.split(separator: ".")[1])))
        // Signing again gives other bytes; the claims are the same.
        let payload = ResultToken.encoded(claims)
        for answer in [first, await ask("GET", accept: binary), await ask("POST", accept: binary)] {
            let protected =
                [UInt8]([0x56, 0xa2, 0x01, 0x38, 0x22, 0x04, 0x50])
                + ResultKey.es384(TestService.signingKey).identifier
            #expect(Array(answer.body.prefix(2 + protected.count)) == [0xd2, 0x84] + protected)
            let signature = try #require(P384.Signature(raw: Array(answer.body.suffix(96))))
            let message =
                [0x84] + CBOR.text("Signature1") + protected + [0x40] + CBOR.bytes(payload)
            #expect(
                answer.body == [0xd2, 0x84] + protected + [0xa0] + CBOR.bytes(payload) + [0x58, 0x60] + signature.bytes)
            let digest = Digest384(hashing: message)
            #expect(TestService.signingKey.publicKey.verify(signature, digest: digest) == .valid)
        }
        #expect(await service.ask("DELETE", path).status == .noContent)
        #expect(await ask("GET", accept: binary).status == .notFound)
    }

    @Test("SV-23: evidence of a type that nobody judges is 415, and Accept tells what is judged")
    func mediaTypes() async throws {
        let service = try TestService()
        let (path, nonce) = try await service.open()
        let evidence = try TestService.chip().evidence(nonce)
        for type in ["application/json", "application/eat+cwt; eat_profile=\"1.2.3\"", ""] {
            let response = await service.submit(evidence, to: path, type: type)
            #expect(response.status == .unsupportedMediaType)
            #expect(response.header("accept")?.contains("application/eat+cwt") == true)
        }
        #expect(await service.ask("POST", path, body: evidence).status == .unsupportedMediaType)
        #expect(await service.submit([], to: path).status == .badRequest)
        let named = "application/eat+cwt; eat_profile=\"1.3.6.1.4.1.42623.1.3\""
        #expect(await service.submit(evidence, to: path, type: named).status == .ok)
    }

    @Test("SV-24: a session ends after 150 seconds, and when it is deleted")
    func ends() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (late, lateNonce) = try await service.open()
        service.wait(150)
        #expect(await service.ask("GET", late).status == .ok)
        service.wait(1)
        #expect(await service.ask("GET", late).status == .notFound)
        #expect(await service.submit(try chip.evidence(lateNonce), to: late).status == .notFound)
        let (deleted, nonce) = try await service.open()
        #expect(await service.ask("DELETE", deleted).status == .noContent)
        #expect(await service.ask("GET", deleted).status == .notFound)
        #expect(await service.ask("DELETE", deleted).status == .notFound)
        #expect(await service.submit(try chip.evidence(nonce), to: deleted).status == .conflict)
        #expect(try service.store.summary().entries == 0)
    }

    @Test("a result can be read until it is deleted or forgotten; its nonce stays used")
    func forgotten() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (path, nonce) = try await service.open()
        #expect(await service.submit(try chip.evidence(nonce), to: path).status == .ok)
        service.wait(200)
        try await service.service.tidy()
        #expect(await service.ask("GET", path).status == .ok)
        service.wait(200)
        try await service.service.tidy()
        #expect(await service.ask("GET", path).status == .notFound)
        let again = await service.ask("POST", "\(sessions)/newSession", query: "nonce=\(nonce.base64URL)")
        #expect(again.status == .conflict)
    }

    @Test("SV-28: evidence comes wrapped too, in JSON and CBOR, by media type, content format and tag")
    func wrapped() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let eat = "application/eat+cwt"
        let forms: [(String, ([UInt8]) -> [UInt8])] = [
            ("application/cmw+json", { Array("[\"\(eat)\", \"\($0.base64URL)\"]".utf8) }),
            ("application/cmw+json", { Array("[\"\(eat)\", \"\($0.base64URL)\", 4]".utf8) }),
            ("application/vnd.veraison.cmw", { Array("[263, \"\($0.base64URL)\"]".utf8) }),
            ("application/cmw+cbor", { [0x82] + CBOR.text(eat) + CBOR.bytes($0) }),
            ("application/cmw", { [0x83] + CBOR.text(eat) + CBOR.bytes($0) + [4] }),
            ("application/vnd.veraison.cmw+cbor", { [0x82, 0x19, 0x01, 0x07] + CBOR.bytes($0) }),
            ("application/cmw+cbor", { [0xda, 0x63, 0x74, 0x02, 0x09] + CBOR.bytes($0) }),
        ]
        for (type, wrap) in forms {
            let (path, nonce) = try await service.open()
            let evidence = try chip.evidence(nonce)
            let response = await service.submit(wrap(evidence), to: path, type: type)
            #expect(response.status == .ok, "\(type): \(String(decoding: response.body, as: UTF8.self))")
            #expect(try response.json["evidence"]?["value"]?.text == evidence.base64)
        }
        let (path, nonce) = try await service.open()
        let evidence = try chip.evidence(nonce)
        let broken: [(String, [UInt8], Int)] = [
            ("application/cmw+json", Array("[\"\(eat)\"]".utf8), 400), ("application/cmw+json", Array("[".utf8), 400),
            ("application/cmw+json", Array("[\"\(eat)\", \"\(evidence.base64URL)\", 2]".utf8), 400),
            ("application/cmw+json", Array("[\"text/plain\", \"AA\"]".utf8), 415),
            ("application/cmw+json", Array("{\"__cmwc_t\": \"x\"}".utf8), 400),
            ("application/cmw+json", Array("{\"gpu\": [\"\(eat)\", \"AA\"]}".utf8), 400),
            ("application/cmw+json", Array("[264, \"AA\"]".utf8), 400),
            ("application/cmw+cbor", [0x82, 0x19, 0x01, 0x08] + CBOR.bytes(evidence), 400),
            ("application/cmw+cbor", [0xda, 0x63, 0x74, 0x02, 0x0a] + CBOR.bytes(evidence), 400),
            ("application/cmw+cbor", [0x82] + CBOR.text(eat) + CBOR.bytes(evidence) + [0], 400),
            ("application/cmw+cbor", [0x82] + CBOR.text(eat) + CBOR.bytes([]), 400),
            ("application/cmw", [0xff], 400),
        ]
        for (type, body, status) in broken {
            let response = await service.submit(body, to: path, type: type)
            #expect(response.status.rawValue == status, "\(type) \(body.prefix(20))")
        }
        #expect(await service.submit(evidence, to: path).status == .ok, "what can't be unwrapped uses no nonce")
    }

    @Test("SV-29: a dry run says what would be found, keeps nothing, signs nothing and uses no nonce")
    func dryRun() async throws {
        let service = try TestService()
        let (path, nonce) = try await service.open()
        let evidence = try TestService.chip().evidence(nonce)
        let dry = await service.submit(evidence, to: path, query: "dry-run=true")
        let json = try dry.json
        #expect(dry.status == .ok && json["status"]?.text == "waiting" && json["result"] == nil)
        #expect(json["interlock"]?["appraisal"]?["verdict"]?.text == "kept")
        #expect(try service.store.summary().entries == 0)
        #expect(await service.submit(evidence, to: path, query: "dry-run=maybe").status == .badRequest)
        #expect(try await service.submit(evidence, to: path).json["status"]?.text == "complete")
    }
}
