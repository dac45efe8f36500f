/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * cde91e21d261f974c83d0d2048c414d1c28ddaf7be3117da125a5806c5867d96b05297d4d8a11fc605fd137753976969  rom.bin
 * 03b087cd2ed1bd91a56759d8af73a2c0ff2287de5b1044935cbe36f28fb6f6fb1f77fbf46363df369494bb3f78cde6e6  runtime.bin
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
