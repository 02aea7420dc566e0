/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/**
 * HubTerminalLog:
 *
 * DATA/terminals.log: enrolments, new keys, renewals and revocations, one JSON object a line, only
 * ever added to, beside the database and, where there is a backup folder, there too at once. A
 * database that comes from a backup learns from it who was revoked and which numbers and tokens
 * were given away since.
 *
 *   {"time", "event": "enrolled", "terminal", "region", "slice", "certificate", "not_after", "ca",
 *    "key", "token"}
 *   {"time", "event": "rekeyed", "terminal", "certificate", "not_after", "ca", "key", "token",
 *    "former"}
 *   {"time", "event": "renewed", "terminal", "certificate", "not_after", "ca"}
 *   {"time", "event": "revoked", "terminal", "reason"}
 *
 * `token` is the SHA-256 of the token that was used, `key` that of the terminal's public key,
 * `former` (where it was known) that of the one before,
 * `certificate` and `ca`, who issued it, are fingerprints. No personal data.
 */
typedef struct _HubTerminalLog HubTerminalLog;

/**
 * hub_terminal_log_new:
 * @backup_dir: (nullable): holds a second copy
 */
HubTerminalLog *hub_terminal_log_new (const char *data_dir, const char *backup_dir);
void hub_terminal_log_free (HubTerminalLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTerminalLog, hub_terminal_log_free)

typedef struct
{
  const char *terminal;
  const char *region;
  const char *former_key; /* (nullable): of one that is rekeyed: hash of its key until now */
  X509 *certificate;
  X509 *ca;          /* issued it */
  const char *token; /* as it was typed */
  guint32 slice_first;
  guint32 slice_size;
} HubEnrolment;

/* belongs before the commit of what it tells of; durable in DATA on return. A backup folder that
 * cannot be written is made good by the next backup */
gboolean hub_terminal_log_add_enrolled (HubTerminalLog *self,
                                        const HubEnrolment *enrolment,
                                        gint64 now_us,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same for a terminal that goes on with another key; region and slice are not looked at */
gboolean hub_terminal_log_add_rekeyed (HubTerminalLog *self,
                                       const HubEnrolment *enrolment,
                                       gint64 now_us,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hub_terminal_log_add_renewed (HubTerminalLog *self,
                                       const char *terminal,
                                       X509 *certificate,
                                       X509 *ca,
                                       gint64 now_us,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hub_terminal_log_add_revoked (HubTerminalLog *self,
                                       const char *terminal,
                                       const char *reason,
                                       gint64 now_us,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* adds to @to_dir's log the lines of @from_dir's that it lacks; a missing log has no lines */
gboolean hub_terminal_log_merge (const char *from_dir,
                                 const char *to_dir,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  guint n_enrolled; /* terminals that the database did not know */
  guint n_revoked;  /* terminals that it took for active */
  guint n_unread;   /* lines that are none, as a power cut leaves */
} HubTerminalLogResult;

/* brings the database up to DATA's log, in one transaction; without effect when it is */
gboolean hub_terminal_log_replay (const char *data_dir,
                                  HubStore *store,
                                  gint64 now_us,
                                  HubTerminalLogResult *out_result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
