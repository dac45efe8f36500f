/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 7ec305d0d728f022b113266f89ae5859a672eae53dc9d7de0e56be4dc67e40c6ee698ec4a543c2bb9fa34f99e33a445e  rom.bin
 * a4d2c4bffd99ff0e688d39d21b878eac23fc5656ef888049be09d9e46c764bdf04ab900eefa61b1bfe5217fe5ca625f8  runtime.bin
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
