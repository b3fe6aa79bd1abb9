/* CLONES: one version of a function for each generation of vectors, chosen when the library is loaded.
 *
 * The baseline of the machine is always among them. GCC needs the C library's help for it (ifunc), which glibc gives.
 */
#ifndef DINO_CLONES_H
#define DINO_CLONES_H

#include <limits.h> /* says whether the C library is glibc */

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 8
#define CLONES __attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#else
#define CLONES
#endif

#endif
