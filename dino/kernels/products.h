/* A product of matrices, or of a matrix and a vector, panel by panel: calls of CBLAS on the threads of the crew.
 *
 * The functions are those that NumPy itself calls, found at run time; their integers have 32 or 64 bits.
 */
#ifndef DINO_PRODUCTS_H
#define DINO_PRODUCTS_H

#include <fenv.h>
#include <stdatomic.h>
#include <stdint.h>

enum { ROW_MAJOR = 101, COLUMN_MAJOR = 102, AS_IT_IS = 111, TRANSPOSED = 112 };

typedef struct {
    void *function;             /* cblas_?gemm or cblas_?gemv */
    int wide;                   /* whether its integers have 64 bits */
    char type;                  /* NumPy's code: f, d, F, D */
    int columns, turned;        /* whether the left and the right matrix are stored by columns */
    int64_t m, n, k;            /* n = 0: the right operand is a vector */
    int64_t height, width;      /* of a panel of the result */
    int64_t down;               /* panels below each other */
    const char *left, *right;
    int64_t left_lead, right_lead; /* elements from one row or column, as it is stored, to the next */
    char *result;
    atomic_int conditions;      /* FE_*, of all threads */
} product_job;

static int64_t
product_size(char type)
{
    return type == 'f' ? 4 : type == 'D' ? 16 : 8;
}

static int64_t
product_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* One CBLAS call for each type of integers and of scalars; complex scalars are passed by address. */
#define GEMM(integer, scalar)                                                                                      \
    ((void (*)(int, int, int, integer, integer, integer, scalar, const void *, integer, const void *, integer,     \
               scalar, void *, integer))job->function)                                                             \
    (ROW_MAJOR, job->columns ? TRANSPOSED : AS_IT_IS, job->turned ? TRANSPOSED : AS_IT_IS, (integer)rows,          \
     (integer)columns, (integer)job->k, one, left, (integer)job->left_lead, right, (integer)job->right_lead, zero,  \
     result, (integer)job->n)

#define GEMV(integer, scalar)                                                                                      \
    ((void (*)(int, int, integer, integer, scalar, const void *, integer, const void *, integer, scalar, void *,   \
               integer))job->function)                                                                             \
    (COLUMN_MAJOR, job->columns ? AS_IT_IS : TRANSPOSED, (integer)(job->columns ? rows : job->k),                  \
     (integer)(job->columns ? job->k : rows), one, left, (integer)job->left_lead, right, 1, zero,     \
     result, 1)

#define CALL(call, scalar)                                                                                         \
    do {                                                                                                           \
        if (job->wide)                                                                                             \
            call(int64_t, scalar);                                                                                 \
        else                                                                                                       \
            call(int32_t, scalar);                                                                                 \
    } while (0)

#define CALL_OF_TYPE(call)                                                                                         \
    if (job->type == 'f') {                                                                                        \
        const float one = 1, zero = 0;                                                                             \
        CALL(call, float);                                                                                         \
    } else if (job->type == 'd') {                                                                                 \
        const double one = 1, zero = 0;                                                                            \
        CALL(call, double);                                                                                        \
    } else if (job->type == 'F') {                                                                                 \
        const float one[2] = {1, 0}, zero[2] = {0, 0};                                                             \
        CALL(call, const void *);                                                                                  \
    } else {                                                                                                       \
        const double one[2] = {1, 0}, zero[2] = {0, 0};                                                            \
        CALL(call, const void *);                                                                                  \
    }

static void
product_panel(void *argument, long long item)
{
    product_job *job = argument;
    int64_t size = product_size(job->type);
    int64_t top = item % job->down * job->height, rows = product_least(job->height, job->m - top);
    int64_t before = item / job->down * job->width, columns = product_least(job->width, job->n - before);
    const char *left = job->left + top * (job->columns ? 1 : job->left_lead) * size;
    const char *right = job->right + before * (job->turned ? job->right_lead : 1) * size;
    char *result = job->result + (job->n ? top * job->n + before : top) * size;
    feclearexcept(FE_ALL_EXCEPT);
    if (job->n) {
        CALL_OF_TYPE(GEMM)
    } else {
        CALL_OF_TYPE(GEMV)
    }
    atomic_fetch_or(&job->conditions, fetestexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW | FE_INVALID));
}

#endif
