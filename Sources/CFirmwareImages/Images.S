/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * b17e0d9ebdf9b13b30ef333a28886303d976e8a09e8566dade0a0a5305799e19bf9c678fe2a8f2ffc77df3d4b28194e8  rom.bin
 * 88a00606e0a7e25b1456f2fc50371e911d2dfd66e5ea7d1439b03535717e8b66e4d1839986b5b7fad8955075e7e07817  runtime.bin
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
