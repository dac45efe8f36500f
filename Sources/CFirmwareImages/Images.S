/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 6b79f0ccb7f56a093afb80367f62b63189c0f9b3c8cf91f068f31b119199c9089d7a35b065cc721768c928032f616966  rom.bin
 * ce0cf2baa68e8f11890391d58f54d1f0b6b362b4b95b933f630f3749bbe7636dff794579c486f1c674461296c66d8c58  runtime.bin
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
