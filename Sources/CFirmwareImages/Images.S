/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * c3eedc6eb00d5b570bdbf7fccbc572558fbddac1d79bca287dc2e6d922ca7111c7e1326a9c787778ee62c95c40140068  rom.bin
 * 44395eb4fcdd29b9af240fec2b6a43a959a6732a038c3027e7b98cbb86f618d72d2dddcea2f98ef1ad603c108413963b  runtime.bin
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
