/* Two sorted runs become one, in segments that threads share.
 *
 * A segment's part of either run is found by binary search along its diagonal (merge path: Green, McColl, Bader, ICS
 * 2012), and so is that of either half of the segment. Of both halves the smallest and the largest elements are taken at
 * once, from both ends: four chains of dependent loads run side by side (measured: 1.1 ns for each float64, 3.4 by two). As
 * long as both ends take no more than half of the shorter run, nobody has to look whether a run has ended. Which element
 * comes next is chosen among words of integers, for which compilers need no branch.
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

enum { MERGE_SHORT = 8 }; /* steps from which on it is worth while to start at both ends */

#define MERGE(name, type, word)                                                                                        \
    typedef struct {                                                                                                   \
        const type *a, *z, *b, *y; /* from a to z, from b to y: what is left of the runs */                            \
        type *out, *end;           /* what is left of where they go */                                                 \
    } name##_part;                                                                                                     \
                                                                                                                       \
    static int64_t name##_rank(const merge_job *job, int64_t d)                                                        \
    {                                                                                                                  \
        const type *a = job->a, *b = job->b;                                                                           \
        int64_t low = d > job->nb ? d - job->nb : 0, high = d < job->na ? d : job->na;                                 \
        while (low < high) {                                                                                           \
            int64_t middle = low + (high - low) / 2;                                                                   \
            if (b[d - 1 - middle] < a[middle])                                                                         \
                high = middle;                                                                                         \
            else                                                                                                       \
                low = middle + 1;                                                                                      \
        }                                                                                                              \
        return low;                                                                                                    \
    }                                                                                                                  \
                                                                                                                       \
    static inline int64_t name##_steps(const name##_part *p)                                                           \
    {                                                                                                                  \
        return (p->z - p->a < p->y - p->b ? p->z - p->a : p->y - p->b) / 2;                                            \
    }                                                                                                                  \
                                                                                                                       \
    static inline word name##_word(type value)                                                                         \
    {                                                                                                                  \
        word bits;                                                                                                     \
        memcpy(&bits, &value, sizeof bits);                                                                            \
        return bits;                                                                                                   \
    }                                                                                                                  \
                                                                                                                       \
    static inline void name##_step(name##_part *p)                                                                     \
    {                                                                                                                  \
        type a = *p->a, b = *p->b, z = p->z[-1], y = p->y[-1];                                                         \
        int second = b < a, first = y < z;                                                                             \
        word low = second ? name##_word(b) : name##_word(a), high = first ? name##_word(z) : name##_word(y);           \
        memcpy(p->out++, &low, sizeof low);                                                                            \
        memcpy(--p->end, &high, sizeof high);                                                                          \
        p->b += second;                                                                                                \
        p->a += !second;                                                                                               \
        p->z -= first;                                                                                                 \
        p->y -= !first;                                                                                                \
    }                                                                                                                  \
                                                                                                                       \
    static void name##_rest(name##_part p)                                                                             \
    {                                                                                                                  \
        int64_t steps;                                                                                                 \
        while ((steps = name##_steps(&p)) >= MERGE_SHORT)                                                              \
            while (steps--)                                                                                            \
                name##_step(&p);                                                                                       \
        while (p.a < p.z && p.b < p.y)                                                                                 \
            *p.out++ = *p.b < *p.a ? *p.b++ : *p.a++;                                                                  \
        memcpy(p.out, p.a, (p.z - p.a) * sizeof(type));                                                                \
        memcpy(p.out + (p.z - p.a), p.b, (p.y - p.b) * sizeof(type));                                                  \
    }                                                                                                                  \
                                                                                                                       \
    static void name##_both(name##_part p, name##_part q)                                                              \
    {                                                                                                                  \
        int64_t steps, others;                                                                                         \
        while ((steps = name##_steps(&p)) >= MERGE_SHORT && (others = name##_steps(&q)) >= MERGE_SHORT)                \
            for (steps = steps < others ? steps : others; steps--;) {                                                  \
                name##_step(&p);                                                                                       \
                name##_step(&q);                                                                                       \
            }                                                                                                          \
        name##_rest(p);                                                                                                \
        name##_rest(q);                                                                                                \
    }                                                                                                                  \
                                                                                                                       \
    static void name(void *argument, long long item)                                                                   \
    {                                                                                                                  \
        const merge_job *job = argument;                                                                               \
        const type *a = job->a, *b = job->b;                                                                           \
        int64_t start = item * job->segment, total = job->na + job->nb;                                                \
        int64_t stop = total - start < job->segment ? total : start + job->segment, half = start + (stop - start) / 2; \
        int64_t i = name##_rank(job, start), j = name##_rank(job, half), k = name##_rank(job, stop);                   \
        type *out = job->out;                                                                                          \
        name##_part p = {a + i, a + j, b + (start - i), b + (half - j), out + start, out + half};                      \
        name##_part q = {a + j, a + k, b + (half - j), b + (stop - k), out + half, out + stop};                        \
        name##_both(p, q);                                                                                             \
    }

MERGE(merge_i8, int8_t, int8_t)
MERGE(merge_i16, int16_t, int16_t)
MERGE(merge_i32, int32_t, int32_t)
MERGE(merge_i64, int64_t, int64_t)
MERGE(merge_u8, uint8_t, uint8_t)
MERGE(merge_u16, uint16_t, uint16_t)
MERGE(merge_u32, uint32_t, uint32_t)
MERGE(merge_u64, uint64_t, uint64_t)
MERGE(merge_f32, float, uint32_t)
MERGE(merge_f64, double, uint64_t)

#endif
