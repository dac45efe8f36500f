import ArgumentParser

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Build, sign and read firmware images.",
        discussion: """
            An image goes from hand to hand as a licence does: the vendor builds it, the vendor and each party look at \
            it and sign it, and once the quorum has signed, chips take it.

            EXAMPLES
              The whole way, with two of three parties:
                $ interlock image build --code Firmware/Images/runtime.bin --version 1.1.0 --security-version 2 \
            --trust lab/trust --out draft.ilfw
                $ interlock image sign draft.ilfw --key lab/keys/vendor.pem --out one.ilfw
                $ interlock image sign one.ilfw --key lab/keys/avalon.pem --out two.ilfw
                $ interlock image sign two.ilfw --key lab/keys/cascadia.pem --out new.ilfw
                $ interlock image inspect new.ilfw --trust lab/trust
                $ interlock chip update lab/chips/chip-000.cbor --image new.ilfw
            """,
        subcommands: [ImageBuild.self, ImageSign.self, ImageInspect.self])
}
