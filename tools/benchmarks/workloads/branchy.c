// Branches, byte loads and indirect jumps: quicksort, table-driven CRC-32 and a small bytecode machine.
// Each round checks its own results; about a thousand million instructions in all.
#include <stdint.h>

enum { ROUNDS = 250, COUNT = 4096, FACTORS = 5000 };

static uint32_t values[COUNT];
static uint32_t table[256];

static uint32_t next(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void sort(uint32_t *first, uint32_t *last) {
    while (last - first > 12) {
        uint32_t pivot = first[(last - first) / 2];
        uint32_t *low = first, *high = last;
        while (low <= high) {
            while (*low < pivot) low++;
            while (*high > pivot) high--;
            if (low <= high) {
                uint32_t held = *low;
                *low++ = *high;
                *high-- = held;
            }
        }
        if (high - first < last - low) {
            sort(first, high);
            first = low;
        } else {
            sort(low, last);
            last = high;
        }
    }
    for (uint32_t *at = first + 1; at <= last; at++) {
        uint32_t held = *at, *hole = at;
        while (hole > first && hole[-1] > held) {
            *hole = hole[-1];
            hole--;
        }
        *hole = held;
    }
}

static void make_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
        table[byte] = crc;
    }
}

static uint32_t crc32(const uint8_t *bytes, uint32_t count) {
    uint32_t crc = ~0u;
    while (count--) crc = crc >> 8 ^ table[(crc ^ *bytes++) & 255];
    return ~crc;
}

// Sums i for 0 < i <= n where i is not divisible by three, by a counter, on a stack machine.
enum { PUSH, LOAD, STORE, ADD, SUB, BZ, JUMP, HALT };
static const uint8_t program[] = {
    LOAD, 0, BZ, 35,                              // while n
    LOAD, 2, BZ, 19,                              // if counter
    LOAD, 1, LOAD, 0, ADD, STORE, 1,              // sum += n
    LOAD, 2, JUMP, 23,                            // counter--, below
    PUSH, 3, JUMP, 23,                            // else counter = 3
    PUSH, 1, SUB, STORE, 2,                       // counter -= 1
    LOAD, 0, PUSH, 1, SUB, STORE, 0, JUMP, 0,     // n--
    HALT - 7, 0,                                  // padding, never executed
};

static uint32_t interpret(uint32_t n, uint32_t counter) {
    uint32_t stack[8], variables[3] = {n, 0, counter};
    uint32_t *top = stack;
    const uint8_t *at = program;
    for (;;) {
        switch (*at++) {
        case PUSH: *top++ = *at++; break;
        case LOAD: *top++ = variables[*at++]; break;
        case STORE: variables[*at++] = *--top; break;
        case ADD: top--; top[-1] += *top; break;
        case SUB: top--; top[-1] -= *top; break;
        case BZ: {
            uint8_t target = *at++;
            if (*--top == 0) {
                if (target == 35) return variables[1];
                at = program + target;
            }
            break;
        }
        case JUMP: at = program + *at; break;
        default: return 0;
        }
    }
}

static uint32_t expected_sum(uint32_t n, uint32_t counter) {
    uint32_t sum = 0;
    for (; n; n--) {
        if (counter) {
            sum += n;
        } else {
            counter = 3;
        }
        counter--;
    }
    return sum;
}

int main(void) {
    uint32_t state = 0x2545f491;
    make_table();
    if (crc32((const uint8_t *)"123456789", 9) != 0xcbf43926u) return 1;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < COUNT; i++) values[i] = next(&state);
        sort(values, values + COUNT - 1);
        for (int i = 1; i < COUNT; i++) {
            if (values[i - 1] > values[i]) return 2;
        }
        for (int pass = 0; pass < 16; pass++) state ^= crc32((const uint8_t *)values, sizeof values);
        state |= 1;
        if (interpret(FACTORS, 2) != expected_sum(FACTORS, 2)) return 3;
    }
    return 0;
}
