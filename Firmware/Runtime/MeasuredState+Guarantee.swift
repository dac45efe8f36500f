import ChipABI
import Guarantee
import SPDM

extension MeasuredState {
    /// What SPDM tells of the guarantee's state and of the fuses.
    init<H: Hardware & ~Copyable>(_ report: GuaranteeReport, _ hardware: inout H) {
        self.init(
            romDigest: report.romDigest, runtimeDigest: report.runtimeDigest, securityVersion: report.securityVersion,
            keyTableDigest: hardware.keyTableDigest(), minimumSecurityVersion: hardware.minimumSecurityVersion(),
            lifeCycle: hardware.lifeCycle(), licenceSequence: report.licenceSequence,
            licenceDigest: report.licenceDigest, operations: report.operations, training: report.training,
            fault: report.fault)
    }
}
