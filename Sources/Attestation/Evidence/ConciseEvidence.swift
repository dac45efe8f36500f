/// The constants of the concise evidence (TCG DICE Concise Evidence Binding for SPDM, section 3).
enum ConciseEvidence {
    static let vendor = "Interlock"
    static let model = "guarantee processor"
    /// sha-384 in the IANA Named Information Hash Algorithm Registry.
    static let sha384: Int64 = 7
}
