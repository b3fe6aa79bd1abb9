/* Products of integer matrices modulo 2^32 or 2^64: NumPy has no BLAS for them, and its loop waits for memory.
 *
 * A strip of B as wide as the accumulators is packed once for a panel of rows, a block of its rows at a time, so that
 * it stays in the second cache; four rows of A pass over it. The order of the sums is free, because they wrap around.
 * Vectors are of 32 bytes: measured, GCC keeps eight of them in registers, and wider ones in memory, four times slower.
 */
#ifndef DINO_INTEGERS_H
#define DINO_INTEGERS_H

#include <stdint.h>
#include <string.h>

#include "clones.h"

enum { INTEGER_ROWS = 4, INTEGER_DEPTH = 512 };

typedef struct {
    const void *left, *right;
    void *result;
    int64_t m, k, n, height;
} integer_job;

#define INTEGER_PANEL(name, type, wide)                                                                               \
    typedef type name##_vector __attribute__((vector_size(32), aligned(sizeof(type))));                               \
                                                                                                                      \
    CLONES static void name##_rows(const type *a, int64_t stride, const type *packed, int64_t depth, type *c)         \
    {                                                                                                                 \
        enum { VECTORS = wide * sizeof(type) / sizeof(name##_vector) };                                               \
        name##_vector sums[INTEGER_ROWS][VECTORS] = {0}, b[VECTORS];                                                  \
        for (int64_t p = 0; p < depth; p++) {                                                                         \
            for (int j = 0; j < VECTORS; j++)                                                                         \
                b[j] = *(const name##_vector *)(packed + p * wide + j * sizeof *b / sizeof(type));                    \
            _Pragma("GCC unroll 4")                                                                                   \
            for (int r = 0; r < INTEGER_ROWS; r++)                                                                    \
                for (int j = 0; j < VECTORS; j++)                                                                     \
                    sums[r][j] += b[j] * a[r * stride + p];                                                           \
        }                                                                                                             \
        memcpy(c, sums, sizeof sums);                                                                                 \
    }                                                                                                                 \
                                                                                                                      \
    static void name##_strip(const integer_job *job, int64_t top, int64_t rows, int64_t before, int64_t columns)      \
    {                                                                                                                 \
        const type *left = job->left, *right = job->right;                                                            \
        type *result = job->result, packed[INTEGER_DEPTH * wide], sums[INTEGER_ROWS * wide];                          \
        memset(packed, 0, sizeof packed);                                                                             \
        for (int64_t start = 0; start < job->k; start += INTEGER_DEPTH) {                                             \
            int64_t depth = job->k - start < INTEGER_DEPTH ? job->k - start : INTEGER_DEPTH;                          \
            for (int64_t p = 0; p < depth; p++)                                                                       \
                memcpy(packed + p * wide, right + (start + p) * job->n + before, columns * sizeof(type));             \
            for (int64_t i = 0; i < rows; i += INTEGER_ROWS) {                                                        \
                int64_t some = rows - i < INTEGER_ROWS ? rows - i : INTEGER_ROWS, first = top + i;                    \
                /* Too few rows are left: those before them are computed again, for nobody. */                        \
                int64_t base = first + INTEGER_ROWS <= job->m ? first : job->m - INTEGER_ROWS;                        \
                name##_rows(left + base * job->k + start, job->k, packed, depth, sums);                               \
                for (int64_t r = 0; r < some; r++)                                                                    \
                    for (int64_t j = 0; j < columns; j++) {                                                           \
                        type sum = sums[(first - base + r) * wide + j];                                               \
                        type *c = result + (first + r) * job->n + before + j;                                         \
                        *c = start ? *c + sum : sum;                                                                  \
                    }                                                                                                 \
            }                                                                                                         \
        }                                                                                                             \
    }                                                                                                                 \
                                                                                                                      \
    static void name(void *argument, long long item)                                                                  \
    {                                                                                                                 \
        const integer_job *job = argument;                                                                            \
        int64_t top = item * job->height, rest = job->m - top, rows = rest < job->height ? rest : job->height;        \
        for (int64_t before = 0; before < job->n; before += wide)                                                     \
            name##_strip(job, top, rows, before, job->n - before < wide ? job->n - before : wide);                    \
    }

INTEGER_PANEL(integer_panel_32, uint32_t, 16)
INTEGER_PANEL(integer_panel_64, uint64_t, 8)

#endif
