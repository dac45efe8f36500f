/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 68b4d8486181cc6b18b6abeaae855720370983dfee4d36dd801efc81273845f456ab4694c61b10b2754400a12a9ff6db  rom.bin
 * ee405b5e5955cd8e6c141616a0c8bdd0c4e0b3c4114a10ef77777ed8c73422c4734e73e7dc8db8640b25a90a2e617401  runtime.bin
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
