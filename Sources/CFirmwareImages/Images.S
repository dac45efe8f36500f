/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 8f1459d597f226dc20aee502dcc531accc3d675f40a855fb620bdff318af0ad44a4592c760b637e86530724065f3a879  rom.bin
 * 60b971432549f238b03f8b2094756e86f049b3c3a2ecaed6639d270a3d87b1f5edeb60bd76a281a3fa3f63c742b93e40  runtime.bin
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
