/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * 1ee91a6836be68988446d9a106d5dad86c3c74bf18a58b95982a47b97f0690f69d3d08ac6613d0404c7351b4c7e0cff4  rom.bin
 * 67c7bb9bbfbcfe991276f7d6d9cae3d24b1ebd50b15c6dd58f1d0ee25012c3ada112e5e95f3b64e78d595a6c472af7c6  runtime.bin
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
