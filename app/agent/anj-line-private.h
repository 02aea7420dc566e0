/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-backoff.h"
#include "app/agent/anj-config-watch.h"
#include "app/agent/anj-hold.h"
#include "app/agent/anj-line.h"
#include "app/agent/anj-renew.h"
#include "app/agent/anj-room.h"
#include "net/anj-http-client.h"

G_BEGIN_DECLS

#define ANJ_LINE_ANSWER_MAX_BYTES (4u * 1024 * 1024)
#define ANJ_LINE_TIMEOUT_MS 60000

typedef enum {
  ANJ_LINE_STOPPED,
  ANJ_LINE_EXAMINE,
  ANJ_LINE_POLL,
  ANJ_LINE_APPLY,
  ANJ_LINE_CONFIG,
  ANJ_LINE_SYNC,
  ANJ_LINE_COMMIT,
  ANJ_LINE_WAIT,
} AnjLineState;

/* What the channel told, until it is done. */
typedef struct
{
  gint64 time_us; /* now, by the hub; 0: it did not say */
  gboolean tells_last_seq;
  guint64 last_seq;
  guint64 backed_up_seq;
  char *generation; /* of the hub's database */
  guint64 config_epoch;
  guint64 config_version;
  gboolean cache_changed;
  char *cursor;
  JsonArray *tickets;  /* (nullable) */
  JsonArray *missing;  /* (nullable): attachments that the hub lacks */
  JsonArray *commands; /* (nullable) */
} AnjChannelNews;

void anj_channel_news_free (AnjChannelNews *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjChannelNews, anj_channel_news_free)
/* @body: the hub's answer; @old_cursor: (nullable): holds on where it tells none */
AnjChannelNews *anj_channel_news_parse (GBytes *body,
                                        const char *old_cursor,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* in the store thread: what was told of commands, cases, attachments and tickets */
gboolean anj_channel_news_apply (AnjTerminal *terminal,
                                 const AnjChannelNews *news,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The configuration that was refused last; all 0: none. */
typedef struct
{
  guint64 epoch;
  guint64 version;
  gint64 monotonic_us;
} AnjLineRefusal;

/* Look-ups that the hub does not know of; all 0: none. */
typedef struct
{
  guint n;
  guint n_missed;
  guint unmended;
  gint64 since_monotonic_us;
} AnjLookUps;

/* What anj-line-attach.c is at. */
typedef struct
{
  char *sha256;        /* (owned) (nullable): under way */
  guint64 n_bytes;     /* of it */
  guint64 at;          /* how many the hub has */
  gsize piece_bytes;   /* how long the next piece may be */
  GHashTable *skipped; /* (owned) (element-type utf8): refused in this round */
  AnjBackoff backoff;
  guint wait_id;
  gint64 begun_monotonic_us; /* the request under way */
  char *refusal;             /* (owned) (nullable) */
} AnjLineUpload;

/* What anj-line-remote.c is at. */
typedef struct
{
  GPtrArray *entries; /* (owned) (nullable) (element-type AnjRemoteEntry): in a round of them */
  guint at;           /* which of them */
  GHashTable *begun;  /* (owned) (element-type utf8): ids, by this process */
  gboolean is_untold; /* the hub could not be told in the last round */
  gboolean is_sync_wanted;
  gboolean is_renewing;
  void (*after_telling) (AnjLine *self);
  void (*then) (AnjLine *self);
} AnjLineRemote;

struct _AnjLine
{
  GObject parent_instance;

  AnjLineSetup setup;
  AnjHttpClient *client;     /* (owned) */
  AnjConfigWatch *watch;     /* (owned) */
  AnjRenew *renew;           /* (owned) */
  GCancellable *cancellable; /* (owned) */

  AnjLineState state;
  AnjTerminalHealth *health; /* (owned) (nullable): as of the last EXAMINE */
  AnjChannelNews *news;      /* (owned) (nullable): from POLL to COMMIT */
  AnjLineRefusal refused_config;
  gboolean follows_config; /* of this number; FALSE: none yet */
  guint64 followed_epoch;
  guint64 followed_version;
  char *told_config;    /* (owned) (nullable): the hub has evidence of these facts */
  char *hub_generation; /* (owned) (nullable): of the database that it is in */
  AnjBackoff backoff;
  guint wait_id;
  AnjHold hold;
  GCancellable *poll_cancellable; /* (owned) (nullable): of the newest poll */
  gboolean begins_anew;           /* the poll was cut off on purpose */
  gint64 poll_monotonic_us;       /* when the newest poll began */
  gboolean has_polled;
  gboolean is_online;
  gint64 last_contact_us;
  AnjTold told;     /* the telemetry */
  guint n_failures; /* polls that no hub answered, since the telemetry told last */
  void (*after_telling) (AnjLine *self);

  AnjLookUps look_ups;
  AnjLookUps look_ups_told; /* in the report that is under way */
  guint look_ups_id;
  gboolean has_recalled_misses;
  guint time_id;

  gboolean is_sending;
  gboolean send_again;
  guint64 reask_seq;
  AnjBackoff send_backoff;
  guint send_wait_id;
  guint send_tick_id;
  char *refusal; /* (owned) (nullable) */
  AnjLineUpload upload;
  AnjLineRemote remote;
  gboolean is_revoked;    /* as the hub said last */
  gboolean knows_revoked; /* it said so since the start */
};

/* (transfer full): a request to the hub; @body (nullable): JSON for POST */
AnjHttpRequest *anj_line_make_request (AnjLine *self, const char *path, GBytes *body);
/* notes an outcome: the hub answered, or not; emits "status-changed" when that is news */
void anj_line_note_contact (AnjLine *self, const GError *error);
/* puts @key (nullable) into @place; emits "status-changed" when that is news */
void anj_line_note_refusal (AnjLine *self, char **place, const char *key);
/* the next wait of @backoff after @error, or longer when the hub asked for it, within reason; a
 * disk without room is no reason to wait ever longer */
guint anj_line_next_wait_ms (AnjLine *self, AnjBackoff *backoff, const GError *error);

/* goes on with @state */
void anj_line_enter (AnjLine *self, AnjLineState state);
/* waits, then goes on with EXAMINE */
void anj_line_fail (AnjLine *self, const GError *error);
/* an AnjStoreMaker: the terminal's health; the agent's other processes trust the hub as it does */
gpointer anj_line_job_examine (AnjTerminal *terminal, gpointer data, GError **error);
/* @health: (transfer full): as of now */
void anj_line_take_health (AnjLine *self, AnjTerminalHealth *health);
/* what is waited for, also by a poll, is not worth it any more: EXAMINE */
void anj_line_begin_anew (AnjLine *self);

/* anj-line-renew.c */
/* with the certificate and the hub's CAs of now; connections made before are used no more */
void anj_line_renew_client (AnjLine *self);
/* (transfer full) */
AnjRenew *anj_line_make_renew (AnjLine *self);
/* after an EXAMINE, and a trial: whether the certificate wants to be renewed */
void anj_line_consider_renewal (AnjLine *self);

/* anj-line-config.c */
/* the hub offers a newer one; whether it is worth fetching */
gboolean anj_line_has_newer_config (AnjLine *self);
gboolean anj_line_wants_config (AnjLine *self);
/* the state CONFIG */
void anj_line_fetch_config (AnjLine *self);
/* after each anj_line_take_health(): when another configuration is in force than before, sessions
 * hear of it, the line connects anew, and a trial is watched */
void anj_line_follow_config (AnjLine *self);
/* the watch's "settled" */
void anj_line_on_settled (AnjLine *self);
/* a restored hub does not know what it was told */
void anj_line_note_generation (AnjLine *self, const char *generation);
/* evidence of the configuration to the hub, unless it has it; then @then (nullable), also when the
 * hub did not take it */
void anj_line_tell_config (AnjLine *self, void (*then) (AnjLine *self));

/* anj-line-send.c */
void anj_line_send_stop (AnjLine *self);
/* nothing more to send for now */
void anj_line_send_end (AnjLine *self);
/* anj-line-attach.c: goes on with the attachments, then calls anj_line_send_end() */
void anj_line_attach (AnjLine *self);
void anj_line_attach_init (AnjLine *self);
void anj_line_attach_stop (AnjLine *self);
void anj_line_attach_clear (AnjLine *self);
/* anj-line-sync.c: runs the child; the callback gets a boolean GTask result */
void anj_line_sync_async (AnjLine *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean anj_line_sync_finish (AnjLine *self, GAsyncResult *result, GError **error);
/* anj-line-remote.c: does and tells what the hub told us to do, then @then */
void anj_line_do_remotes (AnjLine *self, void (*then) (AnjLine *self));
/* a sync went well */
void anj_line_end_syncs (AnjLine *self);
void anj_line_remote_init (AnjLine *self);
void anj_line_remote_clear (AnjLine *self);
/* a renewal is over, as AnjRenewSetup has it: maybe an admin waits for it */
void anj_line_remote_renewed (AnjLine *self, gboolean is_fresh, const GError *error);
/* anj-line-time.c: from the start to the end */
void anj_line_time_start (AnjLine *self);
void anj_line_time_stop (AnjLine *self);
/* anj-line-look-ups.c */
/* with the first health: misses that the run before could not tell */
void anj_line_recall_misses (AnjLine *self);
/* into a report that will be sent now, with anj_line_look_ups_answered() when it was */
void anj_line_put_look_ups (AnjLine *self, JsonObject *report);
void anj_line_look_ups_answered (AnjLine *self, gboolean is_taken);
void anj_line_look_ups_stop (AnjLine *self);
/* anj-line-tell.c */
/* @is_on_disk: cases can be written: tells the hub where that, or the room that is left, is worse
 * than it knows */
void anj_line_tell_trouble (AnjLine *self, gboolean is_on_disk);
/* a report beside what else is under way */
void anj_line_tell_beside (AnjLine *self);
/* anj-line-tell.c: health to the hub, now and then; then @then, also when the hub did not take it.
 * Both on one connection: a second one would be a handshake each time */
void anj_line_tell (AnjLine *self, void (*then) (AnjLine *self));

G_END_DECLS
