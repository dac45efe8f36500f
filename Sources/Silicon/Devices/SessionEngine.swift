import ChipABI
import Cryptography

/// Session secrets: agreed, derived and used in here. Each serves the purpose that its role names and no other, so that
/// no firmware can have one computed into a register.
struct SessionEngine: Equatable {
    private(set) var secrets: [UInt32: [UInt8]] = [:]
    private var source: UInt32 = 0
    private var destination: UInt32 = 0
    private var status = KeyStatus.refused
    private var input: [UInt8] = []
    private var additionalLength: UInt32 = 0
    private var sequence: UInt64 = 0
    private var digest = [UInt8](repeating: 0, count: Digest384.byteCount)
    private var publicKey = [UInt8](repeating: 0, count: P384.PublicKey.byteCount)
    private var output: [UInt8] = []

    private static let inputLimit = Int(SessionRegisters.outputSize)

    /// What a role's secret may be used for.
    private enum Purpose {
        case derivation, authentication, encryption, vector
    }

    private static func purpose(_ role: SessionSecret.Role) -> Purpose {
        switch role {
        case .agreed, .handshake, .salt, .master, .request, .response: .derivation
        case .requestFinished, .responseFinished: .authentication
        case .requestKey, .responseKey: .encryption
        case .requestVector, .responseVector: .vector
        }
    }

    /// What a secret is for that HKDF-Expand makes with this input (DSP0274 1.3, section 12): length, version, label. It
    /// keeps one value from two purposes: what authenticates is shown to firmware, and could show what was derived.
    private static func purpose(ofLabelIn info: [UInt8]) -> Purpose {
        switch String(decoding: info.dropFirst(10), as: UTF8.self) {
        case "finished": .authentication
        case "key": .encryption
        case "iv": .vector
        default: .derivation
        }
    }

    func load(_ offset: UInt32) -> UInt32 {
        let address = SessionRegisters.base + offset
        return switch address {
        case SessionRegisters.status: status.rawValue
        case SessionRegisters.digest..<SessionRegisters.digest + 48:
            digest.word(at: Int(address - SessionRegisters.digest))
        case SessionRegisters.publicKey..<SessionRegisters.publicKey + 96:
            publicKey.word(at: Int(address - SessionRegisters.publicKey))
        case SessionRegisters.output..<SessionRegisters.output + SessionRegisters.outputSize:
            output.word(at: Int(address - SessionRegisters.output))
        default: 0
        }
    }

    mutating func store(_ value: UInt32, to offset: UInt32, random: inout RandomSource) {
        let address = SessionRegisters.base + offset
        switch address {
        case SessionRegisters.source: source = value
        case SessionRegisters.destination: destination = value
        case SessionRegisters.clear: input.removeAll(keepingCapacity: true)
        case SessionRegisters.word:
            for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
        case SessionRegisters.byte: append(UInt8(truncatingIfNeeded: value))
        case SessionRegisters.additionalLength: additionalLength = value
        case SessionRegisters.sequenceLow: sequence = sequence & ~0xffff_ffff | UInt64(value)
        case SessionRegisters.sequenceHigh: sequence = UInt64(value) << 32 | sequence & 0xffff_ffff
        case SessionRegisters.publicKey..<SessionRegisters.publicKey + 96:
            publicKey.setWord(value, at: Int(address - SessionRegisters.publicKey))
        case SessionRegisters.command: status = run(SessionCommand(rawValue: value), &random)
        default: break
        }
    }

    private mutating func append(_ byte: UInt8) {
        if input.count < SessionEngine.inputLimit { input.append(byte) }
    }

    private mutating func run(_ command: SessionCommand?, _ random: inout RandomSource) -> KeyStatus {
        switch command {
        case .agree: agree(&random)
        case .extract: extract()
        case .expand: expand()
        case .authenticate: authenticate()
        case .seal:
            cipher { key, nonce, additional, text in
                AES256GCM.seal(text, key: key, nonce: nonce, additional: additional)
            }
        case .open:
            cipher { key, nonce, additional, text in
                AES256GCM.open(text, key: key, nonce: nonce, additional: additional)
            }
        case .erase: erase()
        case nil: .refused
        }
    }

    private mutating func agree(_ random: inout RandomSource) -> KeyStatus {
        guard SessionSecret.parts(of: destination)?.role == .agreed else { return .refused }
        guard let peer = try? P384.PublicKey(raw: publicKey) else { return .notOnCurve }
        let key = P384.PrivateKey(derivedFrom: random.bytes(48), purpose: "interlock session")
        guard let secret = key.agree(with: peer) else { return .notOnCurve }
        secrets[destination] = secret
        publicKey = key.publicKey.raw
        return .good
    }

    /// A secret that may be used for this; zeros where the number says so.
    private func secret(_ number: UInt32, for purpose: Purpose) -> [UInt8]? {
        if number == SessionRegisters.zeros, purpose == .derivation { return [UInt8](repeating: 0, count: 48) }
        guard let role = SessionSecret.parts(of: number)?.role, SessionEngine.purpose(role) == purpose else {
            return nil
        }
        return secrets[number]
    }

    private mutating func extract() -> KeyStatus {
        guard let role = SessionSecret.parts(of: destination)?.role, SessionEngine.purpose(role) == .derivation,
            input.count == 4,
            let salt = secret(source, for: .derivation), let material = secret(input.word(at: 0), for: .derivation)
        else { return .refused }
        secrets[destination] = HMACSHA384.authenticate(key: salt, message: material)
        return .good
    }

    private mutating func expand() -> KeyStatus {
        // Not from zeros: anyone can compute what comes of those.
        guard let role = SessionSecret.parts(of: destination)?.role,
            SessionEngine.purpose(role) == SessionEngine.purpose(ofLabelIn: input), source != SessionRegisters.zeros,
            let key = secret(source, for: .derivation)
        else { return .refused }
        secrets[destination] = HMACSHA384.authenticate(key: key, message: input + [1])
        return .good
    }

    private mutating func authenticate() -> KeyStatus {
        guard let key = secret(source, for: .authentication) else { return .refused }
        digest = HMACSHA384.authenticate(key: key, message: input)
        return .good
    }

    /// AES-256-GCM over the input; the nonce is the vector with the sequence number, little-endian, over its start
    /// (DSP0277 1.1, section 6.1).
    private mutating func cipher(
        _ body: (_ key: [UInt8], _ nonce: [UInt8], _ additional: [UInt8], _ text: [UInt8]) -> [UInt8]?
    ) -> KeyStatus {
        output = []
        guard let key = secret(source, for: .encryption), let vector = secret(destination, for: .vector),
            additionalLength <= input.count
        else { return .refused }
        var nonce = Array(vector.prefix(AES256GCM.nonceByteCount))
        for index in 0..<8 { nonce[index] ^= UInt8(truncatingIfNeeded: sequence >> UInt64(index * 8)) }
        let length = Int(additionalLength)
        guard
            let text = body(
                Array(key.prefix(AES256GCM.keyByteCount)), nonce, Array(input[..<length]), Array(input[length...]))
        else { return .invalid }
        output = text
        return .good
    }

    private mutating func erase() -> KeyStatus {
        // Any word can come as the number of a session; only those that there are have secrets.
        if source < SessionSecret.sessionCount {
            for role in SessionSecret.Role.allCases {
                secrets[SessionSecret(role, session: Int(source)).number] = nil
            }
        }
        output = []
        input = []
        return .good
    }
}
