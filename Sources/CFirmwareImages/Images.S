/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 48543ada5804caa56a7917fa4306ee0916786c9562cddc965af35f04f8be6c85334a2dba1f1f9c939acd2859b08410b7  rom.bin
 * 6c007eb913d866df2bcdbecc47a2f294c296f3beeb42cc283450ebdb2e49b70bcc9be8e4ffc99cdab83a1e04a01ddc43  runtime.bin
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
