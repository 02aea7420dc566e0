/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What this program gives back it wipes first: linked into it, this stands before the C library's
 * own free() and realloc(), for all that is in the process. GDBus, OpenSSL and libcurl copy what
 * passes through them into buffers that nobody else could reach: the key of a household on its way
 * to a screen, the proof and the follow that a screen asks with (docs/decisions/0036).
 *
 * glibc's own way, the tunable glibc.malloc.perturb, leaves out what its thread caches take.
 */

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#ifndef __SANITIZE_ADDRESS__

/* what free() is in glibc, under its other name */
void __libc_free (void *memory);

void
free (void *memory)
{
  if (memory == NULL)
    return;
  explicit_bzero (memory, malloc_usable_size (memory));
  __libc_free (memory);
}

void *
realloc (void *old, size_t n_bytes)
{
  size_t n_old_bytes = old != NULL ? malloc_usable_size (old) : 0;
  void *new;

  if (old == NULL)
    return malloc (n_bytes);
  if (n_bytes == 0)
    {
      free (old);
      return NULL;
    }
  /* stays where it is, unless that would waste half of it */
  if (n_bytes <= n_old_bytes && n_bytes >= n_old_bytes / 2)
    {
      explicit_bzero ((char *) old + n_bytes, n_old_bytes - n_bytes);
      return old;
    }
  new = malloc (n_bytes);
  if (new == NULL)
    return NULL;
  memcpy (new, old, n_bytes < n_old_bytes ? n_bytes : n_old_bytes);
  free (old);
  return new;
}

#endif
