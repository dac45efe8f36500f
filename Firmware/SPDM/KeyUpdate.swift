/// KEY_UPDATE (DSP0274 1.3, section 10.21).
enum KeyUpdate: UInt8 {
    /// The requester's direction gets a new key.
    case one = 1
    /// Both directions do.
    case all = 2
    /// The requester uses the new key: the old one is gone.
    case verify = 3
}
