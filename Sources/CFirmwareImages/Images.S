/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * eed31483c51e596c2b03864947b23052bb7fd38427534bde8bae622c5e293cd0510b2af00df75bde3a3a16ec281382ab  rom.bin
 * 4d25b8b57210eee5a268334d6533b8b459330ef6fa351146323d1840415f1de777b1c09ce5d75c63e076da6cfea928d4  runtime.bin
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
