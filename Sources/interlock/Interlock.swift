import ArgumentParser

@main
struct Interlock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interlock",
        abstract: "Emulate governed AI chips, and verify from their evidence that an agreement on compute is kept.",
        subcommands: [
            FleetCommand.self, Verify.self, Serve.self, LedgerCommand.self, Inspect.self, PlanCommand.self,
            LogCommand.self, AuditCommand.self, BundleCommand.self, DiscloseCommand.self, ChipCommand.self,
            LicenceCommand.self, CorimCommand.self, CRLCommand.self, ImageCommand.self,
            KeysCommand.self, AgreementCommand.self, PolicyCommand.self, ModelCommand.self, WorkloadCommand.self,
            LineageCommand.self, TelemetryCommand.self, GlitchCommand.self,
            BenchCommand.self,
        ])
}
