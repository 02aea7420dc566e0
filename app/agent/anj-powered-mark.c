/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-powered-mark.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-state-files.h"
#include "core/anj-kdf.h"

#define FILE_NAME "powered"
#define N_SLOTS 2
/* no disk's sector is larger: what tears one record leaves the other */
#define SLOT_BYTES 4096
#define RECORD_BYTES 512

/* with its SHA-256 at the end */
static char *
make_text (const AnjPoweredMark *mark)
{
  g_autofree char *text = g_strdup_printf (
      "%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%s", mark->powered_us,
      mark->monotonic_us, mark->told_ahead_us, mark->boot_id != NULL ? mark->boot_id : "");
  g_autofree char *sha256 = anj_sha256_hex ((const guint8 *) text, strlen (text));

  return g_strdup_printf ("%s\t%s\n", text, sha256);
}

static gboolean
parse (const char *slot, AnjPoweredMark *out_mark)
{
  g_autofree char *text = g_strndup (slot, RECORD_BYTES - 1);
  g_auto (GStrv) fields = g_strsplit (text, "\t", 5);
  g_autofree char *expected = NULL;

  *out_mark = (AnjPoweredMark){ 0 };
  if (g_strv_length (fields) != 5)
    return FALSE;
  out_mark->powered_us = g_ascii_strtoll (fields[0], NULL, 10);
  out_mark->monotonic_us = g_ascii_strtoll (fields[1], NULL, 10);
  out_mark->told_ahead_us = g_ascii_strtoll (fields[2], NULL, 10);
  out_mark->boot_id = fields[3][0] != '\0' ? g_strdup (fields[3]) : NULL;
  expected = make_text (out_mark);
  if (g_str_equal (text, expected))
    return TRUE;
  anj_powered_mark_clear (out_mark);
  return FALSE;
}

gboolean
anj_powered_mark_read (const char *state_dir, AnjPoweredMark *out_mark)
{
  g_autofree char *path = g_build_filename (state_dir, FILE_NAME, NULL);
  char slots[N_SLOTS * SLOT_BYTES] = { 0 };
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is_found = FALSE;

  *out_mark = (AnjPoweredMark){ 0 };
  if (fd < 0)
    return FALSE;
  if (pread (fd, slots, sizeof slots, 0) > 0)
    for (guint i = 0; i < N_SLOTS; i++)
      {
        AnjPoweredMark mark;

        if (!parse (slots + i * SLOT_BYTES, &mark))
          continue;
        if (is_found && mark.powered_us <= out_mark->powered_us)
          {
            anj_powered_mark_clear (&mark);
            continue;
          }
        anj_powered_mark_clear (out_mark);
        *out_mark = mark;
        out_mark->slot = i;
        is_found = TRUE;
      }
  close (fd);
  return is_found;
}

/* the room for all records is there from now on */
static gboolean
make_file (const char *state_dir, GError **error)
{
  g_autofree char *zeros = g_malloc0 (N_SLOTS * SLOT_BYTES);
  g_autoptr (GBytes) content = g_bytes_new (zeros, N_SLOTS * SLOT_BYTES);

  return anj_state_write (state_dir, FILE_NAME, content, error);
}

gboolean
anj_powered_mark_write (const char *state_dir, AnjPoweredMark *mark, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, FILE_NAME, NULL);
  g_autofree char *text = make_text (mark);
  char record[RECORD_BYTES] = { 0 };
  guint slot = (mark->slot + 1) % N_SLOTS;
  int fd = open (path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  gboolean good;

  g_return_val_if_fail (strlen (text) < sizeof record, FALSE);
  if (fd < 0 && errno == ENOENT)
    {
      if (!make_file (state_dir, error))
        return FALSE;
      fd = open (path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    }
  memcpy (record, text, strlen (text));
  good = fd >= 0 &&
         pwrite (fd, record, sizeof record, slot * SLOT_BYTES) == (gssize) sizeof record &&
         fdatasync (fd) == 0;
  if (good)
    mark->slot = slot;
  else
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                 "cannot write " FILE_NAME ": %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return good;
}

void
anj_powered_mark_clear (AnjPoweredMark *mark)
{
  g_free (mark->boot_id);
  *mark = (AnjPoweredMark){ 0 };
}
