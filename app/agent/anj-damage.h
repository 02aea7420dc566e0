/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "app/agent/anj-db.h"
#include "app/agent/anj-time-sense.h"

G_BEGIN_DECLS

/**
 * AnjDamageKind:
 * @ANJ_DAMAGE_SALVAGED: "salvaged": what was good went on, what was not was set aside
 * @ANJ_DAMAGE_REPLACED: "replaced": set aside whole; an earlier copy, a fetched one or an empty
 *   one stands in
 * @ANJ_DAMAGE_DISK_ERROR: "disk-error": the disk failed to read or write
 * @ANJ_DAMAGE_READ_ONLY: "read-only": the state directory could not be written
 * @ANJ_DAMAGE_REMOVED: "removed": taken away under the agent, and written anew or fetched again
 * @ANJ_DAMAGE_LOST: "lost": cases that residents handed in and nobody here holds any more; n 0:
 *   nobody knows how many
 */
typedef enum {
  ANJ_DAMAGE_SALVAGED,
  ANJ_DAMAGE_REPLACED,
  ANJ_DAMAGE_DISK_ERROR,
  ANJ_DAMAGE_READ_ONLY,
  ANJ_DAMAGE_REMOVED,
  ANJ_DAMAGE_LOST,
} AnjDamageKind;
#define ANJ_DAMAGE_N_KINDS 6

/**
 * AnjDamage:
 *
 * What happened to the files of the state directory, for `check`, the journal and the hub. An event
 * is a row of ledger.db; while that cannot be written it waits in memory. The same again, with
 * nothing else between, makes one event that happened several times. What happened while nobody
 * knew the time gets it when the hub tells it to the same run.
 */
typedef struct _AnjDamage AnjDamage;

/* @time: (transfer none): outlives all calls but anj_damage_free() */
AnjDamage *anj_damage_new (AnjTimeSense *time);
void anj_damage_free (AnjDamage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDamage, anj_damage_free)

/**
 * anj_damage_note:
 * @self: (nullable): then it is only a warning in the journal
 * @file: name within the state directory: "outbox.db", "config/current.cms"; or "the state
 *   directory"
 * @n: how many rows or cases it cost; 0: none, or not to be counted
 * @detail: what was found and what became of it, in English, with nothing of a resident in it;
 *   where it begins with @file, as errors do, that is left out
 *
 * Never fails.
 */
void anj_damage_note (AnjDamage *self,
                      const char *file,
                      AnjDamageKind kind,
                      guint n,
                      const char *detail);

/**
 * anj_damage_set_ledger:
 * @ledger: (transfer none) (nullable): ledger.db, where events go from now on, and first those that
 *   wait; %NULL before it is closed
 */
void anj_damage_set_ledger (AnjDamage *self, AnjDb *ledger);

/* the table, as scripts of ledger.db's migrations */
#define ANJ_DAMAGE_TABLE                                                                           \
  "CREATE TABLE damage (seq INTEGER PRIMARY KEY AUTOINCREMENT, first_us INTEGER NOT NULL,"         \
  " last_us INTEGER NOT NULL, n_times INTEGER NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL,"   \
  " n INTEGER NOT NULL, detail TEXT NOT NULL);"
#define ANJ_DAMAGE_UNSURE "ALTER TABLE damage ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;"

/**
 * AnjDamageEvent:
 * @first_us: µs UTC when it happened first, at the earliest
 * @last_us: and last
 * @is_unsure: nobody knew the time then: it was not before @last_us
 * @n: rows or cases it cost in all
 */
typedef struct
{
  gint64 first_us;
  gint64 last_us;
  gboolean is_unsure;
  guint n_times;
  char *file;
  char *kind;
  guint n;
  char *detail;
} AnjDamageEvent;

void anj_damage_event_free (AnjDamageEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDamageEvent, anj_damage_event_free)

/* (transfer full) (element-type AnjDamageEvent): newest first, those that wait too */
GPtrArray *anj_damage_list (AnjDamage *self);

/**
 * anj_damage_summarize:
 * @events: (element-type AnjDamageEvent): newest first
 *
 * For the hub: how often of each kind, the newest event as `last`, and as `last_lost` the newest
 * that lost cases; one that lost nobody knows how many comes before one with a number.
 *
 * Returns: (transfer full) (nullable): %NULL for no events
 */
JsonObject *anj_damage_summarize (GPtrArray *events);

G_END_DECLS
