import CFirmwareImages
import Cryptography

/// The firmware that chips carry: the ROM in silicon, and the runtime's code that an image wraps.
package struct FirmwareImages: Sendable {
    /// The boot ROM's bytes, from address 0.
    package let rom: [UInt8]
    /// The runtime's code.
    package let runtime: [UInt8]
    /// SHA-384 of the ROM: a reference value.
    package let romDigest: Digest384
    /// SHA-384 of the runtime's code: a reference value.
    package let runtimeDigest: Digest384

    /// Images of the given bytes.
    package init(rom: [UInt8], runtime: [UInt8]) {
        self.rom = rom
        self.runtime = runtime
        romDigest = Digest384(hashing: rom)
        runtimeDigest = Digest384(hashing: runtime)
    }

    /// The images that this program was built with: those of `Firmware/Images`, whose digests are in
    /// `Firmware/Digests.sha384`.
    package static let builtIn = FirmwareImages(
        // Sound: the symbols bound bytes that the linker placed in the executable, constant while it runs.
        rom: unsafe Array(UnsafeBufferPointer(start: interlock_rom(), count: interlock_rom_size())),
        runtime: unsafe Array(UnsafeBufferPointer(start: interlock_runtime(), count: interlock_runtime_size())))
}
