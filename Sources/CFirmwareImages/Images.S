/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * cb945cdfdc60bb4b2f4e049c6bd48a600ad80ca2064fd48dd5f6a9a88c78237faafe39a79183b7b38197349d3131c937  rom.bin
 * 52c842c1b4a8ae9ee5bf840567b377d579448fd782e1f8b087c57cbd1b327933803a9f30436a915fd70f82f22341bbdb  runtime.bin
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
