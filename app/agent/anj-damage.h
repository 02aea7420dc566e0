/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-db.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjDamageKind:
 * @ANJ_DAMAGE_SALVAGED: "salvaged": what was good went on, what was not was set aside
 * @ANJ_DAMAGE_REPLACED: "replaced": set aside whole; an earlier copy, a fetched one or an empty
 *   one stands in
 * @ANJ_DAMAGE_DISK_ERROR: "disk-error": the disk failed to read or write
 * @ANJ_DAMAGE_READ_ONLY: "read-only": the state directory could not be written
 * @ANJ_DAMAGE_LOST: "lost": cases that residents handed in and nobody here holds any more
 */
typedef enum {
  ANJ_DAMAGE_SALVAGED,
  ANJ_DAMAGE_REPLACED,
  ANJ_DAMAGE_DISK_ERROR,
  ANJ_DAMAGE_READ_ONLY,
  ANJ_DAMAGE_LOST,
} AnjDamageKind;
#define ANJ_DAMAGE_N_KINDS 5

/* (transfer none): as above */
const char *anj_damage_kind_to_string (AnjDamageKind kind);

/**
 * AnjDamage:
 *
 * What happened to the files of the state directory, for `check`, the journal and the hub. An event
 * is a row of ledger.db; while that cannot be written it waits in memory. The same again, with
 * nothing else between, makes one event that happened several times.
 */
typedef struct _AnjDamage AnjDamage;

/* @clock: (transfer none): outlives it */
AnjDamage *anj_damage_new (const AnjClock *clock);
void anj_damage_free (AnjDamage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDamage, anj_damage_free)

/**
 * anj_damage_note:
 * @self: (nullable): then it is only a warning in the journal
 * @file: name within the state directory: "outbox.db", "config/current.cms"
 * @n: how many rows or cases it cost; 0: none, or not to be counted
 * @detail: what was found, in English, with nothing of a resident in it
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

/* the table, as a script of ledger.db's migrations */
#define ANJ_DAMAGE_TABLE                                                                           \
  "CREATE TABLE damage (seq INTEGER PRIMARY KEY AUTOINCREMENT, first_us INTEGER NOT NULL,"         \
  " last_us INTEGER NOT NULL, n_times INTEGER NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL,"   \
  " n INTEGER NOT NULL, detail TEXT NOT NULL);"

/**
 * AnjDamageEvent:
 * @first_us: wall clock when it happened first
 * @last_us: and last
 * @n: rows or cases it cost in all
 */
typedef struct
{
  gint64 first_us;
  gint64 last_us;
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

G_END_DECLS
