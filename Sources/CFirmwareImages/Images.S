/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 321233b2fc6ac15c066841981901c7e23897a3639e450ec64a3c11060d220c572df6fd4f56335ca8a09d46577df1b093  rom.bin
 * 53969fd7d4ff1141e612f544c74493344c62e3065ca2ca8a156ee23a6eb235902addc14ff511619795a358a049512e4e  runtime.bin
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
