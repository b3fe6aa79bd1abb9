/* Whether floating-point numbers are all finite: whether no exponent has all bits set (IEEE 754-2019, 3.4). */
#ifndef DINO_FINITE_H
#define DINO_FINITE_H

#include <stddef.h>
#include <stdint.h>

#include "clones.h"

enum { FINITE_STEP = 1 << 12 }; /* numbers between two looks whether one has been found */

#define FINITE(name, word, exponent)                                                                               \
    CLONES static int name(const word *bits, size_t count)                                                         \
    {                                                                                                              \
        size_t place = 0;                                                                                          \
        while (place < count) {                                                                                    \
            size_t stop = count - place < FINITE_STEP ? count : place + FINITE_STEP;                               \
            word found = 0;                                                                                        \
            for (; place < stop; place++)                                                                          \
                found |= (bits[place] & exponent) == exponent;                                                     \
            if (found)                                                                                             \
                return 0;                                                                                          \
        }                                                                                                          \
        return 1;                                                                                                  \
    }

FINITE(finite_singles, uint32_t, UINT32_C(0x7f800000))
FINITE(finite_doubles, uint64_t, UINT64_C(0x7ff0000000000000))

#endif
