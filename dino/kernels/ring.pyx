# cython: language_level=3
"""A ring of bytes in shared memory: what one process posts, others of its host read, each all of it in its own time.

1. The writer counts the bytes that it has posted, each reader those that it has read. So nothing is overwritten that
   somebody has not read, and a look at whether there is something new is one load.
2. A reader that has looked for long sleeps in the kernel (futex(2)). The writer wakes those who sleep; where nobody
   does it makes no system call.
3. No message is slept through: a reader counts itself among the sleepers, then looks a last time; the writer posts, then
   looks whether anybody sleeps (Dekker's order, so all accesses are sequentially consistent).
"""

from cpython.buffer cimport PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    #ifndef _GNU_SOURCE
    #define _GNU_SOURCE
    #endif
    #include <limits.h>
    #include <linux/futex.h>
    #include <sched.h>
    #include <stdint.h>
    #include <sys/syscall.h>
    #include <time.h>
    #include <unistd.h>

    #define dino_load(place) __atomic_load_n(place, __ATOMIC_SEQ_CST)
    #define dino_store(place, value) __atomic_store_n(place, value, __ATOMIC_SEQ_CST)
    #define dino_add(place, value) __atomic_add_fetch(place, value, __ATOMIC_SEQ_CST)

    static void dino_sleep(uint32_t *word, uint32_t value, double seconds)
    {
        struct timespec limit = { (time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9) };
        syscall(SYS_futex, word, FUTEX_WAIT, value, &limit, NULL, 0);
    }

    static void dino_wake(uint32_t *word)
    {
        syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    }

    static void dino_pause(int number)
    {
        if (number % 8 == 7)
            sched_yield(); /* with more ranks than cores, the one that we wait for needs ours */
    #if defined(__x86_64__)
        __builtin_ia32_pause();
    #endif
    }
    """
    uint64_t load "dino_load"(uint64_t *place) noexcept nogil
    uint32_t load_word "dino_load"(uint32_t *place) noexcept nogil
    void store "dino_store"(uint64_t *place, uint64_t value) noexcept nogil
    uint32_t add "dino_add"(uint32_t *place, uint32_t value) noexcept nogil
    void sleep "dino_sleep"(uint32_t *word, uint32_t value, double seconds) noexcept nogil
    void wake "dino_wake"(uint32_t *word) noexcept nogil
    void pause "dino_pause"(int number) noexcept nogil
    int sched_getcpu() noexcept nogil

cdef enum:
    LINE = 64  # bytes that the processors' caches hand around: what different processes write is on different ones
    PREFIX = 8  # bytes in front of a message, which tell its length


def size(int readers, size_t capacity):
    """Bytes of memory that a ring of so many bytes needs, all of them zero at the start."""
    return LINE * (3 + readers) + capacity


cdef class Ring:
    """One process's end of a ring.

    Parameters
    ----------
    memory : writable buffer
        Shared by all of them.
    readers : int
        How many there are.
    reader : int, optional
        Which one this is; the writer if omitted.

    Attributes
    ----------
    most : int
        Bytes of the longest message that it can take.
    """

    cdef Py_buffer memory
    cdef uint64_t *posted
    cdef uint32_t *calls
    cdef uint32_t *core
    cdef uint32_t *asleep
    cdef char *bytes
    cdef uint64_t capacity, mine, seen, turns
    cdef uint32_t heard
    cdef int readers, reader
    cdef readonly size_t most

    def __cinit__(self, memory, int readers, int reader=-1):
        PyObject_GetBuffer(memory, &self.memory, PyBUF_WRITABLE)
        if <size_t>self.memory.len <= <size_t>(LINE * (3 + readers) + PREFIX):
            raise ValueError(f"{self.memory.len} bytes are no ring for {readers} readers")
        start = <char *>self.memory.buf
        self.posted = <uint64_t *>start
        self.calls = <uint32_t *>(start + LINE)
        self.core = self.calls + 1
        self.asleep = <uint32_t *>(start + 2 * LINE)
        self.bytes = start + LINE * (3 + readers)
        self.capacity = self.memory.len - LINE * (3 + readers)
        self.most = self.capacity - PREFIX
        self.readers, self.reader = readers, reader

    def __dealloc__(self):
        PyBuffer_Release(&self.memory)

    cdef uint64_t *read_by(self, int reader) noexcept nogil:
        return <uint64_t *>(<char *>self.memory.buf + LINE * (3 + reader))

    cdef uint64_t *done_by(self, int reader) noexcept nogil:
        return self.read_by(reader) + 1

    def post(self, bytes message):
        """Post a message, and wake who sleeps.

        Returns
        -------
        bool
            False if there is no room for it yet.
        """
        cdef uint64_t length = len(message)
        if length > self.most:
            raise ValueError(f"a message of {length} bytes, where {self.most} are the most")
        if self.mine + PREFIX + length - self.seen > self.capacity:
            self.look_at_readers()
            if self.mine + PREFIX + length - self.seen > self.capacity:
                return False
        self.put(<char *>&length, PREFIX)
        self.put(PyBytes_AS_STRING(message), length)
        store(self.posted, self.mine)
        self.call()
        return True

    cdef void look_at_readers(self):
        """Find out what everybody has read."""
        self.seen = self.mine
        for reader in range(self.readers):
            self.seen = min(self.seen, load(self.read_by(reader)))

    cpdef call(self):
        """Wake who sleeps, without a message."""
        self.core[0] = sched_getcpu()
        add(self.calls, 1)
        if load_word(self.asleep):
            wake(self.calls)

    def read(self):
        """Return the oldest message that this reader has not read; None if it has read all."""
        cdef uint64_t length
        if load(self.posted) == self.mine:
            return None
        self.get(<char *>&length, PREFIX)
        message = PyBytes_FromStringAndSize(NULL, length)
        self.get(PyBytes_AS_STRING(message), length)
        store(self.read_by(self.reader), self.mine)
        return message

    def waits(self) -> bool:
        """Whether there is a message that this reader has not read."""
        return load(self.posted) != self.mine

    def wait(self, int looks, double seconds):
        """Wait for a message: look for it so many times, then sleep.

        Parameters
        ----------
        looks : int
            Some 50 nanoseconds each, or what the others of this core take.
        seconds : float
            The longest sleep.

        Returns
        -------
        bool
            Whether there is a message, or this reader has been called since it waited last, so that there will be one.
        """
        cdef int number
        cdef uint32_t heard
        with nogil:
            for number in range(looks):
                if load(self.posted) != self.mine:
                    break
                pause(number)
            heard = load_word(self.calls)
            if heard == self.heard:
                add(self.asleep, 1)
                if load(self.posted) == self.mine:
                    sleep(self.calls, heard, seconds)
                add(self.asleep, -1)
                heard = load_word(self.calls)
        called, self.heard = heard != self.heard, heard
        return called or load(self.posted) != self.mine

    def beside(self) -> bool:
        """Whether this reader runs on the core on which the writer has called."""
        return self.core[0] == <uint32_t>sched_getcpu()

    def done(self):
        """Tell the writer that this reader has done its part of what the writer waits for."""
        self.turns += 1
        store(self.done_by(self.reader), self.turns)

    def all_done(self, int looks):
        """Whether every reader has done its part of what the writer waits for; after so many looks at most.

        Once that is so, the writer waits for the next.
        """
        cdef int number
        with nogil:
            for number in range(looks):
                if self.slowest() > self.turns:
                    self.turns += 1
                    with gil:
                        return True
                pause(number)
        return False

    cdef uint64_t slowest(self) noexcept nogil:
        """How often every reader has been done."""
        cdef uint64_t least = self.turns + 1
        cdef int reader
        for reader in range(self.readers):
            least = min(least, load(self.done_by(reader)))
        return least

    cdef void put(self, const char *data, uint64_t length):
        cdef uint64_t place = self.mine % self.capacity
        cdef uint64_t first = min(length, self.capacity - place)
        memcpy(self.bytes + place, data, first)
        memcpy(self.bytes, data + first, length - first)
        self.mine += length

    cdef void get(self, char *data, uint64_t length):
        cdef uint64_t place = self.mine % self.capacity
        cdef uint64_t first = min(length, self.capacity - place)
        memcpy(data, self.bytes + place, first)
        memcpy(data + first, self.bytes, length - first)
        self.mine += length
