/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-attachment-seal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"

#define MAGIC "anjseal1"
#define MAGIC_BYTES 8
#define PIECE_BYTES 65536
#define SEALED_PIECE_BYTES (PIECE_BYTES + ANJ_SEAL_OVERHEAD_BYTES)

gboolean
anj_attachment_folder_init (AnjAttachmentFolder *self,
                            const char *state_dir,
                            const guint8 *k_out,
                            const AnjRandom *random,
                            GError **error)
{
  self->state_dir = state_dir;
  self->random = random;
  return anj_kdf_hkdf (k_out, ANJ_SEAL_KEY_BYTES, NULL, 0, ANJ_HKDF_ATTACHMENT, self->key,
                       sizeof self->key, error);
}

void
anj_attachment_folder_clear (AnjAttachmentFolder *self)
{
  explicit_bzero (self->key, sizeof self->key);
}

guint64
anj_attachment_seal_size (guint64 n_bytes)
{
  guint64 n_pieces = (n_bytes + PIECE_BYTES - 1) / PIECE_BYTES;

  return MAGIC_BYTES + n_bytes + n_pieces * ANJ_SEAL_OVERHEAD_BYTES;
}

static gboolean
fail (const char *what, GError **error)
{
  int saved_errno = errno;
  gboolean is_full = saved_errno == ENOSPC || saved_errno == EDQUOT;

  g_set_error (error, ANJ_AGENT_ERROR, is_full ? ANJ_AGENT_ERROR_FULL : ANJ_AGENT_ERROR_FAILED,
               "cannot %s an attachment: %s", what, g_strerror (saved_errno));
  return FALSE;
}

/* -1: errno; less than @n_bytes: the file ends there */
static gssize
read_at (int fd, guint8 *data, gsize n_bytes, guint64 offset)
{
  gsize n_done = 0;

  while (n_done < n_bytes)
    {
      gssize n = pread (fd, data + n_done, n_bytes - n_done, (off_t) (offset + n_done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      n_done += (gsize) n;
    }
  return (gssize) n_done;
}

static gboolean
write_all (int fd, const guint8 *data, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n_written = write (fd, data, n_bytes);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written <= 0)
        return FALSE;
      data += n_written;
      n_bytes -= (gsize) n_written;
    }
  return TRUE;
}

gboolean
anj_attachment_is_sealed (int fd)
{
  guint8 data[MAGIC_BYTES];

  return read_at (fd, data, sizeof data, 0) == MAGIC_BYTES &&
         memcmp (data, MAGIC, MAGIC_BYTES) == 0;
}

static GBytes *
make_aad (const char *sha256, guint64 index)
{
  char *text = g_strdup_printf ("attachment %s %" G_GUINT64_FORMAT, sha256, index);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
write_piece (const AnjAttachmentFolder *self,
             const char *sha256,
             guint64 index,
             const guint8 *data,
             gsize n_bytes,
             int to,
             GError **error)
{
  g_autoptr (GBytes) plain = g_bytes_new_static (data, n_bytes);
  g_autoptr (GBytes) aad = make_aad (sha256, index);
  g_autoptr (GBytes) sealed = anj_seal (self->key, plain, aad, self->random, error);

  return sealed != NULL &&
         (write_all (to, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed)) ||
          fail ("write", error));
}

gboolean
anj_attachment_seal_copy (const AnjAttachmentFolder *self,
                          const char *sha256,
                          int from,
                          int to,
                          GChecksum *checksum,
                          guint64 *out_n_bytes,
                          GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  gssize n_read = PIECE_BYTES;

  *out_n_bytes = 0;
  if (!write_all (to, (const guint8 *) MAGIC, MAGIC_BYTES))
    return fail ("write", error);
  for (guint64 i = 0; n_read == PIECE_BYTES; i++)
    {
      n_read = read_at (from, piece, PIECE_BYTES, i * PIECE_BYTES);
      if (n_read < 0)
        return fail ("read", error);
      if (n_read == 0)
        break;
      g_checksum_update (checksum, piece, n_read);
      *out_n_bytes += (guint64) n_read;
      if (!write_piece (self, sha256, i, piece, (gsize) n_read, to, error))
        return FALSE;
    }
  return TRUE;
}

/* (transfer full): a whole piece as it lies */
static GBytes *
read_piece (int fd, gsize n_bytes, guint64 offset, GError **error)
{
  guint8 *data = g_malloc (n_bytes);
  gssize n_read = read_at (fd, data, n_bytes, offset);

  if (n_read >= 0)
    return g_bytes_new_take (data, (gsize) n_read);
  fail ("read", error);
  g_free (data);
  return NULL;
}

GBytes *
anj_attachment_seal_read (const AnjAttachmentFolder *self,
                          const char *sha256,
                          int fd,
                          guint64 offset,
                          GError **error)
{
  guint64 index = offset / PIECE_BYTES;
  gsize skipped = (gsize) (offset % PIECE_BYTES);
  g_autoptr (GBytes) aad = make_aad (sha256, index);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (!anj_attachment_is_sealed (fd))
    return read_piece (fd, PIECE_BYTES - skipped, offset, error);
  sealed = read_piece (fd, SEALED_PIECE_BYTES, MAGIC_BYTES + index * SEALED_PIECE_BYTES, error);
  if (sealed == NULL || g_bytes_get_size (sealed) == 0)
    return g_steal_pointer (&sealed);
  plain = anj_seal_open (self->key, sealed, aad, NULL);
  if (plain == NULL)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "attachment %s is damaged",
                   sha256);
      return NULL;
    }
  skipped = MIN (skipped, g_bytes_get_size (plain));
  return g_bytes_new_from_bytes (plain, skipped, g_bytes_get_size (plain) - skipped);
}
