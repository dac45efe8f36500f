import Appraisal

extension Agreement {
    /// What the verifier asks in a phase: the agreement's terms, narrowed by the phase's own. A phase permits nothing
    /// beyond the agreement, whatever it says.
    public func appraisalPolicy(in phase: Phase) -> AppraisalPolicy {
        var policy = appraisalPolicy
        policy.totalAllowance = min(totalAllowance, phase.totalAllowance ?? totalAllowance)
        policy.trainingAllowance = min(trainingAllowance, phase.trainingAllowance ?? trainingAllowance)
        policy.attestationInterval = min(attestationInterval, phase.interval ?? attestationInterval)
        if let names = phase.models { policy.models = policy.models.filter { names.contains($0.name) } }
        return policy
    }

    /// What the verifier asks in the phase with a name; the agreement's own terms where there is none.
    package func appraisalPolicy(inPhase name: String?) -> AppraisalPolicy {
        name.flatMap { phase(named: $0) }.map(appraisalPolicy(in:)) ?? appraisalPolicy
    }

    /// The phase with this name.
    public func phase(named name: String) -> Phase? { phases.first { $0.name == name } }
}
