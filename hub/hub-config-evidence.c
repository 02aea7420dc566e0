/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-config-evidence.h"

#include "core/anj-cms.h"
#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

#define MAX_REASON_CHARS 200

static const char *const names[] = {
  [HUB_EVIDENCE_NONE] = NULL,
  [HUB_EVIDENCE_TOLD] = "told",
  [HUB_EVIDENCE_PROBATION] = "probation",
  [HUB_EVIDENCE_KEPT] = "kept",
  [HUB_EVIDENCE_REVERTED] = "reverted",
  [HUB_EVIDENCE_REFUSED] = "refused",
  [HUB_EVIDENCE_OTHER] = "other",
};

gboolean
hub_evidence_is_failure (HubEvidence evidence)
{
  return evidence >= HUB_EVIDENCE_REVERTED;
}

static HubEvidence
parse_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL && g_strcmp0 (names[i], name) == 0)
      return (HubEvidence) i;
  return HUB_EVIDENCE_NONE;
}

gboolean
hub_config_evidence_read (HubStore *store,
                          guint64 epoch,
                          guint64 version,
                          const char *terminal,
                          HubEvidence *out_evidence,
                          GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT state FROM config_states WHERE epoch = ? AND version = ? AND terminal = ?", "iit",
      (gint64) epoch, (gint64) version, terminal);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_evidence = row ? parse_name (hub_stmt_text (stmt, 0)) : HUB_EVIDENCE_NONE;
  return TRUE;
}

gboolean
hub_config_evidence_add_told (HubStore *store,
                              const AnjConfig *config,
                              const char *terminal,
                              guint group,
                              const char *hardware,
                              gint64 now_us,
                              GError **error)
{
  return hub_store_run (store, error,
                        "INSERT INTO config_states (epoch, version, terminal, state, grp, hardware,"
                        " told_us) VALUES (?, ?, ?, 'told', ?, ?, ?)",
                        "iititi", (gint64) anj_config_epoch (config),
                        (gint64) anj_config_version (config), terminal, (gint64) group,
                        hardware != NULL ? hardware : "", now_us);
}

/* of the reports before, those stay that tell of a failure */
static gboolean
keep_der (HubStore *store, const char *terminal, const HubConfigReport *report, GError **error)
{
  return hub_store_run (store, error,
                        "DELETE FROM config_evidence WHERE terminal = ?1"
                        " AND (epoch < ?2 OR (epoch = ?2 AND version < ?3))"
                        " AND EXISTS (SELECT 1 FROM config_states s WHERE s.terminal = ?1"
                        "  AND s.epoch = config_evidence.epoch"
                        "  AND s.version = config_evidence.version AND s.state = 'kept')",
                        "tii", terminal, (gint64) report->epoch, (gint64) report->version) &&
         hub_store_run (store, error,
                        "INSERT OR REPLACE INTO config_evidence (terminal, epoch, version, der)"
                        " VALUES (?, ?, ?, ?)",
                        "tiib", terminal, (gint64) report->epoch, (gint64) report->version,
                        report->der);
}

gboolean
hub_config_evidence_note (HubStore *store,
                          const char *terminal,
                          const HubConfigReport *report,
                          gint64 now_us,
                          GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  HubEvidence before = HUB_EVIDENCE_NONE;

  if (transaction == NULL ||
      !hub_config_evidence_read (store, report->epoch, report->version, terminal, &before, error))
    return FALSE;
  if (report->evidence == HUB_EVIDENCE_PROBATION && before > HUB_EVIDENCE_PROBATION)
    return TRUE;
  if (!hub_store_run (store, error,
                      "INSERT INTO config_states (epoch, version, terminal, state, answered_us,"
                      " reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                      " ON CONFLICT (epoch, version, terminal) DO UPDATE"
                      " SET state = ?4, answered_us = ?5, reason = ?6",
                      "iittit", (gint64) report->epoch, (gint64) report->version, terminal,
                      names[report->evidence], now_us, report->reason) ||
      (report->der != NULL && !keep_der (store, terminal, report, error)))
    return FALSE;
  return hub_transaction_commit (transaction, error);
}

GBytes *
hub_config_evidence_read_der (HubStore *store,
                              guint64 epoch,
                              guint64 version,
                              const char *terminal,
                              GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT der FROM config_evidence WHERE terminal = ? AND epoch = ? AND version = ?", "tii",
      terminal, (gint64) epoch, (gint64) version);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  return row ? hub_stmt_bytes (stmt, 0) : NULL;
}

/* (transfer full): what the terminal at the other end signed with the key of this connection */
static JsonObject *
open_report (HubApp *app, const HubRequest *request, GError **error)
{
  g_autoptr (X509) signer = NULL;
  g_autoptr (GBytes) content = anj_cms_open_signed (request->body, &signer, error);
  g_autoptr (HubPeer) peer = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (content == NULL)
    return NULL;
  peer = hub_peer_new (signer, app->keys->cas, ANJ_CERT_ANY_TIME);
  if (peer->kind != HUB_PEER_TERMINAL || g_strcmp0 (peer->id, request->peer->id) != 0 ||
      g_strcmp0 (peer->key_sha256, request->peer->key_sha256) != 0)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                           "not signed with this terminal's own key");
      return NULL;
    }
  object = anj_json_parse_object (content, error);
  if (object == NULL)
    return NULL;
  if (g_strcmp0 (anj_json_get_string (object, "terminal", NULL), request->peer->id) != 0)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "terminal: not this one");
      return NULL;
    }
  return g_steal_pointer (&object);
}

/* @about: the report, or its "rejected" */
static gboolean
read_about (JsonObject *about, HubConfigReport *out, GError **error)
{
  gint64 epoch = about != NULL ? anj_json_get_int (about, "epoch", 0) : 0;
  gint64 version = about != NULL ? anj_json_get_int (about, "version", 0) : 0;

  out->sha256 = about != NULL ? anj_json_get_string (about, "sha256", NULL) : NULL;
  if (epoch >= 1 && version >= 1 && out->sha256 != NULL && strlen (out->sha256) == 64)
    {
      out->epoch = (guint64) epoch;
      out->version = (guint64) version;
      return TRUE;
    }
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "needs epoch, version and sha256 of a bundle");
  return FALSE;
}

static gboolean
read_report (JsonObject *object, HubConfigReport *out, GError **error)
{
  JsonObject *rejected = anj_json_get_object (object, "rejected");

  out->evidence = parse_name (anj_json_get_string (object, "state", NULL));
  switch (out->evidence)
    {
    case HUB_EVIDENCE_PROBATION:
    case HUB_EVIDENCE_KEPT:
      return read_about (object, out, error);
    case HUB_EVIDENCE_REVERTED:
    case HUB_EVIDENCE_REFUSED:
      out->reason = rejected != NULL ? anj_json_get_string (rejected, "reason", NULL) : NULL;
      return read_about (rejected, out, error);
    case HUB_EVIDENCE_NONE:
    case HUB_EVIDENCE_TOLD:
    case HUB_EVIDENCE_OTHER:
    default:
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "state: probation, kept, reverted or refused");
      return FALSE;
    }
}

/* whether these are not the bytes that the hub knows by this number */
static gboolean
is_other_bundle (HubApp *app, const HubConfigReport *report, gboolean *out_other, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      app->store, error, "SELECT bundle FROM configs WHERE epoch = ? AND version = ?", "ii",
      (gint64) report->epoch, (gint64) report->version);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_other = FALSE;
  if (row)
    {
      g_autoptr (GBytes) bundle = hub_stmt_bytes (stmt, 0);
      g_autofree char *sha256 = anj_sha256_hex (g_bytes_get_data (bundle, NULL),
                                                g_bytes_get_size (bundle));

      *out_other = !g_str_equal (sha256, report->sha256);
    }
  return TRUE;
}

static gboolean
keep_report (HubApp *app, const HubRequest *request, HubConfigReport *report, GError **error)
{
  gboolean is_other;
  g_autofree char *reason = report->reason != NULL
                                ? g_utf8_substring (
                                      report->reason, 0,
                                      MIN (g_utf8_strlen (report->reason, -1), MAX_REASON_CHARS))
                                : NULL;

  if (!is_other_bundle (app, report, &is_other, error))
    return FALSE;
  if (is_other)
    report->evidence = HUB_EVIDENCE_OTHER;
  report->reason = reason;
  report->der = request->body;
  return hub_config_evidence_note (app->store, request->peer->id, report, hub_app_now_us (app),
                                   error);
}

void
hub_config_state_post (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = open_report (app, request, &error);
  HubConfigReport report = { 0 };

  if (object == NULL || !read_report (object, &report, &error))
    hub_reply_problem (request, HUB_PROBLEM_EVIDENCE_INVALID, error->message);
  else if (!keep_report (app, request, &report, &error))
    hub_reply_error (request, "configuration state", error);
  else
    hub_reply_empty (request, 204);
}
