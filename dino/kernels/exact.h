/* Exact sums: every value goes to the bin of its sign and exponent, where mantissas are added as integers.
 *
 * A mantissa of 53 bits is added in two halves, so that a bin holds 2^31 of them and more. Two sets of bins take turns:
 * values of one exponent, which follow one another in most data, would else wait for the bin that was written last.
 */
#ifndef DINO_EXACT_H
#define DINO_EXACT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_BINS = 4096,
    EXACT_FEW = 1024,               /* values that are cheaper added one by one */
    EXACT_DIGITS = 70,              /* of 32 bits: 2^-1074 up to 2^1024, and what 2^63 values carry beyond */
    EXACT_LENGTH = EXACT_DIGITS + 1 /* the last says whether a value was infinite or no number */
};
#define EXACT_MOST (1ll << 32) /* values before the bins of two sets must be emptied: 2^31 in each */

typedef struct {
    uint64_t low, high; /* sums of the lower 32 bits of mantissas, and of the others */
} exact_bin;

static inline void exact_put(exact_bin *bins, double value)
{
    uint64_t bits, exponent, mantissa;
    memcpy(&bits, &value, sizeof bits);
    exponent = bits >> 52;
    mantissa = (bits & ((1ull << 52) - 1)) | (uint64_t)((exponent & 0x7ff) != 0) << 52;
    bins[exponent].low += mantissa & 0xffffffffu;
    bins[exponent].high += mantissa >> 32;
}

/* Add one bin to the digits; they are signed, and carry nothing yet. */
static inline void exact_empty(const exact_bin *bin, int64_t index, int64_t *digits)
{
    int64_t exponent = index & 0x7ff, shift = exponent ? exponent - 1 : 0, place;
    unsigned __int128 sum = ((unsigned __int128)bin->high << 32) + bin->low;
    if (exponent == 0x7ff) {
        digits[EXACT_DIGITS] = 1;
        return;
    }
    sum <<= shift % 32; /* 2^32 halves of a mantissa, as far as the 85th bit, by up to 31 bits: no overflow */
    for (place = shift / 32; sum; place++, sum >>= 32)
        digits[place] += index & 0x800 ? -(int64_t)(uint32_t)sum : (int64_t)(uint32_t)sum;
}

/* Add one value: for so few that 128 KiB of bins would cost more. */
static inline void exact_one(double value, int64_t *digits)
{
    exact_bin bin = {0, 0};
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bin.low = bits & 0xffffffffu;
    bin.high = (bits >> 32 & 0xfffff) | (uint64_t)((bits >> 52 & 0x7ff) != 0) << 20;
    exact_empty(&bin, bits >> 52, digits);
}

static inline void exact_drain(exact_bin *bins, int64_t *digits)
{
    for (int64_t index = 0; index < 2 * EXACT_BINS; index++)
        if (bins[index].low | bins[index].high)
            exact_empty(bins + index, index % EXACT_BINS, digits);
}

#define EXACT_ADD(real, name)                                                                                       \
    static int name(const real *values, int64_t count, int64_t stride, int64_t *digits)                             \
    {                                                                                                               \
        for (int64_t i = 0; count < EXACT_FEW && i < count; i++)                                                    \
            exact_one(values[i * stride], digits);                                                                  \
        for (int64_t first = 0; count >= EXACT_FEW && first < count; first += EXACT_MOST) {                         \
            int64_t i = first, end = count - first < EXACT_MOST ? count : first + EXACT_MOST;                       \
            exact_bin *bins = calloc(2 * EXACT_BINS, sizeof *bins);                                                 \
            if (!bins)                                                                                              \
                return -1;                                                                                          \
            for (; i + 1 < end; i += 2) {                                                                           \
                exact_put(bins, values[i * stride]);                                                                \
                exact_put(bins + EXACT_BINS, values[(i + 1) * stride]);                                             \
            }                                                                                                       \
            if (i < end)                                                                                            \
                exact_put(bins, values[i * stride]);                                                                \
            exact_drain(bins, digits);                                                                              \
            free(bins);                                                                                             \
        }                                                                                                           \
        return 0;                                                                                                   \
    }

EXACT_ADD(float, exact_add_floats)
EXACT_ADD(double, exact_add_doubles)

#endif
