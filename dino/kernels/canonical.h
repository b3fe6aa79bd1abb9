/* One order among sorted floating-point numbers for those that `==` cannot tell apart: negative zeros before positive
 * ones, and every NaN, all of which come last, the default one.
 */
#ifndef DINO_CANONICAL_H
#define DINO_CANONICAL_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

#define CANONICAL(name, real, word, minus_zero, nan)                                                               \
    CLONES static size_t name##_minus_zeros(const char *values, size_t count)                                      \
    {                                                                                                              \
        size_t found = 0;                                                                                          \
        for (size_t i = 0; i < count; i++) {                                                                       \
            word bits;                                                                                             \
            memcpy(&bits, values + i * sizeof bits, sizeof bits);                                                  \
            found += bits == minus_zero;                                                                           \
        }                                                                                                          \
        return found;                                                                                              \
    }                                                                                                              \
                                                                                                                   \
    static size_t name##_spread_minus_zeros(const char *values, size_t count, ptrdiff_t stride)                    \
    {                                                                                                              \
        size_t found = 0;                                                                                          \
        for (; count; count--, values += stride) {                                                                 \
            word bits;                                                                                             \
            memcpy(&bits, values, sizeof bits);                                                                    \
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
    /* Which zeros were negative is read from the unsorted values: what sorts by minimum and maximum may return    \
     * the same zero for both. */                                                                                  \
    static void name(real *values, const char *unsorted, ptrdiff_t stride, size_t count)                           \
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
        negative = stride == sizeof(real) ? name##_minus_zeros(unsorted, count)                                    \
                                          : name##_spread_minus_zeros(unsorted, count, stride);                    \
        if (negative > last - first) /* another thread has written to the unsorted ones */                         \
            negative = last - first;                                                                               \
        name##_fill(values + first, negative, minus_zero);                                                         \
        name##_fill(values + first + negative, last - first - negative, 0);                                        \
    }

/* The same for complex numbers, which are sorted by the real and then by the imaginary part: among equals by the sign of
 * the real part, then of the imaginary part. Their sort keeps the signs, so equals are only put in order. */
#define CANONICAL_PAIRS(name, real)                                                                                \
    static int name##_same(real one, real other) { return one == other || (one != one && other != other); }        \
                                                                                                                   \
    static size_t name##_signs(const real *pair)                                                                   \
    {                                                                                                              \
        return (size_t)!signbit(pair[0]) << 1 | (size_t)!signbit(pair[1]);                                         \
    }                                                                                                              \
                                                                                                                   \
    static void name##_order(real *pairs, size_t count)                                                            \
    {                                                                                                              \
        size_t found[4] = {0}, place = 0;                                                                          \
        real parts[2] = {pairs[0], pairs[1]};                                                                      \
        for (size_t i = 0; i < count; i++)                                                                         \
            found[name##_signs(pairs + 2 * i)]++;                                                                  \
        for (size_t signs = 0; signs < 4; signs++)                                                                 \
            for (; found[signs]; found[signs]--, place++) {                                                        \
                pairs[2 * place] = parts[0] != 0 ? parts[0] : signs & 2 ? (real)0.0 : (real)-0.0;                  \
                pairs[2 * place + 1] = parts[1] != 0 ? parts[1] : signs & 1 ? (real)0.0 : (real)-0.0;              \
            }                                                                                                      \
    }                                                                                                              \
                                                                                                                   \
    static void name(real *pairs, size_t count)                                                                    \
    {                                                                                                              \
        for (size_t i = 0; i < 2 * count; i++)                                                                     \
            if (pairs[i] != pairs[i])                                                                              \
                pairs[i] = (real)NAN;                                                                              \
        for (size_t first = 0, next; first < count; first = next) {                                                \
            real *pair = pairs + 2 * first;                                                                        \
            next = first + 1;                                                                                      \
            if (pair[0] != 0 && pair[1] != 0)                                                                      \
                continue;                                                                                          \
            while (next < count && name##_same(pairs[2 * next], pair[0]) && name##_same(pairs[2 * next + 1], pair[1])) \
                next++;                                                                                            \
            if (next - first > 1)                                                                                  \
                name##_order(pair, next - first);                                                                  \
        }                                                                                                          \
    }

CANONICAL(canonical_singles, float, uint32_t, UINT32_C(0x80000000), UINT32_C(0x7fc00000))
CANONICAL(canonical_doubles, double, uint64_t, UINT64_C(0x8000000000000000), UINT64_C(0x7ff8000000000000))

CANONICAL_PAIRS(canonical_single_pairs, float)
CANONICAL_PAIRS(canonical_double_pairs, double)

#endif
