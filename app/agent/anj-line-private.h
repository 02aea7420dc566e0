/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-backoff.h"
#include "app/agent/anj-line.h"
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
  gboolean tells_last_seq;
  guint64 last_seq;
  guint64 backed_up_seq;
  guint64 config_epoch;
  guint64 config_version;
  gboolean cache_changed;
  char *cursor;
  JsonArray *tickets; /* (nullable) */
  JsonArray *missing; /* (nullable): attachments that the hub lacks */
} AnjChannelNews;

void anj_channel_news_free (AnjChannelNews *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjChannelNews, anj_channel_news_free)

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

struct _AnjLine
{
  GObject parent_instance;

  AnjLineSetup setup;
  AnjHttpClient *client;     /* (owned) */
  GCancellable *cancellable; /* (owned) */

  AnjLineState state;
  AnjTerminalHealth *health; /* (owned) (nullable): as of the last EXAMINE */
  AnjChannelNews *news;      /* (owned) (nullable): from POLL to COMMIT */
  AnjBackoff backoff;
  guint wait_id;
  guint hold_s;
  gint64 poll_monotonic_us; /* when the newest poll began */
  gboolean has_polled;
  gboolean is_online;
  gint64 last_contact_us;
  gint64 telemetry_monotonic_us; /* 0: never */
  guint told_hash;               /* of the telemetry told last, but for what always changes */
  void (*after_telling) (AnjLine *self);

  gboolean is_sending;
  gboolean send_again;
  guint64 reask_seq;
  AnjBackoff send_backoff;
  guint send_wait_id;
  guint send_tick_id;
  char *refusal; /* (owned) (nullable) */
  AnjLineUpload upload;
};

/* (transfer full): a request to the hub; @body (nullable): JSON for POST */
AnjHttpRequest *anj_line_make_request (AnjLine *self, const char *path, GBytes *body);
/* notes an outcome: the hub answered, or not; emits "status-changed" when that is news */
void anj_line_note_contact (AnjLine *self, const GError *error);
/* puts @key (nullable) into @place; emits "status-changed" when that is news */
void anj_line_note_refusal (AnjLine *self, char **place, const char *key);
/* the next wait of @backoff, or longer when the hub asked for it, within reason */
guint anj_line_next_wait_ms (AnjLine *self, AnjBackoff *backoff, guint at_least_s);

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
/* anj-line-tell.c: health to the hub, now and then; then @then, also when the hub did not take it.
 * Both on one connection: a second one would be a handshake each time */
void anj_line_tell (AnjLine *self, void (*then) (AnjLine *self));

G_END_DECLS
