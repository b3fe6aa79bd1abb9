/* Two sorted runs become one, in segments that threads share.
 *
 * A segment's part of either run is found by binary search along its diagonal (merge path: Green, McColl, Bader, ICS
 * 2012). Inside it the smallest and the largest elements are taken at once, from both ends: two chains of dependent
 * loads run side by side, and neither branches. As long as both ends take no more than half of the shorter run, nobody
 * has to look whether a run has ended.
 */
#ifndef DINO_MERGE_H
#define DINO_MERGE_H

#include <stdint.h>
#include <string.h>

typedef struct {
    const void *a, *b;
    void *out;
    int64_t na, nb, segment;
} merge_job;

enum { MERGE_SHORT = 8 }; /* elements of the shorter run from which it is not worth while to start at both ends */

#define MERGE(name, type)                                                                                             \
    static int64_t name##_rank(const merge_job *job, int64_t d)                                                       \
    {                                                                                                                 \
        const type *a = job->a, *b = job->b;                                                                          \
        int64_t low = d > job->nb ? d - job->nb : 0, high = d < job->na ? d : job->na;                                \
        while (low < high) {                                                                                          \
            int64_t middle = low + (high - low) / 2;                                                                  \
            if (b[d - 1 - middle] < a[middle])                                                                        \
                high = middle;                                                                                        \
            else                                                                                                      \
                low = middle + 1;                                                                                     \
        }                                                                                                             \
        return low;                                                                                                   \
    }                                                                                                                 \
                                                                                                                      \
    static void name##_runs(const type *a, int64_t na, const type *b, int64_t nb, type *out)                          \
    {                                                                                                                 \
        const type *z = a + na, *y = b + nb;                                                                          \
        type *end = out + na + nb;                                                                                    \
        int64_t steps;                                                                                                \
        while ((steps = (z - a < y - b ? z - a : y - b) / 2) >= MERGE_SHORT)                                          \
            while (steps--) {                                                                                         \
                int second = *b < *a, first = y[-1] < z[-1];                                                          \
                *out++ = *(second ? b : a);                                                                            \
                *--end = *((first ? z : y) - 1);                                                                       \
                b += second;                                                                                          \
                a += !second;                                                                                         \
                z -= first;                                                                                           \
                y -= !first;                                                                                          \
            }                                                                                                         \
        while (a < z && b < y)                                                                                        \
            *out++ = *b < *a ? *b++ : *a++;                                                                           \
        memcpy(out, a, (z - a) * sizeof(type));                                                                       \
        memcpy(out + (z - a), b, (y - b) * sizeof(type));                                                             \
    }                                                                                                                 \
                                                                                                                      \
    static void name(void *argument, long long item)                                                                  \
    {                                                                                                                 \
        const merge_job *job = argument;                                                                              \
        int64_t start = item * job->segment, total = job->na + job->nb;                                               \
        int64_t stop = total - start < job->segment ? total : start + job->segment;                                   \
        int64_t i = name##_rank(job, start), k = name##_rank(job, stop);                                              \
        name##_runs((const type *)job->a + i, k - i, (const type *)job->b + (start - i), (stop - k) - (start - i),    \
                    (type *)job->out + start);                                                                        \
    }

MERGE(merge_i8, int8_t)
MERGE(merge_i16, int16_t)
MERGE(merge_i32, int32_t)
MERGE(merge_i64, int64_t)
MERGE(merge_u8, uint8_t)
MERGE(merge_u16, uint16_t)
MERGE(merge_u32, uint32_t)
MERGE(merge_u64, uint64_t)
MERGE(merge_f32, float)
MERGE(merge_f64, double)

#endif
