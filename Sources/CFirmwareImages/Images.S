/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * d51fa9468ed30dd16aa47399db9f6f842bc99961f5917e7b3b1e65d89f951182bbc8d74879e611633307b3eeb0f36067  rom.bin
 * f21de489a16aff5e32effb8edc9be86773eb2171ef1557698530cdd9f9eb912a7ff633ebdb30ff55b3c872693a44f327  runtime.bin
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
