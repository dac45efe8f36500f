extension Operation {
    /// Whether it is a conditional branch.
    package var isBranch: Bool {
        switch self {
        case .beq, .bne, .blt, .bge, .bltu, .bgeu: true
        default: false
        }
    }

    /// Whether it loads.
    package var isLoad: Bool {
        switch self {
        case .lb, .lh, .lw, .lbu, .lhu: true
        default: false
        }
    }

    /// Whether it stores.
    package var isStore: Bool {
        switch self {
        case .sb, .sh, .sw: true
        default: false
        }
    }

    /// Whether it may change more than registers, memory and devices.
    package var isSystem: Bool {
        switch self {
        case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci, .ecall, .ebreak, .mret, .wfi, .illegal: true
        default: false
        }
    }

    /// What it loads or stores at a time; nil where it does neither.
    package var accessWidth: AccessWidth? { isLoad || isStore ? width : nil }
}
