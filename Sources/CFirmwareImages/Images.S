/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 61c3edd90c6676ca1d607b294b283a83fce2ad4946c8be544e876956e666873c09c3a81bb564a39eec05178ada664fcf  rom.bin
 * 2cd4b07630af5845ca62557d0fffd2b1f55f58f505b4e68c6790ad859c72a898b2a0f70c2c6f52a4cfbf80d3f57f659a  runtime.bin
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
