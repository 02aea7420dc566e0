/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-memory.h"

#include <openssl/crypto.h>

static void *
allocate (size_t n_bytes, const char *file G_GNUC_UNUSED, int line G_GNUC_UNUSED)
{
  return g_malloc (n_bytes);
}

static void *
reallocate (void *old, size_t n_bytes, const char *file G_GNUC_UNUSED, int line G_GNUC_UNUSED)
{
  return g_realloc (old, n_bytes);
}

static void
release (void *old, const char *file G_GNUC_UNUSED, int line G_GNUC_UNUSED)
{
  g_free (old);
}

gboolean
anj_memory_end_when_full (void)
{
  return CRYPTO_set_mem_functions (allocate, reallocate, release) == 1;
}
