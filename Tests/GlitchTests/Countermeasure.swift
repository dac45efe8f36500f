import Glitch

/// What `Specs/Hardening.md` names, and `tools/build-firmware --unhardened` leaves out.
enum Countermeasure: String, CaseIterable {
    case boot, order, licence, opening, recovery, meter, permit

    /// Where a single fault gets past the firmware without it: an attack, the functions that are struck, and how.
    struct Hole {
        let window: Window
        let attack: String
        /// Parts of their names.
        let functions: [String]
        let models: [FaultModel]
    }

    /// The holes that it closes, few and small enough to be tried whole.
    var holes: [Hole] {
        switch self {
        case .boot:
            [Hole(window: .boot, attack: "too few parties", functions: ["ROM9BootImageV"], models: [.branch])]
        case .order:
            // Return addresses with a wrong highest bit point to RAM, where the code already lies.
            [Hole(window: .boot, attack: "changed code", functions: ["4BootA0O5image"], models: [.register])]
        case .licence:
            [
                Hole(
                    window: .licence, attack: "another chip's", functions: ["12InstallationV"],
                    models: [.skip, .branch])
            ]
        case .opening:
            [
                Hole(
                    window: .open, attack: "training beyond the allowance", functions: ["AAV5grant", "AAV9permitted"],
                    models: [.skip, .branch])
            ]
        case .recovery:
            [
                Hole(
                    window: .meter, attack: "older state replayed", functions: ["8RecoveryV", "10SavedStateV"],
                    models: [.skip, .branch])
            ]
        case .meter:
            [
                Hole(
                    window: .meter, attack: "usage hidden at an attestation", functions: ["6settle", "9readMeter"],
                    models: [.skip, .branch])
            ]
        case .permit:
            // A register's number makes another counter. An opening whose checks are jumped over has no limits any more
            // that anything would pass.
            [Hole(window: .licence, attack: "too few signers", functions: ["5raise_2to"], models: [.opcode])]
        }
    }

    /// What goes with it: a permit needs two evaluations, and so does their order.
    var absentWithout: Set<Countermeasure> {
        switch self {
        case .boot: [.boot, .order]
        case .licence: [.licence, .permit]
        case .opening: [.opening, .permit]
        case .order, .recovery, .meter, .permit: [self]
        }
    }

    /// Whether an image still has it: evaluations are functions of their own, called twice, and permits are made where
    /// the decision is. ROM tries a slot at three places.
    func isPresent(in firmware: BuiltFirmware) -> Bool {
        let (rom, runtime) = (firmware.rom, firmware.runtime)
        let isMadeWhereItIsUsed =
            runtime.rotates(by: 13, in: "E4open_6permit") || runtime.rotates(by: 13, in: "E5raise_2to")
        return switch self {
        case .boot: rom.calls(to: "9BootImageV7refusal") + rom.calls(to: "9BootImageV6loaded") == 6
        case .order: rom.calls(to: "9BootImageV7refusal") == 3 && rom.calls(to: "9BootImageV6loaded") == 3
        case .licence: runtime.calls(from: "AAV14installLicence", to: "12InstallationV9evaluated") == 2
        case .opening: runtime.calls(from: "AAV13openInterlock", to: "GuaranteeAAV5grant") == 2
        case .recovery: runtime.calls(to: "8RecoveryVyACxz") == 2
        case .meter:
            ["AAV6attest", "AAV8measured"].allSatisfy { runtime.calls(from: $0, to: "AAV6settle") == 2 }
        case .permit:
            !isMadeWhereItIsUsed && runtime.rotates(by: 13, in: "AAV13openInterlock")
                && runtime.rotates(by: 13, in: "AAV5store")
        }
    }
}
