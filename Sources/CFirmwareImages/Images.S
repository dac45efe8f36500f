/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * c3eedc6eb00d5b570bdbf7fccbc572558fbddac1d79bca287dc2e6d922ca7111c7e1326a9c787778ee62c95c40140068  rom.bin
 * ecd1e315e0a87bfd84b53fec189a7c2816caed91109223d98ffe1a8ac5c4b8b4d3ac38e8023b8bc3e062613e357eb9a5  runtime.bin
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
