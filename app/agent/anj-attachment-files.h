/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-attachment-seal.h"

G_BEGIN_DECLS

/* attachments/SHA256 of the state directory: sealed photos and recordings (anj-attachment-seal.h),
 * each whole or absent after a power cut. Their times say the day of their case and nothing more.
 */

/**
 * AnjAttachmentFile:
 * @sha256: hex
 * @fd: (owned): sealed memory (memfd), read from its start; -1 when it was none
 *
 * What a session hands over.
 */
typedef struct
{
  char *sha256;
  int fd;
} AnjAttachmentFile;

/* @fd: (transfer full): taken only when nobody can write to it any more */
AnjAttachmentFile *anj_attachment_file_new (const char *sha256, int fd);
void anj_attachment_file_free (AnjAttachmentFile *self);

/**
 * anj_attachment_file_keep:
 * @n_bytes: what its header says
 * @date: YYYY-MM-DD…: what the file's times will say
 * @reserve_bytes: what must stay free on the disk
 * @error: %ANJ_AGENT_ERROR_INVALID "attachment-damaged" when it has another length or hash;
 *   %ANJ_AGENT_ERROR_FULL
 *
 * Durable when it returns; a file of that name is written anew.
 */
gboolean anj_attachment_file_keep (const AnjAttachmentFile *self,
                                   const AnjAttachmentFolder *folder,
                                   guint64 n_bytes,
                                   const char *date,
                                   guint64 reserve_bytes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): up to @n_max bytes from @offset on; %ANJ_AGENT_ERROR_DAMAGED when it is gone,
 * _FAILED when the disk does not give it now */
GBytes *anj_attachment_file_read (const AnjAttachmentFolder *folder,
                                  const char *sha256,
                                  guint64 offset,
                                  gsize n_max,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether it is there with @n_bytes and, with @check_hash, these are the ones it is named for; what
 * the disk does not give now is taken for there */
gboolean anj_attachment_file_holds (const AnjAttachmentFolder *folder,
                                    const char *sha256,
                                    guint64 n_bytes,
                                    gboolean check_hash);

/* one that an older version left in clear; one that is gone is no fault */
gboolean anj_attachment_file_seal_older (const AnjAttachmentFolder *folder,
                                         const char *sha256,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean anj_attachment_file_exists (const char *state_dir, const char *sha256);

/* one that is not there is no fault */
void anj_attachment_file_remove (const char *state_dir, const char *sha256);

/* moves it to quarantine/attachment-SHA256; one that is gone is no fault */
gboolean anj_attachment_file_set_aside (const char *state_dir,
                                        const char *sha256,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the same by a second name in quarantine/: the first one goes with its case, so that a power cut
 * in between takes neither; durable when it returns */
gboolean anj_attachment_file_link_aside (const char *state_dir,
                                         const char *sha256,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* removes what a crash left: all but @kept (element-type utf8) */
void anj_attachment_files_sweep (const char *state_dir, GHashTable *kept);

G_END_DECLS
