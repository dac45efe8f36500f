#pragma once
#include <stddef.h>

/* The firmware images of Firmware/Images, as tools/build-firmware --record made them. */
extern const unsigned char interlock_rom_start[];
extern const unsigned char interlock_rom_end[];
extern const unsigned char interlock_runtime_start[];
extern const unsigned char interlock_runtime_end[];

static inline size_t interlock_rom_size(void) { return (size_t)(interlock_rom_end - interlock_rom_start); }
static inline size_t interlock_runtime_size(void) { return (size_t)(interlock_runtime_end - interlock_runtime_start); }
static inline const unsigned char *interlock_rom(void) { return interlock_rom_start; }
static inline const unsigned char *interlock_runtime(void) { return interlock_runtime_start; }
