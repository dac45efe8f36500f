/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 1fed230fb47693db717ae20831f7c5a5e96c386da83de362e5ce9bf9ae863c6378d7287d5834849efa535f072a7bd45d  rom.bin
 * 8555cdca3060de62784a6c1c761cfd4d31bb28878708ce7b22e2adba188647809863ac9a6f74daec4386ee3b6e003056  runtime.bin
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
