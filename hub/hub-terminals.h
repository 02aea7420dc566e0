/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

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

gboolean hub_terminal_add (HubStore *store,
                           const char *id,
                           const char *region,
                           guint32 slice_first,
                           const char *fingerprint,
                           gint64 now_us,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_TERMINAL_ACTIVE,
  HUB_TERMINAL_REVOKED,
  HUB_TERMINAL_UNKNOWN,
} HubTerminalState;

gboolean hub_terminal_state (HubStore *store,
                             const char *id,
                             HubTerminalState *out_state,
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

/**
 * hub_terminal_list:
 * @id: (nullable): only this one
 *
 * Returns: (transfer full): [{id, region, state, last_seen, config_version, outbox, enrolled,
 *   slice}]; last_seen is null for one that never called
 */
JsonArray *
hub_terminal_list (HubStore *store, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
