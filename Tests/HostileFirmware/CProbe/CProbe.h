#pragma once
#include <stdint.h>

/* Loads or stores of 1, 2 or 4 bytes anywhere. The low half of the answer is what was loaded; the high half is 1 where
   the access trapped. */
uint64_t probe_load(uint32_t address, uint32_t width);
uint64_t probe_store(uint32_t address, uint32_t width, uint32_t value);
