/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-envelope.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/* Attachments that cases name: rows in hub.db, sealed bytes in DATA/attachments/SHA256 (.part while
 * they come). Caller holds the store's lock. */

/* longer than any configuration lets a sealed photo or recording be */
#define HUB_ATTACHMENT_MAX_BYTES (8 * 1024 * 1024)
/* of one terminal in a day */
#define HUB_ATTACHMENT_DAY_BYTES (G_GINT64_CONSTANT (512) * 1024 * 1024)
/* what attachments leave free on the disk, for cases */
#define HUB_ATTACHMENT_RESERVE_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)

/**
 * HubAttachment:
 * @is_settled: it came whole, or it is dropped: nothing more is wanted
 */
typedef struct
{
  char *terminal;
  gint64 n_bytes;
  gboolean is_settled;
} HubAttachment;

void hub_attachment_clear (HubAttachment *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubAttachment, hub_attachment_clear)

/**
 * hub_attachment_judge:
 * @out_code: (out): static; (nullable): a tombstone's code: "attachment" (too long), "conflict"
 *   (another case names one of them)
 */
gboolean hub_attachment_judge (HubStore *store,
                               const AnjHeader *header,
                               const char **out_code,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* those that the new case @header names are awaited from @terminal, whose link @seq brought it */
gboolean hub_attachment_add_all (HubStore *store,
                                 const AnjHeader *header,
                                 const char *terminal,
                                 guint64 seq,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the case came again under another link: they are awaited from there */
gboolean hub_attachment_move_all (HubStore *store,
                                  const AnjHeader *header,
                                  const char *terminal,
                                  guint64 seq,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @out_known: whether any case names it */
gboolean hub_attachment_find (HubStore *store,
                              const char *sha256,
                              HubAttachment *out,
                              gboolean *out_known,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* adds (element-type utf8) to @names what cases of @terminal up to @last_seq lack, at most @n_max
 */
gboolean hub_attachment_list_missing (HubStore *store,
                                      const char *terminal,
                                      guint64 last_seq,
                                      guint n_max,
                                      GPtrArray *names,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_attachment_complete_seq:
 * @last_seq: newest link of @terminal
 * @out_seq: (out): newest link such that no case up to it lacks an attachment
 *
 * As far as a backup of this store, with the attachments that are there, may vouch for.
 */
gboolean hub_attachment_complete_seq (HubStore *store,
                                      const char *terminal,
                                      gint64 last_seq,
                                      gint64 *out_seq,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): of case @uuid: [{sha256, bytes, type, state}]: "present", "missing",
 * "dropped" by retention, "lost" at the terminal */
JsonArray *hub_attachment_list (HubStore *store, const char *dir, const char *uuid, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* bytes that came whole from @terminal since @since_us */
gboolean hub_attachment_count_bytes (HubStore *store,
                                     const char *terminal,
                                     gint64 since_us,
                                     gint64 *out_bytes,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hub_attachment_settle (HubStore *store, const char *sha256, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* what did not come is not awaited any more: the terminal no longer has it */
gboolean hub_attachment_give_up (HubStore *store, const char *sha256, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_attachment_drop:
 * @dir: DATA/attachments
 * @uuid: a case
 *
 * Retention: its attachments go from the disk, their rows stay and say so.
 */
gboolean hub_attachment_drop (HubStore *store,
                              const char *dir,
                              const char *uuid,
                              gint64 now_us,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* at the start: what the store holds for come and the disk lacks (an older copy of the files was
 * put back) is asked for again; parts that nobody awaits go */
gboolean hub_attachment_reconcile (HubStore *store,
                                   const char *dir,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
