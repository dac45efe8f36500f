/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 7ec305d0d728f022b113266f89ae5859a672eae53dc9d7de0e56be4dc67e40c6ee698ec4a543c2bb9fa34f99e33a445e  rom.bin
 * 40d4aa2fad4d2204c40bf9a605a6437721b1fcea9dd975b73b26dce22ded90b8378e59783e5be9103a6f1f6a2a5bc8fd  runtime.bin
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
