/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-cert.h"
#include "hub/hub-peer.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/* Tokens, number slices and terminals in the store. Caller holds the store's lock. */

#define HUB_SLICE_SIZE 131072u
#define HUB_TOKEN_DEFAULT_HOURS 72
#define HUB_TOKEN_MAX_HOURS 72
#define HUB_CERT_DAYS 90

typedef enum {
  HUB_TOKEN_OK,
  HUB_TOKEN_UNKNOWN,
  HUB_TOKEN_USED,
  HUB_TOKEN_EXPIRED,
} HubTokenState;

/**
 * hub_token_issue:
 * @region: village code
 * @expires_us: µs UTC
 *
 * Returns: (transfer full): "ANJ1-" + 26 characters; only its SHA-256 is kept. Free with
 *   anj_secret_string_free()
 */
char *hub_token_issue (HubStore *store,
                       const AnjRandom *random,
                       const char *region,
                       gint64 now_us,
                       gint64 expires_us,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): how the store knows @token; as Crockford reads: case, O for 0, I and L for 1 do
 * not matter */
GBytes *hub_token_hash (const char *token);

/* @token is for @terminal: who enrols with it goes on as that one, with another key; belongs in the
 * transaction that issued it */
gboolean hub_token_set_replaced (HubStore *store,
                                 const char *token,
                                 const char *terminal,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @out_terminal: (out) (transfer full) (nullable): %NULL: @token is for a new one */
gboolean hub_token_get_replaced (HubStore *store,
                                 const char *token,
                                 char **out_terminal,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_token_look:
 * @token: as it was typed; case does not matter
 * @out_region: (out) (transfer full) (nullable): for %HUB_TOKEN_OK
 */
gboolean hub_token_look (HubStore *store,
                         const char *token,
                         gint64 now_us,
                         HubTokenState *out_state,
                         char **out_region,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* marks it used by @terminal; belongs in the transaction that records the terminal */
gboolean hub_token_burn (HubStore *store,
                         const char *token,
                         const char *terminal,
                         gint64 now_us,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_terminal_next_slice:
 * @out_first: first index of a slice of %HUB_SLICE_SIZE numbers that nobody had before
 * @out_is_exhausted: the village's space is given away; @out_first is untouched
 */
gboolean hub_terminal_next_slice (HubStore *store,
                                  const char *region,
                                  guint32 *out_first,
                                  gboolean *out_is_exhausted,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* slices of @region below the @next-th are given away; never goes back */
gboolean hub_terminal_skip_slices (HubStore *store,
                                   const char *region,
                                   guint32 next,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "t-" + 12 hex digits */
char *hub_terminal_draw_id (const AnjRandom *random);
gboolean hub_terminal_is_id (const char *text);

gboolean hub_terminal_add (HubStore *store,
                           const char *id,
                           const char *region,
                           guint32 slice_first,
                           const char *fingerprint,
                           gint64 now_us,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): who is let in as @id, or by the key @key_sha256 where @id is %NULL;
 * %NULL without error: nobody. Of several with one key, as an enrolment whose answer was lost
 * leaves them, the newest */
HubPeer *hub_terminal_find (HubStore *store, const char *id, const char *key_sha256, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_TERMINAL_ACTIVE,
  HUB_TERMINAL_REVOKED,
  HUB_TERMINAL_QUARANTINED, /* hub-quarantine.h */
  HUB_TERMINAL_UNKNOWN,
} HubTerminalState;

gboolean hub_terminal_state (HubStore *store,
                             const char *id,
                             HubTerminalState *out_state,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same for who shows the key of @key_sha256: with another key than the terminal has they are
 * UNKNOWN, whoever signed their certificate; with one that it had they are REVOKED */
gboolean hub_terminal_state_of_key (HubStore *store,
                                    const char *id,
                                    const char *key_sha256,
                                    HubTerminalState *out_state,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubCertificate:
 * @cert: (owned) (nullable): %NULL where only its name and end are known, from terminals.log
 * @not_after_us: µs UTC; 0: nothing is known
 *
 * The newest certificate of a terminal.
 */
typedef struct
{
  X509 *cert;
  gint64 not_after_us;
} HubCertificate;

/* @key_sha256: (nullable): is not @id's any more */
gboolean hub_terminal_retire_key (HubStore *store,
                                  const char *id,
                                  const char *key_sha256,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void hub_certificate_clear (HubCertificate *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubCertificate, hub_certificate_clear)

gboolean hub_terminal_get_certificate (HubStore *store,
                                       const char *id,
                                       HubCertificate *out_certificate,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @cert is the terminal's newest from now on, @ca issued it; its key is the terminal's */
gboolean
hub_terminal_set_certificate (HubStore *store, const char *id, X509 *cert, X509 *ca, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* the same of one that is known by @fingerprint alone, @ca (nullable) by its own; an older one than
 * is known is left */
gboolean hub_terminal_note_certificate (HubStore *store,
                                        const char *id,
                                        const char *fingerprint,
                                        gint64 not_after_us,
                                        const char *ca,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* no error for one that is revoked already; @out_known says whether there is such a terminal.
 * terminals.log is the caller's to write, before */
gboolean hub_terminal_revoke (HubStore *store,
                              const char *id,
                              const char *reason,
                              const char *actor,
                              gint64 now_us,
                              gboolean *out_known,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
