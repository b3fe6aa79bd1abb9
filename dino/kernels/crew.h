/* Threads that help the calling one with the items of one job; one crew for each process.
 *
 * A job is `items` calls of work(argument, item), in any order, on any thread. Each thread has a run of items, the same
 * whenever a job of so many items comes again, so that what lies in its core's cache is used again; who has done its own
 * takes from the ends of the others', so a thread that is held up leaves its share to them. The caller works, too, and
 * returns when all items are done.
 *
 * 1. A run's slot holds its end and the next item in one word, claimed by compare-and-swap. The job cannot change before
 *    a claimed item is done, because the caller waits for it: so a helper that comes late finds nothing, or a later job.
 * 2. A helper that has nothing to do spins for SPIN_NS, because jobs come in rows and a sleeper needs some 50
 *    microseconds to wake; then it sleeps and costs nothing.
 * 3. Before a fork all helpers end, as OpenBLAS's do: neither side finds one, or a lock that one holds.
 */
#ifndef DINO_CREW_H
#define DINO_CREW_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__) || defined(__i386__)
#define crew_pause() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define crew_pause() __asm__ __volatile__("yield")
#else
#define crew_pause() ((void)0)
#endif

#define CREW_MOST 256           /* threads */
#define CREW_SPIN_NS 100000     /* after its last item a helper waits awake for so long */
#define CREW_PATIENCE 4000      /* looks at the clock's expense only now and then; pauses before the caller yields */

typedef void (*crew_work)(void *argument, long long item);

static struct {
    pthread_mutex_t busy;       /* held by the caller of a job: there is one job at a time */
    pthread_mutex_t gate;       /* for sleeping only */
    pthread_cond_t bell;
    pthread_t threads[CREW_MOST];
    int helpers;                /* started */
    atomic_int wanted;          /* helpers of this job: those with a smaller number */
    atomic_int core;            /* on which the caller runs */
    atomic_int asleep;
    atomic_int leave;
    atomic_int runs;
    _Atomic uint64_t slots[CREW_MOST + 1]; /* end << 32 | next, for each run */
    atomic_llong done;
    crew_work work;
    void *argument;
#ifdef __linux__
    cpu_set_t cores;            /* that the caller may use */
#endif
} crew = {.busy = PTHREAD_MUTEX_INITIALIZER, .gate = PTHREAD_MUTEX_INITIALIZER, .bell = PTHREAD_COND_INITIALIZER};

/* The next item of one's own run, or the last of another's. */
static long long
crew_claim(int own)
{
    int runs = atomic_load(&crew.runs);
    for (int other = 0; other < runs; other++) {
        _Atomic uint64_t *slot = &crew.slots[(own + other) % runs];
        uint64_t seen = atomic_load(slot);
        while ((uint32_t)seen < seen >> 32) {
            uint64_t left = other ? seen - (UINT64_C(1) << 32) : seen + 1;
            if (atomic_compare_exchange_weak(slot, &seen, left))
                return other ? (long long)(left >> 32) : (uint32_t)seen;
        }
    }
    return -1;
}

static void
crew_drain(int own)
{
    long long item;
    while ((item = crew_claim(own)) >= 0) {
        crew.work(crew.argument, item);
        atomic_fetch_add(&crew.done, 1);
    }
}

static int
crew_called(int number)
{
    int runs = number < atomic_load(&crew.wanted) ? atomic_load(&crew.runs) : 0;
    for (int run = 0; run < runs; run++) {
        uint64_t seen = atomic_load(&crew.slots[run]);
        if ((uint32_t)seen < seen >> 32)
            return 1;
    }
    return atomic_load(&crew.leave);
}

static int64_t
crew_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int
crew_awaited(int number)
{
    int64_t end = crew_clock() + CREW_SPIN_NS;
    do {
        for (int i = 0; i < 64; i++) {
            if (crew_called(number))
                return 1;
            crew_pause();
        }
    } while (crew_clock() < end);
    return 0;
}

/* Keep off the caller's core: a scheduler that sees other cores busy, if only with BLAS's threads that spin for the
 * tenth of a second after their last call and yield to anyone, would let the two share one. */
static void
crew_avoid(int *avoided)
{
#ifdef __linux__
    int core = atomic_load(&crew.core);
    cpu_set_t others = crew.cores;
    if (core == *avoided || core < 0 || core >= CPU_SETSIZE)
        return;
    *avoided = core;
    CPU_CLR(core, &others);
    if (CPU_COUNT(&others))
        sched_setaffinity(0, sizeof others, &others);
#endif
}

static void *
crew_help(void *self)
{
    int number = (int)(intptr_t)self, avoided = -1;
    while (!atomic_load(&crew.leave)) {
        if (!crew_awaited(number)) {
            pthread_mutex_lock(&crew.gate);
            atomic_fetch_add(&crew.asleep, 1);
            while (!crew_called(number))
                pthread_cond_wait(&crew.bell, &crew.gate);
            atomic_fetch_sub(&crew.asleep, 1);
            pthread_mutex_unlock(&crew.gate);
        }
        if (!atomic_load(&crew.leave)) {
            crew_avoid(&avoided);
            crew_drain(number + 1);
        }
    }
    return NULL;
}

static void
crew_ring(void)
{
    if (!atomic_load(&crew.asleep))
        return;
    pthread_mutex_lock(&crew.gate);
    pthread_cond_broadcast(&crew.bell);
    pthread_mutex_unlock(&crew.gate);
}

/* Start helpers until there are so many; where the system allows no more, fewer do the same work. */
static void
crew_hire(int helpers)
{
    sigset_t all, before;
    if (crew.helpers >= helpers)
        return;
#ifdef __linux__
    sched_getaffinity(0, sizeof crew.cores, &crew.cores);
#endif
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* signals are the main thread's */
    while (crew.helpers < helpers && crew.helpers < CREW_MOST &&
           !pthread_create(&crew.threads[crew.helpers], NULL, crew_help, (void *)(intptr_t)crew.helpers))
        crew.helpers++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void
crew_dismiss(void)
{
    pthread_mutex_lock(&crew.busy);
    atomic_store(&crew.leave, 1);
    crew_ring();
    while (crew.helpers)
        pthread_join(crew.threads[--crew.helpers], NULL);
    atomic_store(&crew.leave, 0);
}

static void
crew_reopen(void)
{
    pthread_mutex_unlock(&crew.busy);
}

static void
crew_wait(long long items)
{
    for (int64_t pauses = 0; atomic_load(&crew.done) < items; pauses++)
        if (pauses < CREW_PATIENCE)
            crew_pause();
        else
            sched_yield();
}

/* Do a job on at most so many threads, the caller's included. If another thread has a job, the caller is alone. */
static void
crew_run(crew_work work, void *argument, long long items, int threads)
{
    if (threads < 2 || items < 2 || items > INT32_MAX || pthread_mutex_trylock(&crew.busy)) {
        for (long long item = 0; item < items; item++)
            work(argument, item);
        return;
    }
    if (threads > items)
        threads = (int)items;
    if (threads > CREW_MOST)
        threads = CREW_MOST;
    crew_hire(threads - 1);
    crew.work = work;
    crew.argument = argument;
    atomic_store(&crew.wanted, threads - 1);
#ifdef __linux__
    atomic_store(&crew.core, sched_getcpu());
#endif
    atomic_store(&crew.done, 0);
    atomic_store(&crew.runs, threads);
    for (int run = 0; run < threads; run++)
        atomic_store(&crew.slots[run], (uint64_t)(items * (run + 1) / threads) << 32 | (uint64_t)(items * run / threads));
    crew_ring();
    crew_drain(0);
    crew_wait(items);
    pthread_mutex_unlock(&crew.busy);
}

/* How many cores the affinity mask of the calling thread has; 0 if the system cannot tell, or not in so few bits. */
static int
crew_cores(void)
{
#ifdef __linux__
    cpu_set_t mask;
    if (!sched_getaffinity(0, sizeof mask, &mask))
        return CPU_COUNT(&mask);
#endif
    return 0;
}

static int
crew_found(void)
{
    return pthread_atfork(crew_dismiss, crew_reopen, crew_reopen);
}

#endif
