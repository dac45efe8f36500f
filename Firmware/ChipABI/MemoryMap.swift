/// Where everything is on the guarantee processor's bus. All registers are 32 bits wide and read or written whole.
public enum MemoryMap {
    /// Boot ROM.
    public static let rom: UInt32 = 0x0000_0000
    /// Its size in bytes.
    public static let romSize: UInt32 = 0x0001_0000
    /// SRAM.
    public static let ram: UInt32 = 0x8000_0000
    /// Its size in bytes.
    public static let ramSize: UInt32 = 0x0008_0000
    /// Where an image's code may be: the lower part of SRAM.
    public static let code: UInt32 = ram
    /// How much of SRAM is for code and its data, in bytes; the stack and the boot hand-over are above.
    public static let codeSize: UInt32 = 0x0004_0000
    /// Where ROM leaves the hand-over for the runtime.
    public static let handover: UInt32 = ram + codeSize
    /// Flash, readable as memory; written through its controller.
    public static let flash: UInt32 = 0x6000_0000
    /// Flash size in bytes.
    public static let flashSize: UInt32 = 0x0010_0000
    /// Bytes of an image slot; slot A is at the start of flash, slot B after it.
    public static let slotSize: UInt32 = 0x0004_0000
    /// Offset in flash of the page with the device certificate, behind its length in a word; the vendor's root follows
    /// at the next word in the same form.
    public static let certificateOffset: UInt32 = 0x0008_0000
    /// Offset in flash of the two pages with the device's ML-DSA-87 certificate, behind its length in a word.
    public static let latticeCertificateOffset: UInt32 = 0x000e_0000
    /// How many bytes those pages have.
    public static let latticeCertificateSize: UInt32 = 0x0000_2000
    /// Offset in flash of the first of two areas with the operator's certificates, one behind the other.
    public static let operatorCertificatesOffset: UInt32 = 0x000e_4000
    /// How many bytes each of them has.
    public static let operatorCertificatesSize: UInt32 = 0x0000_2000
    /// Offset of the first of two pages with the firmware's state.
    public static let stateOffset: UInt32 = 0x0008_1000
    /// Offset of the first of two pages with the licence.
    public static let licenceOffset: UInt32 = 0x0008_4000
    /// Offset of the pages with the log entries since the last attestation.
    public static let logOffset: UInt32 = 0x0008_8000
    /// How many pages those are.
    public static let logPages: UInt32 = 2
    /// Bytes that one flash erase clears.
    public static let pageSize: UInt32 = 0x0000_1000
    /// The host's request, readable.
    public static let request: UInt32 = 0x5000_0000
    /// The answer, writable.
    public static let response: UInt32 = 0x5001_0000
    /// Bytes of each mailbox window.
    public static let mailboxSize: UInt32 = 0x0001_0000
}
