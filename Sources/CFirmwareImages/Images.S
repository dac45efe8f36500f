/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 6ce7e47d3d055023421baa5e4fd333e006c751ea711d88ca0eb59caad82ef3dfe25ce8067b950b17abf22680480ceb1d  rom.bin
 * 88b6fc442f41099dcc6efc90bb97e231fbdc9adcdee29182e57b89e43a229983b8aa3e2184d4e6e15c6050f259ad462f  runtime.bin
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
