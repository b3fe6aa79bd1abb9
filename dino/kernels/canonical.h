/* One order among sorted floating-point numbers for those that `==` cannot tell apart: negative zeros before positive
 * ones, and every NaN, all of which come last, the default one.
 */
#ifndef DINO_CANONICAL_H
#define DINO_CANONICAL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

#define CANONICAL(name, real, word, minus_zero, nan)                                                               \
    CLONES static size_t name##_minus_zeros(const real *values, size_t count)                                      \
    {                                                                                                              \
        size_t found = 0;                                                                                          \
        for (size_t i = 0; i < count; i++) {                                                                       \
            word bits;                                                                                             \
            memcpy(&bits, values + i, sizeof bits);                                                                \
            found += bits == minus_zero;                                                                           \
        }                                                                                                          \
        return found;                                                                                              \
    }                                                                                                              \
                                                                                                                   \
    /* The first of those from which on `past` is true. */                                                         \
    static size_t name##_first(const real *values, size_t count, int (*past)(real))                                \
    {                                                                                                              \
        size_t low = 0;                                                                                            \
        while (low < count) {                                                                                      \
            size_t middle = low + (count - low) / 2;                                                               \
            if (past(values[middle]))                                                                              \
                count = middle;                                                                                    \
            else                                                                                                   \
                low = middle + 1;                                                                                  \
        }                                                                                                          \
        return low;                                                                                                \
    }                                                                                                              \
                                                                                                                   \
    static int name##_is_nan(real value) { return value != value; }                                                \
    static int name##_not_below(real value) { return !(value < 0); }                                               \
    static int name##_above(real value) { return !(value <= 0); }                                                  \
                                                                                                                   \
    static void name##_fill(real *values, size_t count, word bits)                                                 \
    {                                                                                                              \
        for (size_t i = 0; i < count; i++)                                                                         \
            memcpy(values + i, &bits, sizeof bits);                                                                \
    }                                                                                                              \
                                                                                                                   \
    /* Which zeros were negative is read from the unsorted values: what sorts by minimum and maximum may return     \
     * the same zero for both. */                                                                                  \
    static void name(real *values, const real *unsorted, size_t count)                                             \
    {                                                                                                              \
        size_t end = count, first, last, negative;                                                                 \
        if (count && name##_is_nan(values[count - 1])) {                                                           \
            end = name##_first(values, count, name##_is_nan);                                                      \
            name##_fill(values + end, count - end, nan);                                                           \
        }                                                                                                          \
        if (!end || values[0] > 0 || values[end - 1] < 0)                                                          \
            return;                                                                                                \
        first = name##_first(values, end, name##_not_below);                                                       \
        last = first + name##_first(values + first, end - first, name##_above);                                    \
        if (first == last)                                                                                         \
            return;                                                                                                \
        negative = name##_minus_zeros(unsorted, count);                                                            \
        if (negative > last - first) /* another thread has written to the unsorted ones */                         \
            negative = last - first;                                                                               \
        name##_fill(values + first, negative, minus_zero);                                                         \
        name##_fill(values + first + negative, last - first - negative, 0);                                        \
    }

CANONICAL(canonical_singles, float, uint32_t, UINT32_C(0x80000000), UINT32_C(0x7fc00000))
CANONICAL(canonical_doubles, double, uint64_t, UINT64_C(0x8000000000000000), UINT64_C(0x7ff8000000000000))

#endif
