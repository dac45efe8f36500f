/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * c38b05157b9aca1f7a679739ea85325bcf59c4cebd1c5c0a1630c27d92b934de69102181f534720a171ea810c1e484ca  rom.bin
 * eb80325be52459505dc8b4a522175fd4208d001513fc4beebb928e6781d500b13c8d7e5fcb3d3880bca90061278c9efc  runtime.bin
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
