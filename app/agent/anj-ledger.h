/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjLedger:
 *
 * ledger.db: what else must survive a power cut: counters and marks, the clock's floor, when a
 * record was last viewed, what a ticket's sender may be told without the hub. Tickets and looks are
 * keyed by an HMAC and sealed under k_out; no table keeps an order of what residents did.
 */
typedef struct _AnjLedger AnjLedger;

AnjLedger *anj_ledger_open (const char *state_dir,
                            const guint8 *k_out,
                            const AnjRandom *random,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %ANJ_DB_COPY of what can be read, empty where nothing can */
AnjLedger *anj_ledger_open_copy (const char *state_dir,
                                 const guint8 *k_out,
                                 const AnjRandom *random,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_ledger_close (AnjLedger *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjLedger, anj_ledger_close)

/* leaves the file alone and goes on with a copy, or with the file again: then all that rested on
 * writes that failed is written anew. Where that fails, it stays a copy */
gboolean
anj_ledger_reopen (AnjLedger *self, gboolean is_copy, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_ledger_salvage:
 * @real_us: names the damaged file in quarantine/
 *
 * For a ledger.db that nobody has open: makes a new one of what can be read, table by table from
 * both ends, and sets the damaged one aside. It has %ANJ_NOTE_SALVAGED then, until what is lost got
 * safe values (anj-terminal-repair.c). After a power cut in it
 * anj_successor_take_place() goes on.
 */
gboolean anj_ledger_salvage (const char *state_dir,
                             gint64 real_us,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): for the parts of the ledger that have files of their own */
struct _AnjDb *anj_ledger_get_db (AnjLedger *self);

/* Marks: named integers */
#define ANJ_MARK_FLOOR_US "floor_us"
/* 1 while the hub holds cases of this terminal that the terminal does not know */
#define ANJ_MARK_BEHIND "behind"
#define ANJ_MARK_TICKETS "tickets"
#define ANJ_MARK_CONFIG_EPOCH "config_epoch"
#define ANJ_MARK_CONFIG_VERSION "config_version"
#define ANJ_MARK_MISSES "misses"
/* powered time of the last one (or when the guess delay is begun with), and how long it has to be
 * waited after it */
#define ANJ_MARK_MISS_POWERED_US "miss_powered_us"
#define ANJ_MISS_JUST_NOW ((gint64) -1)
#define ANJ_MARK_MISS_WAIT_US "miss_wait_us"
/* quiet time that one miss is forgiven for */
#define ANJ_MARK_MISS_FORGIVE_US "miss_forgive_us"

/* misses that the hub does not know of */
#define ANJ_MARK_MISSES_UNTOLD "misses_untold"
/* of anj-time-sense.h: µs that the agent ran (anj-powered-mark.h has more); how far the floor is
 * ahead of it */
#define ANJ_MARK_POWERED_US "powered_us"
#define ANJ_MARK_FLOOR_AHEAD_US "floor_ahead_us"

/* 1: an admin locked this terminal */
#define ANJ_MARK_LOCKED "locked"
/* 1: the hub refuses this terminal: it was revoked, or set aside as one of two */
#define ANJ_MARK_REVOKED "revoked"

/* 1 once there were records in cache.db */
#define ANJ_MARK_HAD_RECORDS "had_records"

/* anonymous cases that were lost from the pool */
#define ANJ_MARK_POOL_LOST "pool_lost"

/* 1 from the end of a run in good order to the next start */
#define ANJ_MARK_ENDED "ended"
/* runs that ended otherwise, while the machine ran on or with it; the hub does not know of them */
#define ANJ_MARK_CRASHES "crashes"
#define ANJ_MARK_POWER_CUTS "power_cuts"

/* whether it was ever set */
gboolean anj_ledger_has_mark (AnjLedger *self, const char *name);
/* 0 when it was never set */
gint64 anj_ledger_get_mark (AnjLedger *self, const char *name);
gboolean anj_ledger_set_mark (AnjLedger *self, const char *name, gint64 value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* all @n_marks or none */
typedef struct
{
  const char *name;
  gint64 value;
} AnjMark;
gboolean anj_ledger_set_marks (AnjLedger *self, const AnjMark *marks, gsize n_marks, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* the same, each only upwards */
gboolean anj_ledger_raise_marks (AnjLedger *self,
                                 const AnjMark *marks,
                                 gsize n_marks,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* sets it only upwards */
gboolean anj_ledger_raise_mark (AnjLedger *self, const char *name, gint64 value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* while a configuration is on trial (anj-probation.h): how often it was begun with, what it has to
 * be good for */
#define ANJ_MARK_CONFIG_STARTS "config_starts"
#define ANJ_MARK_CONFIG_NEEDS "config_needs"

/* Notes: named texts; (transfer full) (nullable) */
#define ANJ_NOTE_CHANNEL_CURSOR "channel_cursor"
/* the machine's, of the last run */
#define ANJ_NOTE_BOOT_ID "boot_id"
/* whom configurations are taken from: base64 of AnjConfigTrust's bytes */
#define ANJ_NOTE_CONFIG_TRUST "config_trust"
/* "ROWS TABLE, …": how many rows were saved, and the tables that lost some, or all of them */
#define ANJ_NOTE_SALVAGED "salvaged"
#define ANJ_LEDGER_ALL_TABLES "all"
/* base64 of the newest link's place and hash, sealed (anj-outbox-marks.h) */
#define ANJ_NOTE_OUTBOX_WITNESS "outbox_witness"
char *anj_ledger_get_note (AnjLedger *self, const char *name);
gboolean anj_ledger_set_note (AnjLedger *self, const char *name, const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_ledger_remove_note (AnjLedger *self,
                                 const char *name,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_ledger_keep_config:
 * @trust: what %ANJ_NOTE_CONFIG_TRUST is from now on
 *
 * (@epoch, @version) is the highest configuration kept, no trial goes on, and no older one needs to
 * be known as rejected; all or nothing.
 */
gboolean anj_ledger_keep_config (AnjLedger *self,
                                 gint64 epoch,
                                 gint64 version,
                                 const char *trust,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjRejectedConfig:
 * @sha256: of the bundle, in hex
 * @reason: "screen", "look-up", "line" or "starts"
 *
 * A configuration that was tried and taken back: no other under its number is ever taken.
 */
typedef struct
{
  gint64 epoch;
  gint64 version;
  char *sha256;
  char *reason;
} AnjRejectedConfig;

void anj_rejected_config_free (AnjRejectedConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjRejectedConfig, anj_rejected_config_free)

/* ends the trial too */
gboolean anj_ledger_reject_config (AnjLedger *self,
                                   const AnjRejectedConfig *rejected,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* when in doubt, it is */
gboolean anj_ledger_is_config_rejected (AnjLedger *self, gint64 epoch, gint64 version);
/* (transfer full) (nullable): the highest */
AnjRejectedConfig *anj_ledger_get_rejected_config (AnjLedger *self);

/**
 * anj_ledger_take_ticket:
 * @n_slice: numbers in this terminal's slice
 * @out_sequence: (out): one never given before, also not after a crash or with a counter that is
 *   lower than it was (anj-ticket-mark.h)
 * @error: %ANJ_AGENT_ERROR_FULL when the slice is used up
 */
gboolean anj_ledger_take_ticket (AnjLedger *self,
                                 guint32 n_slice,
                                 guint32 *out_sequence,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* it was looked at while nobody knew what day it was */
#define ANJ_VIEWED_UNKNOWN "unknown"

/**
 * anj_ledger_view:
 * @at: RFC 3339 time of this look, or %ANJ_VIEWED_UNKNOWN
 * @out_last: (out) (transfer full): when the record was looked at before, "" if never
 */
gboolean anj_ledger_view (AnjLedger *self,
                          const char *record,
                          const char *at,
                          char **out_last,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjFollowUp:
 * @state: JSON, as the hub last said
 * @answer: (nullable): sealed under the PIN
 */
typedef struct
{
  guint8 follow_hash[32];
  char *state;
  GBytes *answer;
} AnjFollowUp;

void anj_follow_up_free (AnjFollowUp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjFollowUp, anj_follow_up_free)

gboolean anj_ledger_put_follow_up (AnjLedger *self,
                                   const char *region,
                                   const char *number,
                                   const AnjFollowUp *follow_up,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether a case was handed in under this number, as far as it is known here */
gboolean anj_ledger_knows_ticket (AnjLedger *self, const char *region, const char *number);
/* (transfer full) (nullable): NULL without error: not known here */
AnjFollowUp *
anj_ledger_get_follow_up (AnjLedger *self, const char *region, const char *number, GError **error);

/**
 * anj_ledger_try_follow:
 * @powered_us: anj_time_sense_powered_us()
 * @out_wait_us: (out): 0 when the try may be made (and is counted already), else how long to wait
 *
 * Five tries an hour a ticket; counted before the answer is known, given back with
 * anj_ledger_forgive_follow() when it was right.
 */
gboolean anj_ledger_try_follow (AnjLedger *self,
                                const char *region,
                                const char *number,
                                gint64 powered_us,
                                gint64 *out_wait_us,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_ledger_forgive_follow (AnjLedger *self,
                                    const char *region,
                                    const char *number,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* that the slip of this ticket is printed, before it is; @error: INVALID "printed-already":
 * somebody took it before, also before a crash */
gboolean anj_ledger_take_slip (AnjLedger *self,
                               const char *region,
                               const char *number,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ids of anonymous cases in the pool, so that a lost one is named */
gboolean
anj_ledger_add_pooled (AnjLedger *self, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_ledger_remove_pooled (AnjLedger *self,
                                   const char *id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @ids (element-type utf8) are named no more, and counted in %ANJ_MARK_POOL_LOST; all or none */
gboolean
anj_ledger_lose_pooled (AnjLedger *self, GPtrArray *ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *anj_ledger_get_pooled (AnjLedger *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
