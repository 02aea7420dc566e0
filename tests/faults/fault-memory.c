/* SPDX-License-Identifier: GPL-3.0-or-later */

#undef _FORTIFY_SOURCE

#include "fault-memory.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, under the names that stay when a program defines malloc */
void *__libc_malloc (size_t n_bytes);
void *__libc_calloc (size_t n, size_t n_bytes);
void *__libc_realloc (void *old, size_t n_bytes);
int __vasprintf_chk (char **out, int flag, const char *format, va_list values);
void *__libc_memalign (size_t alignment, size_t n_bytes);

#define MAX_ALLOWED 16

typedef struct
{
  guintptr first;
  guintptr end;
} Range;

/* libc's functions have no user data: the only global here */
static struct
{
  gboolean is_on;
  gboolean is_paused;
  gboolean for_good;
  gboolean has_ended; /* since the last fault_memory_next(): GLib's next one is no news */
  guint nth;
  guint n_seen;
  gboolean is_in_glib;        /* libc works for it */
  Range glib;                 /* the library's code */
  Range pcre;                 /* and that of which it makes its patterns */
  Range allowed[MAX_ALLOWED]; /* of it: that may return %NULL */
  guint n_allowed;
} memory;

static gboolean
is_in (const Range *range, guintptr address)
{
  return address >= range->first && address < range->end;
}

static void
allow (const char *name)
{
  void *function = dlsym (RTLD_DEFAULT, name);
  const ElfW (Sym) *symbol = NULL;
  Dl_info info;

  if (function == NULL || dladdr1 (function, &info, (void **) &symbol, RTLD_DL_SYMENT) == 0 ||
      symbol == NULL)
    g_error ("%s is not found", name);
  g_assert_cmpuint (memory.n_allowed, <, MAX_ALLOWED);
  memory.allowed[memory.n_allowed++] = (Range){ (guintptr) info.dli_saddr,
                                                (guintptr) info.dli_saddr + symbol->st_size };
}

/* notes where a library's code lies */
static int
find_code (struct dl_phdr_info *info, size_t size G_GNUC_UNUSED, void *user_data G_GNUC_UNUSED)
{
  Range *range = strstr (info->dlpi_name, "libglib-2.0.so") != NULL  ? &memory.glib
                 : strstr (info->dlpi_name, "libpcre2-8.so") != NULL ? &memory.pcre
                                                                     : NULL;

  for (guint i = 0; range != NULL && i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0)
      *range = (Range){ info->dlpi_addr + info->dlpi_phdr[i].p_vaddr,
                        info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz };
  return 0;
}

void
fault_memory_fail (guint nth, gboolean for_good)
{
  static const char *const may_fail[] = { "g_try_malloc",   "g_try_malloc0",   "g_try_realloc",
                                          "g_try_malloc_n", "g_try_malloc0_n", "g_try_realloc_n" };

  if (memory.n_allowed == 0)
    {
      dl_iterate_phdr (find_code, NULL);
      g_assert_true (memory.glib.end > 0 && memory.pcre.end > 0);
      for (gsize i = 0; i < G_N_ELEMENTS (may_fail); i++)
        allow (may_fail[i]);
    }
  memory.nth = nth;
  memory.for_good = for_good;
  memory.n_seen = 0;
  memory.has_ended = FALSE;
  memory.is_paused = FALSE;
  memory.is_on = TRUE;
}

guint
fault_memory_heal (void)
{
  memory.is_on = FALSE;
  return memory.n_seen;
}

void
fault_memory_pause (gboolean is_paused)
{
  memory.is_paused = is_paused;
}

void
fault_memory_next (void)
{
  memory.has_ended = FALSE;
}

/* whether who calls has no answer to %NULL but the end */
static gboolean
ends_program (guintptr caller)
{
  if (!is_in (&memory.glib, caller))
    return memory.is_in_glib || is_in (&memory.pcre, caller);
  for (guint i = 0; i < memory.n_allowed; i++)
    if (is_in (&memory.allowed[i], caller))
      return FALSE;
  return TRUE;
}

static gboolean
fails (void *caller)
{
  gboolean is_end;

  if (!memory.is_on || memory.is_paused)
    return FALSE;
  is_end = ends_program ((guintptr) caller);
  if (is_end)
    {
      if (memory.has_ended)
        return FALSE;
      memory.has_ended = TRUE;
    }
  memory.n_seen++;
  if (memory.nth == 0 || memory.n_seen < memory.nth ||
      (memory.n_seen > memory.nth && !memory.for_good))
    return FALSE;
  if (is_end)
    _exit (FAULT_MEMORY_END);
  errno = ENOMEM;
  return TRUE;
}

void *
malloc (size_t n_bytes)
{
  return fails (__builtin_return_address (0)) ? NULL : __libc_malloc (n_bytes);
}

void *
calloc (size_t n, size_t n_bytes)
{
  return fails (__builtin_return_address (0)) ? NULL : __libc_calloc (n, n_bytes);
}

void *
realloc (void *old, size_t n_bytes)
{
  return fails (__builtin_return_address (0)) ? NULL : __libc_realloc (old, n_bytes);
}

void *
memalign (size_t alignment, size_t n_bytes)
{
  return fails (__builtin_return_address (0)) ? NULL : __libc_memalign (alignment, n_bytes);
}

void *
aligned_alloc (size_t alignment, size_t n_bytes)
{
  return fails (__builtin_return_address (0)) ? NULL : __libc_memalign (alignment, n_bytes);
}

int
posix_memalign (void **out, size_t alignment, size_t n_bytes)
{
  void *made = fails (__builtin_return_address (0)) ? NULL : __libc_memalign (alignment, n_bytes);

  *out = made;
  return made != NULL ? 0 : ENOMEM;
}

/* of which GLib makes all its texts; it ends the program where there is none */
int
__vasprintf_chk (char **out, int flag, const char *format, va_list values)
{
  int (*real) (char **, int, const char *, va_list) = (int (*) (
      char **, int, const char *, va_list)) dlsym (RTLD_NEXT, "__vasprintf_chk");
  int n_chars;

  memory.is_in_glib = is_in (&memory.glib, (guintptr) __builtin_return_address (0));
  n_chars = real (out, flag, format, values);
  memory.is_in_glib = FALSE;
  return n_chars;
}
