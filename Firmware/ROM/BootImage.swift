import ChipABI
import Quorum
import Wire

/// An image in flash whose signatures, version and code hold.
struct BootImage {
    /// What the parties and the vendor signed.
    let manifest: ImageManifest
    /// Who may sign.
    let keys: KeyTable
    /// The version, ASCII.
    let version: InlineArray<24, UInt8>
    /// The slot: 0 is A, 1 is B.
    let slot: UInt32
    private let codeAddress: UInt32

    private static let magic: UInt32 = 0x5746_4c49
    private static let headerLength: UInt32 = 16

    /// The first evaluation of a slot: verifies the image and its code where they lie in flash. Never inlined, so that
    /// nothing of one evaluation serves another.
    ///
    /// - Returns: what does not hold, or nil.
    @inline(never)
    static func refusal<H: Hardware & ~Copyable>(inSlot number: UInt32, _ hardware: inout H) -> Fault? {
        do throws(Fault) {
            try BootImage(inSlot: number, &hardware).verifyCode(&hardware)
            return nil
        } catch {
            return error
        }
    }

    /// The second: verifies the image where it lies, and its code in RAM, where it is copied to. Never inlined, too.
    @inline(never)
    static func loaded<H: Hardware & ~Copyable>(inSlot number: UInt32, _ hardware: inout H) -> Verdict<BootImage> {
        do throws(Fault) {
            let image = try BootImage(inSlot: number, &hardware)
            try image.load(&hardware)
            return .holds(image)
        } catch {
            return .refused(error)
        }
    }

    /// Verifies the image in a slot, all but its code.
    @inline(never)
    init<H: Hardware & ~Copyable>(inSlot number: UInt32, _ hardware: inout H) throws(Fault) {
        slot = number
        let slot = MemoryMap.flash + number * MemoryMap.slotSize
        guard hardware.word(at: slot) == BootImage.magic else { throw .imageMissing }
        let tableLength = hardware.word(at: slot + 4)
        let manifestLength = hardware.word(at: slot + 8)
        let codeLength = hardware.word(at: slot + 12)
        guard tableLength & 3 == 0, tableLength <= 4096, manifestLength >= 1,
            manifestLength <= UInt32(Limits.message), codeLength >= 4, codeLength <= MemoryMap.slotSize
        else { throw .imageMalformed }
        let tableAddress = slot + BootImage.headerLength
        keys = try KeyTable(at: tableAddress, length: tableLength, &hardware)
        let manifestAddress = tableAddress + tableLength + keys.latticeKeysLength
        codeAddress = manifestAddress + ((manifestLength + 3) & ~3)
        guard codeAddress - slot <= MemoryMap.slotSize - ((codeLength + 3) & ~3) else { throw .imageMalformed }

        var bytes = ByteBuffer<46_080>()
        hardware.copy(manifestLength, from: manifestAddress, to: &bytes)
        let message: SignedMessage
        do throws(WireError) {
            message = try SignedMessage(bytes.bytes, contentType: COSE.imageType)
            manifest = try ImageManifest(bytes.bytes, message.payload)
        } catch {
            throw .imageMalformed
        }
        let signers: Signers
        do throws(Signers.Failure) {
            signers = try Signers(of: message, in: bytes.bytes, keys: keys, &hardware)
        } catch {
            throw error == .unpaired ? .imageSignatureUnpaired : .imageQuorumMissing
        }
        guard signers.vendor else { throw .vendorSignatureMissing }
        guard signers.partyCount >= keys.imageQuorum else { throw .imageQuorumMissing }
        guard manifest.keyTableDigest == hardware.keyTableDigest() else { throw .keyTableMismatch }
        guard manifest.securityVersion >= hardware.minimumSecurityVersion() else { throw .imageRolledBack }
        guard manifest.codeLength == codeLength else { throw .imageMalformed }
        try BootImage.checkAddresses(manifest)

        version = BootImage.version(bytes.bytes, manifest.version)
    }

    /// Copies the code to RAM and verifies it there, where it will run: what is measured is what is executed.
    func load<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        let end = (manifest.codeLength + 3) & ~3
        var offset: UInt32 = 0
        while offset < end {
            hardware.setWord(hardware.word(at: codeAddress + offset), at: manifest.loadAddress + offset)
            offset += 4
        }
        try verifyCode(at: manifest.loadAddress, &hardware)
    }

    /// Verifies the code where it lies in flash.
    func verifyCode<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        try verifyCode(at: codeAddress, &hardware)
    }

    @inline(never)
    private func verifyCode<H: Hardware & ~Copyable>(at address: UInt32, _ hardware: inout H) throws(Fault) {
        let length = manifest.codeLength
        hardware.beginHash()
        var offset: UInt32 = 0
        while offset + 4 <= length {
            hardware.hash(word: hardware.word(at: address + offset))
            offset += 4
        }
        while offset < length {
            let word = hardware.word(at: address + (offset & ~3))
            hardware.write(UInt8(truncatingIfNeeded: word >> ((offset & 3) * 8)))
            offset += 1
        }
        guard hardware.finishHash() == manifest.codeDigest else { throw .codeDigestMismatch }
    }

    /// The code must lie within the memory for code, aligned, and be entered inside itself.
    private static func checkAddresses(_ manifest: ImageManifest) throws(Fault) {
        let offset = manifest.loadAddress &- MemoryMap.code
        guard manifest.loadAddress & 3 == 0, manifest.entryAddress & 1 == 0, offset <= MemoryMap.codeSize,
            manifest.codeLength <= MemoryMap.codeSize - offset,
            manifest.entryAddress &- manifest.loadAddress < manifest.codeLength
        else { throw .imageAddressInvalid }
    }

    private static func version(_ bytes: Span<UInt8>, _ range: Range<Int>) -> InlineArray<24, UInt8> {
        var version = InlineArray<24, UInt8>(repeating: 0)
        var index = 0
        while index < range.count {
            version[index] = bytes[range.lowerBound + index]
            index += 1
        }
        return version
    }
}
