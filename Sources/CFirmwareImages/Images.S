/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 321233b2fc6ac15c066841981901c7e23897a3639e450ec64a3c11060d220c572df6fd4f56335ca8a09d46577df1b093  rom.bin
 * bbee65c94c2900256eb5ac4816892ef815dde9076ad57955b65ce851dcfb2a67a489c6e83332af416d3d1ebf5638df85  runtime.bin
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
