#pragma once
#include <stdint.h>

/* Plain loads and stores that the compiler may neither drop nor merge. Swift's own `_Volatile` calls
   `__atomic_load_4` on this target, and a pointer's `pointee` is optimised away. */
static inline uint32_t volatile_load(uint32_t address) { return *(volatile uint32_t *)address; }
static inline void volatile_store(uint32_t address, uint32_t value) { *(volatile uint32_t *)address = value; }

static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" ::: "memory"); }
static inline void enter(uint32_t address) { __asm__ volatile("fence.i\n jr %0" ::"r"(address) : "memory"); __builtin_unreachable(); }
