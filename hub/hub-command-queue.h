/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-remote.h"
#include "core/anj-sources.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * What terminals are told to do from afar. Caller holds the store's lock.
 *
 *   PENDING ──► SENT ──► ACKED ──► DONE
 *      │         │         └─────► FAILED
 *      ├─────────┴──► CANCELLED      ▲
 *      └─────────┴──► EXPIRED ───────┘ what a terminal did in spite of it is told all the same
 *
 * SENT is told to the terminal again at each poll until it says ACKED; the terminal knows the id
 * and does nothing twice.
 */

#define HUB_COMMAND_DEFAULT_HOURS 24
#define HUB_COMMAND_MAX_HOURS (90 * 24)
#define HUB_COMMAND_MAX_DETAIL 200 /* characters */
/* most that one answer of the channel tells */
#define HUB_COMMAND_MAX_OFFER 16
/* what is over is forgotten after these days */
#define HUB_COMMAND_KEEP_DAYS 365
#define HUB_COMMAND_LOG_DAYS 14

/* the tables of commands, after the server's own */
gboolean hub_command_queue_migrate (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubCommandOrder:
 * @terminal: whom
 * @admin: who said so
 *
 * Strings are (unowned).
 */
typedef struct
{
  const char *terminal;
  AnjRemoteKind kind;
  const char *admin;
  gint64 now_us;
  gint64 expires_us;
} HubCommandOrder;

/* (transfer full): its id; that of the newest one that the terminal has not begun, if it is of the
 * same kind: nothing is to be done twice */
char *hub_command_queue_add (HubStore *store,
                             const AnjRandom *random,
                             const HubCommandOrder *order,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_command_queue_offer:
 * @out_last: (out): for hub_command_queue_note_sent()
 *
 * Returns: (transfer full): [{id, kind, expires}], the oldest first: PENDING and SENT
 */
JsonArray *hub_command_queue_offer (HubStore *store,
                                    const char *terminal,
                                    gint64 now_us,
                                    gint64 *out_last,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* those up to @last that were PENDING left for the terminal; writes nothing when there are none */
gboolean hub_command_queue_note_sent (HubStore *store,
                                      const char *terminal,
                                      gint64 last,
                                      gint64 now_us,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_COMMAND_ACKED,
  HUB_COMMAND_DONE,
  HUB_COMMAND_FAILED,
} HubCommandReport;

/**
 * hub_command_queue_report:
 * @detail: (nullable): at most %HUB_COMMAND_MAX_DETAIL characters are kept
 * @out_known: whether @id is one of @terminal's
 *
 * What the terminal says of it; the same again, or an older state, has no effect. Of a lock and an
 * unlock that are done the terminal's row says so.
 */
gboolean hub_command_queue_report (HubStore *store,
                                   const char *terminal,
                                   const char *id,
                                   HubCommandReport report,
                                   const char *detail,
                                   gint64 now_us,
                                   gboolean *out_known,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @out_changed: FALSE: there is none of that id, or it is over or begun */
gboolean hub_command_queue_cancel (HubStore *store,
                                   const char *id,
                                   gint64 now_us,
                                   gboolean *out_changed,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_command_queue_list:
 * @terminal: (nullable): all of this one, the newest first
 * @id: (nullable): only this one
 *
 * Returns: (transfer full): [{id, terminal, kind, state, detail?, admin, created, expires, sent?,
 *   acked?, ended?, log?}]; `log` is true where one is kept
 */
JsonArray *hub_command_queue_list (HubStore *store,
                                   const char *terminal,
                                   const char *id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_command_queue_orders:
 * @region: (nullable): of terminals of this region only
 *
 * What was ordered at one time, as one: (transfer full): [{kind, admin, created, count, PENDING,
 * SENT, ACKED, DONE, FAILED, EXPIRED, CANCELLED}], the newest 100; no member for 0
 */
JsonArray *hub_command_queue_orders (HubStore *store,
                                     const char *region,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* all of @kind that terminals of @region have not begun; @out_n: how many */
gboolean hub_command_queue_cancel_region (HubStore *store,
                                          const char *region,
                                          AnjRemoteKind kind,
                                          gint64 now_us,
                                          gint64 *out_n,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* PENDING and SENT whose time is over are EXPIRED; what is over for long goes, logs sooner */
gboolean
hub_command_queue_upkeep (HubStore *store, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @out_known: FALSE: @id is no "logs" of @terminal; a second log replaces the first */
gboolean hub_command_queue_keep_log (HubStore *store,
                                     const char *terminal,
                                     const char *id,
                                     GBytes *log,
                                     gint64 now_us,
                                     gboolean *out_known,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): NULL without error: none is kept */
GBytes *hub_command_queue_read_log (HubStore *store, const char *id, GError **error);

G_END_DECLS
