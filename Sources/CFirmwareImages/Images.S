/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * cde91e21d261f974c83d0d2048c414d1c28ddaf7be3117da125a5806c5867d96b05297d4d8a11fc605fd137753976969  rom.bin
 * 4d5c557b24cb25fb278f0c47a9a1fa19a6559b733a9f867bdfb6d8dd46d7e16c8effd07cfdad56914a1a7a46d68bdede  runtime.bin
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
