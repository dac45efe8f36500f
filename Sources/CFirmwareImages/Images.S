/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 8f1459d597f226dc20aee502dcc531accc3d675f40a855fb620bdff318af0ad44a4592c760b637e86530724065f3a879  rom.bin
 * 5b54055f00672bfc3de1dc1a4b9d8fc373a279078a2bf5bead61981f4e07e15084a69301d3d938dbdfa249e0c1a5aa1f  runtime.bin
 */
    .section .rodata
    .balign 16
    .globl interlock_rom_start, interlock_rom_end, interlock_runtime_start, interlock_runtime_end
interlock_rom_start:
    .incbin "rom.bin"
interlock_rom_end:
    .balign 16
interlock_runtime_start:
    .incbin "runtime.bin"
interlock_runtime_end:
    .section .note.GNU-stack, "", @progbits
