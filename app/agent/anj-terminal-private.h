/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-attachment-seal.h"
#include "app/agent/anj-config-store.h"
#include "app/agent/anj-damage.h"
#include "app/agent/anj-guess-delay.h"
#include "app/agent/anj-terminal.h"
#include "app/agent/anj-time-sense.h"

G_BEGIN_DECLS

/* it is there while an admin's lock is on */
#define ANJ_LOCKED_FILE "locked"

/**
 * AnjStorage:
 * @ANJ_STORAGE_GOOD: ledger and outbox are on the disk
 * @ANJ_STORAGE_READ_ONLY: the state directory cannot be written
 * @ANJ_STORAGE_FAILING: the disk fails
 *
 * But for the first, ledger and outbox are copies in memory, or files that were taken away and
 * cannot be written anew: look-ups and information go on, and nothing is accepted.
 */
typedef enum {
  ANJ_STORAGE_GOOD,
  ANJ_STORAGE_READ_ONLY,
  ANJ_STORAGE_FAILING,
} AnjStorage;

struct _AnjTerminal
{
  const AnjIdentity *identity;   /* (unowned): outlives this, as the next three */
  const AnjBootstrap *bootstrap; /* (unowned) */
  const AnjClock *clock;         /* (unowned): @time's: never the wall clock */
  const AnjRandom *random;       /* (unowned) */
  AnjLedger *ledger;             /* (owned) */
  AnjTimeSense *time;            /* (owned) */
  AnjGuessDelay *guess_delay;    /* (owned) */
  AnjConfigPlace place;          /* what @identity says */
  AnjConfigStore *config;        /* (owned) */
  AnjOutbox *outbox;             /* (owned) */
  AnjAnonymousPool *pool;        /* (owned) */
  AnjCacheStore *cache;          /* (owned) (nullable): NULL after a damage that would not heal */
  AnjDamage *damage;             /* (owned) */
  gboolean may_mend; /* the one agent that works here: it may set aside, salvage, write anew */
  AnjStorage storage;
  char *storage_problem; /* (owned) (nullable) */
  gint64 storage_try_us; /* monotonic: when the disk was tried last */
  gboolean is_rescued; /* what stands in for outbox.db was written by this run, as the book tells */
  gboolean is_cache_copy;
  gint64 cache_checked_us; /* monotonic: when all of it was found whole; 0: never */
  gboolean has_reserve;    /* the file is kept (anj-reserve.h) */
  guint8 ticket_key[32];
  GBytes *seen_key;  /* (owned) (nullable): file of the certificate's key, found good */
  GBytes *seen_copy; /* (owned) (nullable): identity.copy, found good for the next */
  char *seen_pem;    /* (owned) (nullable) */
  AnjAttachmentFolder attachments;
  gboolean is_wiped; /* nothing is looked up any more */
  guint n_lost;
};

/* µs UTC, as far as is known */
gint64 anj_terminal_now_us (AnjTerminal *self);
/* what the configuration in force says here; NULL: none */
JsonObject *anj_terminal_get_document (AnjTerminal *self);
/* sets UNAVAILABLE "not-synced" while cache or configuration lack */
AnjCacheGeneration *anj_terminal_require_synced (AnjTerminal *self, GError **error);
/* sets LOCKED "locked" or "revoked" where no resident is served */
gboolean anj_terminal_require_open (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64 anj_terminal_get_hold_us (AnjTerminal *self);

/* anj-terminal-storage.c */
/* opens ledger, outbox and pool, on the disk or as copies; @self has identity, clock and random,
 * and gets its time and its damage book. @may_mend FALSE: changes nothing but what opening does;
 * @error DAMAGED then */
gboolean anj_terminal_open_storage (AnjTerminal *self,
                                    gboolean may_mend,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* to be called before each thing that is asked of the terminal: when the disk failed, or is well
 * again, goes from file to copy or back; files that were taken away are written anew. Cheap while
 * all is well */
void anj_terminal_mend (AnjTerminal *self);
/* the same; sets UNAVAILABLE "storage" where nothing may be accepted */
gboolean anj_terminal_require_storage (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether the state directory shows that a terminal was in use here, whatever became of ledger.db
 * and outbox.db; FALSE at the first start */
gboolean anj_terminal_was_at_work (AnjTerminal *self);
/* (transfer none): "good", "read-only", "disk-error" */
const char *anj_storage_to_string (AnjStorage storage);
/* anj-terminal-rescue.c */
/* whether ledger or outbox were taken away while they are in use */
gboolean anj_terminal_needs_rescue (AnjTerminal *self);
/* writes down anew what was taken away, for the next opening, and notes it in the book, which waits
 * for the new ledger from now on. Without success what is open is all there is of it, and has to
 * stay open */
gboolean anj_terminal_rescue (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* anj-terminal-room.c */
/* whether there is room for one more case beside the reserve; lets kept cases go for it; sets FULL
 */
gboolean anj_terminal_require_room (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* no room now; nothing is let go to find some */
gboolean anj_terminal_is_full (AnjTerminal *self);
/* gives up some of the reserve, for what has its number already, and for receipts; FALSE: there is
 * none left */
gboolean anj_terminal_give_up_reserve (AnjTerminal *self);
/* takes it again when there is room */
void anj_terminal_keep_reserve (AnjTerminal *self);
/* anj-terminal-cache.c */
/* what is known of guesses stands where a lost ledger does not take it along */
void anj_terminal_keep_misses (AnjTerminal *self);
/* opens it; one that cannot be opened is tried again with the next question */
void anj_terminal_try_cache (AnjTerminal *self);
/* (nullable): the generation that answers; a damaged cache gives way to an empty one */
AnjCacheGeneration *anj_terminal_read_cache (AnjTerminal *self, GError **error);
/* whether it had records, and has to be fetched again: all else goes on */
/* @generation: (nullable): what anj_terminal_read_cache() gave */
gboolean anj_terminal_is_refetching (AnjTerminal *self, const AnjCacheGeneration *generation);
/* sets UNAVAILABLE "not-synced" while there is no configuration, or never was a cache */
gboolean anj_terminal_require_service (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* looks through all of it, now and then */
void anj_terminal_check_cache (AnjTerminal *self);
/* anj-terminal-repair.c */
/* safe values for what a salvaged ledger lost */
gboolean anj_terminal_repair (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* anj-terminal-outbox.c */
/**
 * anj_terminal_open_outbox:
 * @mode: as anj_outbox_open()
 * @may_mend: whether a damaged one is salvaged; for the one agent that works here
 *
 * Opens outbox and pool. Leaves both closed without success.
 */
gboolean anj_terminal_open_outbox (AnjTerminal *self,
                                   AnjDbMode mode,
                                   gboolean may_mend,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_terminal_close_outbox (AnjTerminal *self);
/* tells the ledger of the newest link; a failure is only logged */
void anj_terminal_note_outbox (AnjTerminal *self);

/* anj-terminal-cases.c */
/* what the sender of the case of @header may be told while nothing else is known of it */
gboolean anj_terminal_keep_follow_up (AnjTerminal *self,
                                      const AnjHeader *header,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* anj-terminal-attachments.c */
/* puts @files (nullable) (element-type AnjAttachmentFile), which @header names, into attachments/
 */
gboolean anj_terminal_keep_attachments (AnjTerminal *self,
                                        const AnjHeader *header,
                                        GPtrArray *files,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* of those that @header names, how many are damaged or gone here */
guint anj_terminal_count_lost_attachments (AnjTerminal *self, const AnjHeader *header);
/* takes them away again: their case was not kept */
void anj_terminal_drop_attachments (AnjTerminal *self, const AnjHeader *header);

G_END_DECLS
