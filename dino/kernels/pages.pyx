# cython: language_level=3
"""Whether memory of this process has been written to, as the kernel saw it (Linux 6.7 and later, unprivileged).

1. A range is registered with `userfaultfd` in asynchronous write-protect mode: the first write to a page, by whomever,
   a `read()` into it included, is noted by the kernel and goes on.
2. `PAGEMAP_SCAN` asks for pages that were written, or are not there at all: what was dropped (`MADV_DONTNEED`) has
   lost its protection and its content. Memory that was unmapped and mapped anew is not registered, which is an error
   here and means changed.
3. Memory that other processes share, or that a file backs, can change without this process: it is refused. The kernel
   tells so of pages that are there only, so all are read first.

The constants are the kernel's; the headers of the C library are often older than that.
"""

import os

cdef extern from *:
    """
    #include <errno.h>
    #include <fcntl.h>
    #include <stdint.h>
    #include <string.h>
    #include <sys/ioctl.h>
    #include <sys/syscall.h>
    #include <unistd.h>

    struct dino_api { uint64_t api, features, ioctls; };
    struct dino_range { uint64_t start, len; };
    struct dino_register { struct dino_range range; uint64_t mode, ioctls; };
    struct dino_protect { struct dino_range range; uint64_t mode; };
    struct dino_scan {
        uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
        uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
    };
    #define DINO_UFFDIO_API _IOWR(0xAA, 0x3F, struct dino_api)
    #define DINO_UFFDIO_REGISTER _IOWR(0xAA, 0x00, struct dino_register)
    #define DINO_UFFDIO_UNREGISTER _IOR(0xAA, 0x01, struct dino_range)
    #define DINO_UFFDIO_WRITEPROTECT _IOWR(0xAA, 0x06, struct dino_protect)
    #define DINO_PAGEMAP_SCAN _IOWR('f', 16, struct dino_scan)
    enum { DINO_USER_MODE_ONLY = 1, DINO_MODE_WP = 2, DINO_PROTECT_WP = 1 };
    enum { DINO_WP_MATCHING = 1, DINO_CHECK_WPASYNC = 2 };
    enum { DINO_WRITTEN = 2, DINO_FILE = 4, DINO_PRESENT = 8 };
    #define DINO_FEATURES ((uint64_t)1 << 13 | (uint64_t)1 << 15)  /* WP_UNPOPULATED, WP_ASYNC */

    static int dino_open(void)
    {
        struct dino_api api = { 0xAA, DINO_FEATURES, 0 };
        int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | DINO_USER_MODE_ONLY);
        if (fd >= 0 && ioctl(fd, DINO_UFFDIO_API, &api)) {
            int error = errno;
            close(fd);
            errno = error;
            return -1;
        }
        return fd;
    }

    static int dino_register(int fd, uint64_t start, uint64_t len)
    {
        struct dino_register order = { { start, len }, DINO_MODE_WP, 0 };
        return ioctl(fd, DINO_UFFDIO_REGISTER, &order);
    }

    static int dino_unregister(int fd, uint64_t start, uint64_t len)
    {
        struct dino_range range = { start, len };
        return ioctl(fd, DINO_UFFDIO_UNREGISTER, &range);
    }

    static int dino_protect(int fd, uint64_t start, uint64_t len)
    {
        struct dino_protect order = { { start, len }, DINO_PROTECT_WP };
        return ioctl(fd, DINO_UFFDIO_WRITEPROTECT, &order);
    }

    /* Read a byte of each page, so that it is there. */
    static void dino_touch(uint64_t start, uint64_t end, uint64_t page)
    {
        for (; start < end; start += page)
            (void)*(volatile char *)(uintptr_t)start;
    }

    struct dino_region { uint64_t start, end, categories; };

    /* The next `most` regions of pages that are in one of the categories `any`, or are not there, if that is among them;
     * `walked` is where the search ended. -1 on error. */
    static int dino_scan(int pagemap, uint64_t start, uint64_t end, uint64_t flags, uint64_t any,
                         struct dino_region *regions, int most, uint64_t *walked)
    {
        struct dino_scan scan;
        int count;
        memset(&scan, 0, sizeof scan);
        scan.size = sizeof scan;
        scan.flags = flags;
        scan.start = start;
        scan.end = end;
        scan.vec = (uint64_t)(uintptr_t)regions;
        scan.vec_len = most;
        scan.category_inverted = DINO_PRESENT;
        scan.category_anyof_mask = any;
        count = ioctl(pagemap, DINO_PAGEMAP_SCAN, &scan);
        *walked = scan.walk_end;
        return count;
    }
    """
    int dino_open() nogil
    int dino_register(int, unsigned long long, unsigned long long) nogil
    int dino_unregister(int, unsigned long long, unsigned long long) nogil
    int dino_protect(int, unsigned long long, unsigned long long) nogil
    void dino_touch(unsigned long long, unsigned long long, unsigned long long) nogil
    struct dino_region:
        unsigned long long start, end
    int dino_scan(
        int, unsigned long long, unsigned long long, unsigned long long, unsigned long long, dino_region *, int,
        unsigned long long *
    ) nogil
    enum:
        DINO_WP_MATCHING
        DINO_CHECK_WPASYNC
        DINO_WRITTEN
        DINO_FILE
        DINO_PRESENT

from cpython.exc cimport PyErr_SetFromErrno
from posix.unistd cimport close

cdef enum:
    REGIONS = 64  # that one call of the kernel tells

cdef unsigned long long PAGE = os.sysconf("SC_PAGE_SIZE")


def inside(unsigned long long address, unsigned long long size):
    """Return the first and the end of the pages that hold nothing but some of the `size` bytes at `address`.

    The first or last bytes may share a page with others. There may be no page: the end is then not behind the first.
    """
    return (address + PAGE - 1) // PAGE * PAGE, (address + size) // PAGE * PAGE


cdef class Watch:
    """What tells of writes to this process's memory. In a forked child it knows nothing and must not be used.

    Raises
    ------
    OSError
        If the kernel does not do this: an older one, or a container's filter.
    """

    cdef int fd, pagemap

    def __cinit__(self):
        self.pagemap = -1
        self.fd = dino_open()
        if self.fd < 0:
            PyErr_SetFromErrno(OSError)
        self.pagemap = os.open("/proc/self/pagemap", os.O_RDONLY | os.O_CLOEXEC)

    def __dealloc__(self):
        # Not os.close: at the end of the interpreter os is gone.
        if self.fd >= 0:
            close(self.fd)
        if self.pagemap >= 0:
            close(self.pagemap)

    def protect(self, unsigned long long start, unsigned long long end):
        """Note all writes to some pages from now on; forget those before.

        Parameters
        ----------
        start, end : int
            See `inside`.

        Returns
        -------
        bool
            False if these pages cannot be watched: others may write to them unseen, or the kernel refuses.
        """
        cdef dino_region region
        cdef unsigned long long walked
        cdef int told
        with nogil:
            dino_touch(start, end, PAGE)
            told = dino_scan(self.pagemap, start, end, 0, DINO_FILE | DINO_PRESENT, &region, 1, &walked)
            if told == 0:
                told = dino_register(self.fd, start, end - start)
            if told == 0:
                told = dino_protect(self.fd, start, end - start)
        return told == 0

    def written(self, unsigned long long start, unsigned long long end, Py_ssize_t most, bint anew=False):
        """Where pages that `protect` was called for may have changed since.

        Parameters
        ----------
        start, end : int
            As for `protect`.
        most : int
            Regions that are worth telling apart.
        anew : bool
            Whether what is told now is not told again: in one step, so that no write in between is forgotten.

        Returns
        -------
        list of tuple of (int, int) or None
            First byte and end of each region, in order; None if the kernel cannot tell, or there are more than `most`.
        """
        cdef dino_region regions[REGIONS]
        cdef unsigned long long walked = start, flags = DINO_CHECK_WPASYNC | (DINO_WP_MATCHING if anew else 0)
        cdef int told, number
        found = []
        while walked < end and len(found) <= most:
            with nogil:
                told = dino_scan(
                    self.pagemap, walked, end, flags, DINO_WRITTEN | DINO_PRESENT, regions, REGIONS, &walked
                )
            if told < 0:
                return None
            found += [(regions[number].start, regions[number].end) for number in range(told)]
        return found if len(found) <= most else None

    def release(self, unsigned long long start, unsigned long long end):
        """Watch some pages no longer: writing to them costs nothing again."""
        dino_unregister(self.fd, start, end - start)
