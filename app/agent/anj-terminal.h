/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-cache-store.h"
#include "app/agent/anj-config-store.h"
#include "app/agent/anj-damage.h"
#include "app/agent/anj-identity.h"
#include "app/agent/anj-ledger.h"
#include "app/agent/anj-time-sense.h"
#include "core/anj-envelope.h"

G_BEGIN_DECLS

/**
 * AnjTerminal:
 *
 * All that the agent keeps, as one thing: outbox, pool, ledger, cache, configuration. Every call
 * may wait for the disk, so it belongs to the store thread (anj-store-thread.h). What a session may
 * ask is up here, what the line does is below. Errors for sessions: %ANJ_AGENT_ERROR_INVALID,
 * _THROTTLED, _UNAVAILABLE, _FULL with a key as message.
 */
typedef struct _AnjTerminal AnjTerminal;

/* @identity, @bootstrap, @clock, @random: (transfer none): outlive it; of @clock only the monotonic
 * time is used (anj-time-sense.h) */
AnjTerminal *anj_terminal_open (const AnjIdentity *identity,
                                const AnjBootstrap *bootstrap,
                                const AnjClock *clock,
                                const AnjRandom *random,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same for who looks on while an agent may be at work: nothing is set aside, salvaged or begun
 * anew; @error: %ANJ_AGENT_ERROR_DAMAGED */
AnjTerminal *anj_terminal_look (const AnjIdentity *identity,
                                const AnjBootstrap *bootstrap,
                                const AnjClock *clock,
                                const AnjRandom *random,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_terminal_close (AnjTerminal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjTerminal, anj_terminal_close)

/* for the one agent that works here, before anything else: removes attachments that a crash left
 * without a case, notes those that are gone */
gboolean
anj_terminal_audit_attachments (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* for the one agent that works here: keeps a reserve of the disk (anj-reserve.h), and gives no
 * number without it */
void anj_terminal_use_reserve (AnjTerminal *self);
/* whether what is kept is kept on the disk; else nothing is accepted */
gboolean anj_terminal_is_on_disk (AnjTerminal *self);

/* (transfer none): for who outlives the terminal, with a reference of its own */
AnjTimeSense *anj_terminal_get_time (AnjTerminal *self);
/* the machine's id of this run, after anj_terminal_open(): what is known of the time goes on when
 * the machine did; nothing is written */
void anj_terminal_resume_time (AnjTerminal *self, const char *boot_id);
/* writes down how long this terminal ran: now and then, at least every five minutes */
gboolean anj_terminal_keep_time (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what the hub says that it is now */
gboolean anj_terminal_hear_time (AnjTerminal *self,
                                 gint64 told_us,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): JSON for `Config` */
char *anj_terminal_make_config (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_terminal_look_up:
 * @index: 16 bytes
 * @proof: 32 bytes
 * @out_record: (out) (transfer full) (nullable): %NULL for a miss, which counts
 * @out_last_viewed: (out) (transfer full): as of anj_ledger_view()
 */
gboolean anj_terminal_look_up (AnjTerminal *self,
                               const guint8 *index,
                               const guint8 *proof,
                               AnjCacheRecord **out_record,
                               char **out_last_viewed,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjReservation:
 *
 * What one connection may submit once.
 */
typedef struct
{
  char *id;
  char *region;
  char *number;
  char *kind;
  gboolean anonymous;
} AnjReservation;

void anj_reservation_free (AnjReservation *self);
AnjReservation *anj_reservation_copy (const AnjReservation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjReservation, anj_reservation_free)

/* @kind: "complaint", …; with ":anonymous" the id says nothing of the time */
AnjReservation *anj_terminal_reserve (AnjTerminal *self,
                                      const char *kind,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_terminal_submit:
 * @attachments: (nullable) (element-type AnjAttachmentFile): those that @header names, in its order
 * @error: also INVALID "attachment-damaged", "attachments-mismatch", "attachment-known" and the
 * keys of anj_allowance_take(); FULL
 *
 * Case and attachments are durable when it returns.
 */
gboolean anj_terminal_submit (AnjTerminal *self,
                              const AnjReservation *reservation,
                              GBytes *header,
                              GBytes *payload,
                              GPtrArray *attachments,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjTicketSource:
 * @ANJ_TICKET_WAITING: only a case that has not left; another is %ANJ_TICKET_ASK_HUB
 * @ANJ_TICKET_LAST_KNOWN: what was known last, for want of a hub; %ANJ_TICKET_ASK_HUB where nothing
 *   is, or only the hub can say whether it has the case
 * @ANJ_TICKET_UNKNOWN_TO_HUB: the hub has none of that number and PIN: one that was handed in here
 *   and is not here any more is lost
 */
typedef enum {
  ANJ_TICKET_WAITING,
  ANJ_TICKET_LAST_KNOWN,
  ANJ_TICKET_UNKNOWN_TO_HUB,
} AnjTicketSource;

typedef enum {
  ANJ_TICKET_ANSWERED,
  ANJ_TICKET_ASK_HUB,
  ANJ_TICKET_FAILED,
} AnjTicketOutcome;

/**
 * anj_terminal_find_ticket:
 * @follow: 32 bytes
 * @out_state: (out) (transfer full): JSON with "offline": true; "state" is "lost" where the case
 *   was lost through a damage
 * @out_answer: (out) (transfer full): maybe empty
 * @error: INVALID "ticket-unknown" (also for a wrong PIN), THROTTLED
 */
AnjTicketOutcome anj_terminal_find_ticket (AnjTerminal *self,
                                           AnjTicketSource source,
                                           const char *region,
                                           const char *number,
                                           const guint8 *follow,
                                           char **out_state,
                                           GBytes **out_answer,
                                           GError **error);
/* the one slip of a ticket of this terminal; @error: INVALID "printed-already" */
gboolean anj_terminal_take_slip (AnjTerminal *self,
                                 const char *region,
                                 const char *number,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what the hub answered to the right PIN */
gboolean anj_terminal_keep_ticket (AnjTerminal *self,
                                   const char *region,
                                   const char *number,
                                   const guint8 *follow,
                                   const char *state,
                                   GBytes *answer,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* a state the channel told; only for tickets known here */
gboolean anj_terminal_update_ticket (AnjTerminal *self,
                                     const char *region,
                                     const char *number,
                                     const char *state,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjTerminalHealth:
 *
 * A picture of the moment. Strings are owned.
 */
typedef struct
{
  gboolean is_synced;
  gboolean is_refetching; /* its cache was damaged: only the records lack */
  guint64 config_epoch;
  guint64 config_version;
  char *config_problem;
  gboolean is_config_expired; /* by a clock that is sure, else by its floor; it goes on serving */
  int printer_mm;             /* of the paper, as the configuration says; 0: nothing */
  gboolean is_config_on_trial;
  guint config_needs;     /* while it is: bits 1 << AnjHealth */
  guint64 rejected_epoch; /* of the highest configuration that was taken back; 0: none */
  guint64 rejected_version;
  char *data_date;
  char *channel_cursor;
  AnjLookupCost cost;     /* what the configuration asks for */
  guint poll_hold_s;      /* the longest poll it allows */
  gint64 generation;      /* of the cache; 0: none */
  gint64 floor_us;        /* it is at least so late: the latest signed time and the hours since */
  gint64 now_us;          /* as far as is known */
  gboolean is_time_sure;  /* now is right, and may be shown */
  gboolean is_clock_sure; /* and a certificate may be judged by it */
  gboolean is_behind;     /* the hub holds cases of ours that are not known here */
  guint64 receipted_seq;
  guint64 backed_up_seq;
  guint64 front_seq;
  guint64 last_seq;
  guint n_waiting; /* with the pool */
  guint n_kept;
  guint n_pooled;
  guint n_refused;
  guint n_lost;
  guint n_unsure;      /* not here any more, and the hub has not said whether it has them */
  guint n_attachments; /* that the hub lacks, those of the pool not counted */
  guint n_attachments_lost;
  guint n_quarantine;
  gboolean is_full;    /* there is no room for a case, and nothing that could go to make some */
  const char *storage; /* (transfer none): "good", "read-only", "disk-error" */
  GPtrArray *damage;   /* (element-type AnjDamageEvent): newest first */
  guint throttle_level;
  guint n_misses_untold; /* that the hub does not know of */
  guint n_power_cuts;    /* that the hub does not know of, as the next */
  guint n_crashes;
  gboolean is_locked;  /* by an admin */
  gboolean is_revoked; /* the hub refuses this terminal */
  gboolean needs_sync; /* no cache, or one of another cost than asked for */
  GPtrArray *hub_cas;  /* (element-type X509): as the configuration in force has them */
  /* as the one that was kept has them, for what outlasts a trial */
  GPtrArray *kept_hub_cas;
} AnjTerminalHealth;

void anj_terminal_health_free (AnjTerminalHealth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjTerminalHealth, anj_terminal_health_free)

AnjTerminalHealth *
anj_terminal_examine (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_terminal_make_batch:
 * @reask_seq: 0, or the sequence of a receipted case to ask a fresh receipt for
 *
 * Lets go what the pool held long enough, then gives the body of `POST /v1/submissions`.
 *
 * Returns: (transfer full) (nullable): %NULL without error: nothing to send
 */
GBytes *anj_terminal_make_batch (AnjTerminal *self, guint64 reask_seq, GError **error);
/* seconds until the anonymous pool is worth a look again: a hundredth of what it may hold a case
 * back; 0: it holds none */
guint anj_terminal_get_look_s (AnjTerminal *self);

/**
 * anj_terminal_next_attachment:
 * @skipped: (element-type utf8): not these
 * @out_sha256: (out) (transfer full) (nullable): %NULL: nothing is to be done
 * @out_n_bytes: (out): its length; 0: it is lost here, and the hub should hear of it
 *
 * The first that the hub lacks, of the cases that it has; then those that are lost.
 */
gboolean anj_terminal_next_attachment (AnjTerminal *self,
                                       GHashTable *skipped,
                                       char **out_sha256,
                                       guint64 *out_n_bytes,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): up to @n_max bytes from @offset on; when the file is gone the attachment counts
 * as lost from now on */
GBytes *anj_terminal_read_attachment (AnjTerminal *self,
                                      const char *sha256,
                                      guint64 offset,
                                      gsize n_max,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the hub has it */
gboolean anj_terminal_confirm_attachment (AnjTerminal *self,
                                          const char *sha256,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the hub says that what it got is not what was named: looks whether the fault is here; then the
 * file goes to quarantine/ */
gboolean anj_terminal_doubt_attachment (AnjTerminal *self,
                                        const char *sha256,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the hub knows that it is lost here */
gboolean anj_terminal_give_up_attachment (AnjTerminal *self,
                                          const char *sha256,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @missing: (element-type utf8): what the hub says it lacks, SHA-256 in hex */
gboolean anj_terminal_reopen_attachments (AnjTerminal *self,
                                          JsonArray *missing,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean anj_terminal_apply_receipt (AnjTerminal *self,
                                     GBytes *der,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @offer: of its needs, what of screen and line; look-ups the terminal sees to itself
 * @error: as anj_config_store_apply() */
gboolean anj_terminal_apply_config (AnjTerminal *self,
                                    const AnjConfigOffer *offer,
                                    gboolean *out_changed,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* anj_config_store_refuse() */
void anj_terminal_refuse_config (AnjTerminal *self, const AnjConfigOffer *offer, const char *why);
/* for the one agent that works here: anj_config_store_resume() */
gboolean anj_terminal_resume_config (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_terminal_keep_config (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_terminal_revert_config (AnjTerminal *self,
                                     const char *reason,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_terminal_outlive_config (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* a look-up of nobody, which counts for nothing: whether a resident's would be answered */
gboolean anj_terminal_probe_look_up (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjConfigEvidence:
 * @der: body of `POST /v1/config-state`
 * @facts: what it says but for the time: the same facts need not be told again
 */
typedef struct
{
  GBytes *der;
  char *facts;
} AnjConfigEvidence;

void anj_config_evidence_free (AnjConfigEvidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjConfigEvidence, anj_config_evidence_free)

/**
 * anj_terminal_sign_config_state:
 * @told: (nullable): facts that were told before
 *
 * Returns: (transfer full) (nullable): %NULL without error: nothing but that, or no configuration
 */
AnjConfigEvidence *
anj_terminal_sign_config_state (AnjTerminal *self, const char *told, GError **error);

/* what the hub holds, by its own word: what it lacks is sent again; when it holds more than was
 * ever made here, nothing is reserved any more (UNAVAILABLE "enrol-again") */
gboolean anj_terminal_rewind (AnjTerminal *self,
                              guint64 hub_last_seq,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* sets a damaged cache.db aside and begins an empty one, to be fetched again */
gboolean anj_terminal_replace_cache (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* anj-terminal-life.c */
/* @boot_id: the machine's; counts how the run before ended */
gboolean anj_terminal_note_start (AnjTerminal *self,
                                  const char *boot_id,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* this run ends in good order */
gboolean anj_terminal_note_end (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the hub knows of so many */
gboolean anj_terminal_forget_ends (AnjTerminal *self,
                                   guint n_power_cuts,
                                   guint n_crashes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the hub knows of so many misses */
gboolean anj_terminal_forget_misses (AnjTerminal *self,
                                     guint n_misses,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* anj-terminal-remote.c */
/**
 * anj_terminal_take_remotes:
 * @commands: [{id, kind, expires}]
 *
 * Writes down what the hub tells us to do (anj-remote-book.h); lock and unlock are done in the same
 * moment. Those known already have no effect.
 */
gboolean anj_terminal_take_remotes (AnjTerminal *self,
                                    JsonArray *commands,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* does the lock or unlock @id (again, where the power went) */
gboolean anj_terminal_set_locked (AnjTerminal *self,
                                  const char *id,
                                  gboolean is_locked,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether the hub refuses this terminal; no resident is served while it does */
gboolean anj_terminal_note_revoked (AnjTerminal *self,
                                    gboolean is_revoked,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * anj_terminal_wipe:
 * @out_detail: (out) (transfer full): what is destroyed, for the admin
 *
 * Removes the cache, copies of it in quarantine/ too, and replaces k_seal where that is in our
 * hands. The old one is in this process's memory still: it must end now. Outbox and ledger stay.
 */
gboolean
anj_terminal_wipe (AnjTerminal *self, char **out_detail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) */
AnjLedger *anj_terminal_get_ledger (AnjTerminal *self);

gboolean anj_terminal_set_channel_cursor (AnjTerminal *self,
                                          const char *cursor,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* anj-terminal-identity.c */
/* (transfer full) (element-type X509): whom this terminal takes for its hub (anj-hub-cas.h) */
GPtrArray *anj_terminal_list_hub_cas (AnjTerminal *self);
/* writes down what an EXAMINE found of them */
gboolean anj_terminal_keep_hub_cas (AnjTerminal *self,
                                    GPtrArray *cas,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* puts back what of certificate, key and their copy is not on the disk as it is in memory, and
 * notes it as damage */
gboolean anj_terminal_keep_identity (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* anj_enrol_fetch_certificate() did its work */
void anj_terminal_note_certificate_returned (AnjTerminal *self);
/* @why: anj_store_keys_prepare() lost k_seal */
void anj_terminal_note_new_key (AnjTerminal *self, const char *why);
/* @pem: this terminal's new certificate, and what leads from it to the hub's CAs; it is that of
 * restarts from now on */
gboolean anj_terminal_keep_certificate (AnjTerminal *self,
                                        const char *pem,
                                        gint64 not_before_us,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
