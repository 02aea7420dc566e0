/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/* How an attachment lies on the disk: 8 bytes that say so ‖ each 64 KiB of it sealed under its key,
 * bound to its name and their place. It is sealed for its readers already, but says to everybody
 * who they are. Older versions left it in clear, which is told by those 8 bytes.
 * docs/derivations.md. */

#define ANJ_ATTACHMENT_KEY_BYTES 32

/**
 * AnjAttachmentFolder:
 *
 * attachments/ of a state directory.
 */
typedef struct
{
  const char *state_dir;   /* (unowned) */
  const AnjRandom *random; /* (unowned) */
  guint8 key[ANJ_ATTACHMENT_KEY_BYTES];
} AnjAttachmentFolder;

/* @state_dir, @random: outlive it; @k_out: 32 bytes */
gboolean anj_attachment_folder_init (AnjAttachmentFolder *self,
                                     const char *state_dir,
                                     const guint8 *k_out,
                                     const AnjRandom *random,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_attachment_folder_clear (AnjAttachmentFolder *self);

/* of the file, for @n_bytes of attachment */
guint64 anj_attachment_seal_size (guint64 n_bytes);

/* whether the file is sealed; FALSE too for one that is older, or cannot be read */
gboolean anj_attachment_is_sealed (int fd);

/**
 * anj_attachment_seal_copy:
 * @from: as a session handed it over, or an older version left it
 * @checksum: of SHA-256: gets what was read
 * @out_n_bytes: (out): how many
 *
 * Writes the sealed form of @from to @to.
 */
gboolean anj_attachment_seal_copy (const AnjAttachmentFolder *self,
                                   const char *sha256,
                                   int from,
                                   int to,
                                   GChecksum *checksum,
                                   guint64 *out_n_bytes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what lies from @offset on in plain, up to the end of its piece, empty behind the
 * last; %ANJ_AGENT_ERROR_DAMAGED, _FAILED */
GBytes *anj_attachment_seal_read (const AnjAttachmentFolder *self,
                                  const char *sha256,
                                  int fd,
                                  guint64 offset,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
