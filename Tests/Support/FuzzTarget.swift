import Agreement
import Attestation
import ChipABI
import Cryptography
import Fleet
import RV32
import Silicon
import Transparency
import Wire
import Workloads

/// Every parser that a stranger's bytes reach, as one function each: any bytes must give a value or a typed error.
///
/// `swift test` runs each over its corpus in `Tests/Corpus` and over seeded mutations of it; `tools/fuzz` runs each under
/// libFuzzer, guided by coverage.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Mailbox commands to a chip that is on: the first byte picks the command.
    case mailbox
    /// A licence handed to a chip's firmware.
    case licence
    /// SPDM messages to a chip that has negotiated, each behind its length and its kind.
    case spdm
    /// A flash slot that ROM is to boot.
    case image
    /// An update: an image written and offered to a chip, and requests of its three commands.
    case update
    /// A good image, licence or update with bits changed: the first byte picks which.
    case forgery
    /// Evidence.
    case evidence
    /// A usage log.
    case log
    /// A lineage ticket: read by a verifier, and handed to a chip by the mailbox's commands that take one.
    case ticket
    /// An X.509 certificate.
    case certificate
    /// A certificate revocation list.
    case crl
    /// A response on the status of certificates.
    case ocsp
    /// A chip on disk.
    case chip
    /// JSON.
    case json
    /// A file of a trust directory: the first byte picks which.
    case trust
    /// An RV32 executable.
    case elf
    /// A request trace.
    case trace
    /// A workload: a trace of operations, requests or measurements in any form, gzip included.
    case workload
    /// A scenario.
    case scenario
    /// An agreement.
    case agreement
    /// A hardware report.
    case report
    /// A signed reference manifest.
    case manifest
    /// The entries of a transparency log, alone and under audit.
    case entries
    /// A signed note, or a proof with one.
    case note
    /// A bundle.
    case bundle
    /// A CoRIM, of our profile or not.
    case corim
    /// Reports the word "crash": shows that a run of this harness can fail at all.
    case canary

    /// The targets that must hold; the canary must not.
    public static var real: [FuzzTarget] { allCases.filter { $0 != .canary } }

    /// Reads the bytes. False where what was read does not survive being written and read again.
    public func run(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .mailbox: return FuzzChip.mailbox(bytes)
        case .licence: return FuzzChip.licence(bytes)
        case .spdm: return FuzzChip.spdm(bytes)
        case .image: return FuzzChip.image(bytes)
        case .update: return FuzzChip.update(bytes)
        case .forgery: return FuzzChip.forgery(bytes)
        case .evidence:
            guard let evidence = try? Evidence(bytes) else { return true }
            return evidence.encoded() == bytes
        case .log: _ = try? UsageLog(bytes)
        case .ticket:
            guard FuzzChip.ticket(bytes) else { return false }
            guard let ticket = try? LineageTicket(bytes) else { return true }
            return ticket.encoded() == bytes
        case .certificate:
            guard let certificate = try? Certificate(der: bytes) else { return true }
            return certificate.der == bytes
        case .crl:
            guard let list = try? RevocationList(der: bytes) else { return true }
            return list.der == bytes && FuzzRevocation.list(list)
        case .ocsp:
            guard let response = try? StatusResponse(der: bytes) else { return true }
            return response.der == bytes && FuzzRevocation.response(response)
        case .chip:
            guard let state = try? ChipState(bytes) else { return true }
            return state.encoded() == bytes
        case .json: _ = try? JSONValue(parsing: bytes)
        case .trust:
            let names = [
                TrustFiles.root, TrustFiles.referenceValues, TrustFiles.parties, TrustFiles.chips,
                TrustFiles.challenges, TrustFiles.revoked, TrustFiles.policy, TrustFiles.licences + "1.cbor",
            ]
            guard let first = bytes.first else { return true }
            let file = TrustFiles.File(path: names[Int(first) % names.count], bytes: Array(bytes.dropFirst()))
            _ = try? TrustStore(TrustFiles([file]))
        case .elf: _ = try? ELFImage(parsing: bytes)
        case .trace: _ = try? RequestTrace(csv: bytes, file: "trace.csv")
        case .workload: return FuzzWorkload.reads(bytes)
        case .scenario: _ = try? ScenarioFile(bytes, file: "scenario.yaml")
        case .agreement: _ = try? Agreement(bytes, file: "agreement.yaml")
        case .report:
            guard let report = try? HardwareReport(bytes) else { return true }
            return report.encoded == bytes
        case .manifest:
            guard let file = try? SignedManifestFile(verifying: bytes) else { return true }
            return (try? ReferenceManifest(bytes)) == file.manifest
        case .entries: return FuzzLog.entries(bytes)
        case .note: return FuzzLog.note(bytes)
        case .bundle:
            guard let bundle = try? Bundle(bytes) else { return true }
            return bundle.encoded() == bytes
        case .corim:
            guard let document = try? CorimDocument(bytes) else { return true }
            guard document.encoded() == bytes, let again = try? CorimDocument(CorimDocument(document.corim).encoded())
            else { return false }
            if let trust = try? CorimTrust(document.corim), let corim = trust.corim() {
                guard (try? CorimTrust(corim)) == trust else { return false }
            }
            return again.corim == document.corim
        case .canary: return !String(decoding: bytes, as: UTF8.self).contains("crash")
        }
        return true
    }
}

/// Chips that fuzzed bytes are thrown at. A chip is made anew for every input: no input depends on another.
private enum FuzzChip {
    static let world = TestWorld(11)
    /// A chip that has a licence, off.
    static let state: ChipState = {
        guard let chip = try? world.chip(mode: .native), chip.powerOn() else { preconditionFailure("The chip boots.") }
        let installation = world.installation(world.terms(for: [chip.id]), on: chip.id, of: [chip.id])
        _ = try? chip.send(.installLicence, installation)
        chip.powerOff()
        return chip.state
    }()

    static func chip() -> Chip {
        let chip = Chip(state, firmware: .builtIn, mode: .native, cache: world.cache)
        chip.powerOn()
        return chip
    }

    /// Commands one after another: kind, length, bytes. Each must be answered, and nothing may pass a closed gate.
    static func mailbox(_ bytes: [UInt8]) -> Bool {
        let chip = chip()
        chip.load(weights: TestWorld.model, bytes: 1)
        var rest = bytes[...]
        var commands = 0
        while let kind = rest.popFirst(), commands < 8 {
            let length = Int(rest.popFirst() ?? 0) * 4
            let request = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            let command = MailboxCommand.allCases[Int(kind) % MailboxCommand.allCases.count]
            do { _ = try chip.send(command, request) } catch { if error == .noAnswer { return false } }
            commands += 1
        }
        return chip.bootStatus == .ready
    }

    /// A chip that takes certificates outside of sessions, which no fuzzer can open; off.
    private static let developmentState: ChipState = {
        guard let chip = try? world.chip(mode: .native, lifeCycle: .development) else {
            preconditionFailure("The factory makes chips.")
        }
        return chip.state
    }()

    /// SPDM messages one after another, to a chip that knows what its requester can do: kind (bit 0 a record, bit 1 over
    /// PCI DOE), length in pairs, bytes. Each must be answered.
    static func spdm(_ bytes: [UInt8]) -> Bool {
        let chip = Chip(developmentState, firmware: .builtIn, mode: .native, cache: world.cache)
        chip.powerOn()
        let negotiation: [[UInt8]] = [
            [0x10, 0x84, 0, 0],
            [0x13, 0xe1, 0, 0, 0, 0, 0, 0, 0xc6, 0x62, 2, 0, 0, 0x12, 0, 0, 0, 0x12, 0, 0],
            [0x13, 0xe3, 4, 0, 48, 0, 1, 2, 0x80, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
                + [2, 0x20, 0x10, 0, 3, 0x20, 2, 0, 4, 0x20, 0, 0, 5, 0x20, 1, 0],
        ]
        for message in negotiation { _ = try? chip.send(.spdm, [1, 0, 0x13] + message) }
        var rest = bytes[...]
        var messages = 0
        while let kind = rest.popFirst(), messages < 16 {
            let length = Int(rest.popFirst() ?? 0) * 2
            let message = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            guard let answer = try? chip.send(.spdm, [1 + (kind >> 1 & 1), kind & 1, 0x13] + message),
                answer.count >= 7
            else { return false }
            messages += 1
        }
        return chip.bootStatus == .ready && chip.fault == nil
    }

    /// A stranger's ticket, peer or data: each is refused, and the chip serves on.
    static func ticket(_ bytes: [UInt8]) -> Bool {
        let chip = chip()
        chip.load(weights: TestWorld.model, bytes: 1)
        guard (try? chip.send(.measureModel)) != nil else { return false }
        chip.stream(data: TestWorld.unlisted, bytes: 8)
        for command in [MailboxCommand.mergeLineage, .admitPeer, .admitData, .inheritLineage] {
            do {
                _ = try chip.send(command, bytes)
                return false
            } catch {
                if error == .noAnswer { return false }
            }
        }
        return chip.fault == nil && chip.accelerator.peers.isEmpty
    }

    static func licence(_ bytes: [UInt8]) -> Bool {
        let chip = chip()
        let before = chip.counter(.licence)
        let good = LicenceInstallation(licence: bytes, index: 0, path: []).encoded()
        for request in [good, bytes] {
            do {
                _ = try chip.send(.installLicence, request)
                return false
            } catch {
                if error == .noAnswer { return false }
            }
        }
        return chip.counter(.licence) == before
    }

    /// Nobody but the vendor and a quorum can make an image that is taken; the corpus has none of this chip's keys.
    static func update(_ bytes: [UInt8]) -> Bool {
        let chip = chip()
        let image = bytes + [UInt8](repeating: 0, count: -bytes.count & 3)
        guard (try? chip.update(image)) == nil else { return false }
        var rest = bytes[...]
        var sent = 0
        while sent < 16, let kind = rest.popFirst() {
            let length = Int(rest.popFirst() ?? 0)
            let request = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            let commands: [MailboxCommand] = [.updateBegin, .updateWrite, .updateFinish]
            do { _ = try chip.send(commands[Int(kind) % 3], request) } catch { if error == .noAnswer { return false } }
            sent += 1
        }
        let selector = chip.bootSelector
        return selector.phase == .settled && selector.slot == 0 && chip.powerOn()
            && chip.state.fuses.minimumSecurityVersion == 2
    }

    private static let signedImage = world.image(securityVersion: 4)
    private static let installation: [UInt8] = {
        let id = chip().id
        return world.installation(world.terms(for: [id], sequence: 2), on: id, of: [id])
    }()

    /// What the parties signed, with bits flipped, must be refused, and unchanged must be taken. Behind the first byte:
    /// patches, each a place (3 bytes, big-endian), a length, and as many bytes that are added without carry.
    static func forgery(_ bytes: [UInt8]) -> Bool {
        guard let kind = bytes.first else { return true }
        let good = kind % 3 == 1 ? installation : signedImage
        var forged = good
        var rest = bytes.dropFirst()
        while rest.count > 4 {
            let place = rest.prefix(3).reduce(0) { $0 << 8 | Int($1) } % good.count
            rest = rest.dropFirst(3)
            let patch = rest.dropFirst().prefix(Int(rest.first ?? 0))
            rest = rest.dropFirst(1 + patch.count)
            for (offset, byte) in patch.enumerated() where place + offset < good.count {
                forged[place + offset] ^= byte
            }
        }
        // What fills an image's parts up to whole words, nobody signs; and a boot reads no key of a party that did not sign.
        if kind % 3 != 1 {
            let code = FirmwareImages.builtIn.runtime.count
            let codeAddress = good.count - (code + 3) & ~3
            let manifest = good[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
            let manifestAddress = codeAddress - (manifest + 3) & ~3
            let spareKey = manifestAddress - (kind % 3 == 0 ? COSE.mldsaKeyLength : 0)..<manifestAddress
            let padding = [codeAddress - (-manifest & 3)..<codeAddress, good.count - (-code & 3)..<good.count]
            for range in padding + [spareKey] { forged.replaceSubrange(range, with: good[range]) }
        }
        let isTaken: Bool
        switch kind % 3 {
        case 0:
            guard let chip = try? world.chip(mode: .native, image: forged) else { return false }
            isTaken = chip.powerOn()
        case 1: isTaken = (try? chip().send(.installLicence, forged)) != nil
        default: isTaken = (try? chip().update(forged)) != nil
        }
        return isTaken == (forged == good)
    }

    static func image(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= Int(MemoryMap.slotSize), let chip = try? world.chip(mode: .native, image: bytes) else {
            return true
        }
        // Nobody but the vendor and a quorum can make an image that boots; the corpus has none whole.
        return !chip.powerOn()
    }
}
