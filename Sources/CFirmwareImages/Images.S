/* The images go into the executable as bytes; the search path for them is set in Package.swift.
 * Images:
 * cde91e21d261f974c83d0d2048c414d1c28ddaf7be3117da125a5806c5867d96b05297d4d8a11fc605fd137753976969  rom.bin
 * e7ca74c83807a7723376d57097e2ba174a21db39bafcdf17a3927e5707e0412dd8d502ff8ebe2a8f918443a9310cafce  runtime.bin
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
