/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 389f3db06f6b90949af85d64edcb917227fd9532d52d282d5fd0b5b2f45552aee927ec019f80204db6a44208d01650da  rom.bin
 * 2ecafc83b4d54b3095549dcedfe2c8299d6cfba981d7e48fd44a0a6f4650ea4e8c50deb053ed6ef39060e3694a1ce9b3  runtime.bin
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
