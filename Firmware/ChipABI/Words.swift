/// Progress of boot, as written to `SystemRegisters.bootStatus`.
public enum BootStatus: UInt32, Sendable {
    /// The core left reset.
    case started = 0x100
    /// The image's signatures and version hold.
    case imageVerified = 0x101
    /// The device identity and alias keys exist.
    case identityDerived = 0x102
    /// ROM is about to enter the runtime.
    case handingOver = 0x103
    /// The runtime waits for commands.
    case ready = 0x200
    /// Boot failed; the fault register says why.
    case failed = 0xf00
}

/// The chip's life, as sparse words far apart (OpenTitan's encoding style: no few bit flips lead from one to another).
public enum LifeCycle: UInt32, Sendable {
    /// Being tested, debug ports open.
    case test = 0xb286_5fbb
    /// In development.
    case development = 0x0b5a_75e0
    /// In production: debug ports closed for good.
    case production = 0x65f2_520f
    /// Out of service.
    case endOfLife = 0x91b9_b68a
}

extension LifeCycle {
    /// Its place in a chip's life, which only goes on.
    public var stage: Int {
        switch self {
        case .test: 0
        case .development: 1
        case .production: 2
        case .endOfLife: 3
        }
    }

    /// Whether debug ports are open by the life cycle alone.
    public var isDebuggable: Bool { stage < 2 }
}

/// The monotonic counters.
public enum CounterID: UInt32, Sendable {
    /// Boots since manufacture.
    case boot = 0
    /// The highest licence sequence taken.
    case licence = 1
    /// The version of the state in flash.
    case state = 2
    /// Refusals since manufacture.
    case refusals = 3
    /// Which slot boots (`BootSelector`).
    case bootSelector = 4
    /// How often the chip changed hands: the local identity and all above it are made of it.
    case owner = 5
}

/// The key vault's slots.
public enum KeySlot: UInt32, Sendable {
    /// Unique device secret: loaded by hardware from fuses.
    case deviceSecret = 0
    /// Compound device identifier of the ROM layer.
    case romIdentifier = 1
    /// Compound device identifier of the runtime layer.
    case runtimeIdentifier = 2
    /// Device identity private key.
    case deviceIdentity = 3
    /// Alias private key: signs evidence.
    case alias = 4
    /// Authenticates the state in flash.
    case state = 5
    /// Device identity private key, ML-DSA-87.
    case latticeIdentity = 8
    /// Alias private key, ML-DSA-87: signs evidence beside the other.
    case latticeAlias = 9
    /// Compound device identifier of the field: the ROM layer's and the field entropy's.
    case localIdentifier = 10
    /// Local identity private key (LDevID).
    case localIdentity = 11
    /// Seals for the runtime layer: another runtime has another key.
    case runtimeStorage = 12
}

/// What the key vault does.
public enum KeyCommand: UInt32, Sendable {
    /// destination ← HMAC-SHA-384(key: source, destination in one byte ‖ digest registers); not from a key that
    /// authenticates.
    case derive = 1
    /// destination ← P-384 private key from the secret in source; its public key appears in the registers.
    case makeKeyPair = 2
    /// Signs the digest registers with source.
    case sign = 3
    /// Verifies the signature registers over the digest registers with the public key registers.
    case verify = 4
    /// Locks source until reset: it can't be used any more.
    case lock = 5
    /// destination ← HMAC-SHA-384(key: source, destination in one byte ‖ field entropy ‖ the owner counter at reset, 8
    /// bytes, big-endian, where it is above 0): a local identity is what was burnt in the field, and one owner's, too.
    case deriveLocal = 6
}

/// How the key vault's last command ended.
public enum KeyStatus: UInt32, Sendable {
    /// Done; for verify: the signature holds.
    case good = 0x739
    /// Verify: the signature does not hold.
    case invalid = 0x1d4
    /// Verify: r or s is zero or not below the group order.
    case outOfRange = 0x2a8
    /// The public key is not a point of the curve.
    case notOnCurve = 0x44f
    /// The slot is locked, empty, or of another kind.
    case refused = 0x4b5
}

/// What the interlock and the weight lock saw.
public enum InterlockEvent {
    /// The quantum was spent.
    public static let quantumSpent: UInt32 = 1 << 0
    /// The watchdog closed it.
    public static let watchdog: UInt32 = 1 << 1
    /// A tamper input closed it.
    public static let tamper: UInt32 = 1 << 2
    /// A write to locked weights was stopped.
    public static let lockedWeightsWritten: UInt32 = 1 << 3
    /// A training command was stopped under an inference opening.
    public static let trainingUnderInference: UInt32 = 1 << 4
    /// The core trapped.
    public static let trap: UInt32 = 1 << 5
    /// The core hung, and the watchdog reset it.
    public static let hang: UInt32 = 1 << 6
    /// The tokens were spent.
    public static let tokensSpent: UInt32 = 1 << 7
    /// More was to be exchanged with chips that are not admitted peers than was allowed.
    public static let outsideExceeded: UInt32 = 1 << 8
    /// The licence ended.
    public static let licenceEnded: UInt32 = 1 << 9
    /// A training pass was to read data that nobody had admitted.
    public static let unprovedData: UInt32 = 1 << 10
}

/// The state of the weight region.
public enum WeightStatus: UInt32, Sendable {
    /// Nothing loaded since power-on.
    case empty = 0
    /// Loaded and hashed; unchanged since.
    case measured = 1
    /// Written by the accelerator since it was hashed.
    case changed = 2
}

/// What the host can ask of the chip.
public enum MailboxCommand: UInt32, CaseIterable, Sendable {
    /// Request: an installation (`Specs/cddl/licence.cddl`). Answer: empty.
    case installLicence = 0x4c49_4349
    /// Measure the loaded weights and lock them if the licence permits them. Request and answer: empty.
    case measureModel = 0x4d4f_444c
    /// Request: class (1 byte), operations wanted (16 bytes, big-endian). Answer: operations granted (16 bytes).
    case openInterlock = 0x4f50_454e
    /// Close the interlock and settle the account. Request and answer: empty.
    case closeInterlock = 0x434c_4f53
    /// Request: nonce. Answer: evidence.
    case attest = 0x4154_5354
    /// One SPDM message (`SPDMEnvelope`). Answer: the response in the same form, or nothing where none is due.
    case spdm = 0x5350_444d
    /// Request: empty. Answer: 32 random bytes, which the next authorization must be bound to.
    case challenge = 0x4e4f_4e43
    /// Request: a `LifeCycle` word, big-endian, further on than the present one; to the end of life, an authorization
    /// behind it. Answer: empty. It holds from the next reset on.
    case advanceLifeCycle = 0x4c49_4645
    /// Request: an authorization. Wipes the chip's secrets for good, then opens the debug port. Answer: empty.
    case unlockDebug = 0x4442_5547
    /// Request: 32 bytes from the field, on a chip that nobody owns, for the first slot alone; else an entropy request
    /// (`Specs/cddl/authorization.cddl`). Burns the next slot of field entropy. Answer: empty. It holds from the next
    /// reset on.
    case burnEntropy = 0x454e_5452
    /// Request: an ownership offer (`Specs/cddl/authorization.cddl`). The named next owner may take the chip; an earlier
    /// offer is void. Answer: empty.
    case offerOwnership = 0x4f46_4652
    /// Request: an ownership acceptance. The chip is the next owner's; licences end, and what was sealed is lost. Answer:
    /// empty. The new keys come with the next reset.
    case acceptOwnership = 0x4143_5054
    /// Request: 1 to 1,024 bytes. Answer: them, sealed to this chip, its field entropy, its owner and the runtime.
    case seal = 0x5345_414c
    /// Request: what `seal` answered. Answer: the bytes.
    case unseal = 0x554e_5345
    /// Request: an image's length (4 bytes, big-endian) and SHA-384. Closes the interlock until the update ends or the
    /// chip is reset. Answer: empty.
    case updateBegin = 0x5550_4442
    /// Request: offset in the image (4 bytes, big-endian), then its next bytes, in whole words. Answer: empty.
    case updateWrite = 0x5550_4457
    /// Verify the image that was written; where it holds, the next boot tries it. Request and answer: empty.
    case updateFinish = 0x5550_4446
    /// Hash the trained weights and sign what made them. Closes the interlock. Request: empty. Answer: a ticket
    /// (`Specs/cddl/ticket.cddl`).
    case exportCheckpoint = 0x4558_5054
    /// Measure the loaded weights and lock them, if the ticket names them and the licence permits what they come from.
    /// Request: a ticket. Answer: empty.
    case inheritLineage = 0x494e_4852
    /// Sign what has been trained so far. Request: a challenge of the chip that wants to know, 8 to 64 bytes. Answer: a
    /// ticket without weights.
    case tellProgress = 0x5052_4f47
    /// Add a peer's training, or another checkpoint's, to what the weights count for. Request: a ticket. Answer: empty.
    case mergeLineage = 0x4d45_5247
    /// Admit a chip of the licence's set as a peer. Request: `peer` of `Specs/cddl/ticket.cddl`. Answer: empty.
    case admitPeer = 0x5045_4552
    /// Admit the chunk of training data that waits. Request: `data` of `Specs/cddl/ticket.cddl`. Answer: empty.
    case admitData = 0x4441_5441
}
