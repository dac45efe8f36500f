/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 8f1459d597f226dc20aee502dcc531accc3d675f40a855fb620bdff318af0ad44a4592c760b637e86530724065f3a879  rom.bin
 * 704407f15e65f60fa467d29a07f2d60d08bfcdab6254267ba3e7940121ed90319c7ae6752fb05c4fb1975c51cdff483d  runtime.bin
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
