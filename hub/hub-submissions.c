/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-submissions.h"

#include <string.h>

#include "core/anj-cms.h"
#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-ticket-number.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-audit.h"
#include "hub/hub-losses.h"
#include "hub/hub-quarantine.h"
#include "hub/hub-tickets.h"

/*
 * What a terminal sends, link by link:
 *
 *   parse_one        wire -> header, link, payload; whose link it is and in which order
 *   skip_gap         after a restore only: what both sides lost
 *   take_loss        cases that the terminal lost: the chain goes on behind them
 *   take_one         held already -> receipt again; continues the chain -> judge, keep
 *   judge            header's form, hashes, region, slice, taken numbers -> NULL or a tombstone's
 *                    code
 *   keep             submission (always), ticket (unless tombstone), new head of the chain
 *
 * The transaction around all of it commits with synchronous=FULL before the receipt is signed.
 */

typedef struct
{
  GBytes *header;
  GBytes *link_bytes;
  GBytes *payload;
  AnjLink *link;
  guint8 link_hash[32];
} Case;

static void
case_clear (Case *self)
{
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->link_bytes, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->link, anj_link_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

gboolean
hub_chain_read (HubStore *store, const char *terminal, HubChain *out_chain, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT last_seq, head, backed_up_seq, may_skip FROM terminals WHERE id = ?",
      "t", terminal);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  memset (out_chain, 0, sizeof *out_chain);
  if (!row)
    return TRUE;
  out_chain->last_seq = (guint64) hub_stmt_int (stmt, 0);
  if (sqlite3_column_bytes (stmt, 1) == sizeof out_chain->head)
    memcpy (out_chain->head, sqlite3_column_blob (stmt, 1), sizeof out_chain->head);
  out_chain->backed_up_seq = (guint64) hub_stmt_int (stmt, 2);
  out_chain->may_skip = hub_stmt_int (stmt, 3) != 0;
  return TRUE;
}

static gboolean
parse_one (JsonArray *submissions, guint index, const HubPeer *peer, Case *out, GError **error)
{
  JsonObject *object = anj_json_array_get_object (submissions, index);
  g_autoptr (GBytes) json = object != NULL ? anj_json_object_to_bytes (object) : NULL;

  if (json == NULL)
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "submission %u is no object", index);
      return FALSE;
    }
  if (!anj_submission_parse (json, &out->header, &out->link_bytes, &out->payload, error))
    return FALSE;
  out->link = anj_link_parse (out->link_bytes, error);
  if (out->link == NULL)
    return FALSE;
  if (!g_str_equal (out->link->terminal, peer->id))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "submission %u was linked by another terminal", index);
      return FALSE;
    }
  anj_link_hash (out->link_bytes, out->link_hash);
  return TRUE;
}

/* whether a case of this id is held with the very same bytes, or with others */
static gboolean
look_up_id (HubStore *store,
            const AnjHeader *header,
            const Case *item,
            gboolean *out_same,
            gboolean *out_other,
            GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error,
                              "SELECT s.header = ?2 AND s.payload = ?3 FROM tickets AS t"
                              " JOIN submissions AS s ON s.id = t.submission WHERE t.uuid = ?1",
                              "tbb", header->id, item->header, item->payload);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_same = row && hub_stmt_int (stmt, 0) != 0;
  *out_other = row && !*out_same;
  return TRUE;
}

/* *out_code: (static) (nullable): why it becomes a tombstone; *out_is_known: no new ticket */
static gboolean
judge (HubApp *app,
       const HubPeer *peer,
       const AnjHeader *header,
       const Case *item,
       const char **out_code,
       gboolean *out_is_known,
       GError **error)
{
  gboolean other = FALSE;
  gint64 n_taken = 0;
  guint32 index = 0;

  *out_code = NULL;
  *out_is_known = FALSE;
  if (header == NULL)
    *out_code = "invalid";
  else if (!anj_link_covers (item->link, item->header, item->payload))
    *out_code = "damaged";
  else if (!look_up_id (app->store, header, item, out_is_known, &other, error))
    return FALSE;
  else if (*out_is_known)
    return TRUE;
  else if (other)
    *out_code = "conflict";
  else if (!g_str_equal (header->region, peer->region))
    *out_code = "region";
  else if (!anj_ticket_number_parse (header->number, &index) || index < peer->slice_first ||
           index - peer->slice_first >= peer->slice_size)
    *out_code = "number";
  else if (!hub_store_get_int (app->store, error, 0, &n_taken,
                               "SELECT count(*) FROM tickets WHERE region = ? AND number = ?", "tt",
                               header->region, header->number))
    return FALSE;
  else if (n_taken > 0)
    *out_code = "conflict";
  return *out_code != NULL || hub_attachment_judge (app->store, header, out_code, error);
}

static gboolean
keep_attachments (HubApp *app,
                  const HubPeer *peer,
                  const AnjHeader *header,
                  const Case *item,
                  gboolean is_known,
                  GError **error)
{
  if (is_known)
    return hub_attachment_move_all (app->store, header, peer->id, item->link->seq, error);
  return hub_attachment_add_all (app->store, header, peer->id, item->link->seq, error);
}

static gboolean
keep (HubApp *app,
      const HubPeer *peer,
      const AnjHeader *header,
      const Case *item,
      const char *code,
      gboolean is_known,
      GError **error)
{
  gint64 now_us = hub_app_now_us (app);
  g_autoptr (GBytes) hash = g_bytes_new (item->link_hash, sizeof item->link_hash);

  if (!hub_store_run (app->store, error,
                      "INSERT INTO submissions (terminal, seq, uuid, header, link, link_sha256,"
                      " payload, received_us, tombstone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      "titbbbbit", peer->id, (gint64) item->link->seq,
                      header != NULL ? header->id : "", item->header, item->link_bytes, hash,
                      item->payload, now_us, code))
    return FALSE;
  if (code == NULL && !keep_attachments (app, peer, header, item, is_known, error))
    return FALSE;
  if (code == NULL && !is_known &&
      !hub_ticket_add (app->store, header, sqlite3_last_insert_rowid (hub_store_db (app->store)),
                       hub_config_state_due_days (app->config, header->kind, header->category),
                       now_us, error))
    return FALSE;
  return hub_store_run (app->store, error,
                        "UPDATE terminals SET last_seq = ?, head = ?, may_skip = 0 WHERE id = ?",
                        "ibt", (gint64) item->link->seq, hash, peer->id);
}

/* a link the hub holds already: the same one is receipted again, another one is a fork */
static HubIntakeOutcome
take_again (HubApp *app, const HubPeer *peer, const Case *item, AnjReceipt *receipt, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      app->store, error,
      "SELECT link_sha256, tombstone FROM submissions WHERE terminal = ? AND seq = ?", "ti",
      peer->id, (gint64) item->link->seq);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return HUB_INTAKE_FAILED;
  if (!row)
    return HUB_INTAKE_CHAIN;
  if (sqlite3_column_bytes (stmt, 0) != sizeof item->link_hash ||
      memcmp (sqlite3_column_blob (stmt, 0), item->link_hash, sizeof item->link_hash) != 0)
    return HUB_INTAKE_FORK;
  if (hub_stmt_text (stmt, 1) != NULL)
    anj_receipt_add_tombstone (receipt, item->link->seq, hub_stmt_text (stmt, 1));
  return HUB_INTAKE_OK;
}

/* What was lost with the newest backups and has left the terminal too is gone: the chain goes on
 * behind it, and the audit names the gap. @prev: (nullable): what its next link continues */
static gboolean
skip_gap (HubApp *app,
          const HubPeer *peer,
          guint64 next_seq,
          const guint8 *prev,
          guint64 front_seq,
          HubChain *chain,
          GError **error)
{
  g_autofree char *actor = g_strconcat ("terminal ", peer->id, NULL);
  JsonObject *detail;

  if (!chain->may_skip || next_seq != front_seq + 1 || next_seq <= chain->last_seq + 1)
    return TRUE;
  detail = json_object_new ();
  json_object_set_int_member (detail, "first_seq", (gint64) chain->last_seq + 1);
  json_object_set_int_member (detail, "last_seq", (gint64) front_seq);
  chain->last_seq = front_seq;
  if (prev != NULL)
    memcpy (chain->head, prev, sizeof chain->head);
  return hub_audit_append (app->store, hub_app_now_us (app), actor, "chain-gap", detail, error);
}

/* what the terminal lost is here: then its hash must be the one the terminal knows it by */
static HubIntakeOutcome
take_held_loss (HubApp *app, const HubPeer *peer, const HubLoss *loss, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      app->store, error, "SELECT link_sha256 FROM submissions WHERE terminal = ? AND seq = ?", "ti",
      peer->id, (gint64) loss->last_seq);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return HUB_INTAKE_FAILED;
  return !row || (sqlite3_column_bytes (stmt, 0) == sizeof loss->head &&
                  memcmp (sqlite3_column_blob (stmt, 0), loss->head, sizeof loss->head) == 0)
             ? HUB_INTAKE_OK
             : HUB_INTAKE_FORK;
}

static HubIntakeOutcome
take_loss (HubApp *app, const HubPeer *peer, const HubLoss *loss, HubChain *chain, GError **error)
{
  g_autoptr (GBytes) head = g_bytes_new (loss->head, sizeof loss->head);

  if (loss->last_seq <= chain->last_seq)
    return take_held_loss (app, peer, loss, error);
  if (loss->first_seq > chain->last_seq + 1)
    return HUB_INTAKE_CHAIN;
  if (!hub_losses_add (app->store, peer->id, chain->last_seq + 1, loss->last_seq,
                       hub_app_now_us (app), error) ||
      !hub_store_run (app->store, error,
                      "UPDATE terminals SET last_seq = ?, head = ?, may_skip = 0 WHERE id = ?",
                      "ibt", (gint64) loss->last_seq, head, peer->id))
    return HUB_INTAKE_FAILED;
  chain->last_seq = loss->last_seq;
  memcpy (chain->head, loss->head, sizeof chain->head);
  return HUB_INTAKE_OK;
}

static HubIntakeOutcome
take_one (HubApp *app,
          const HubPeer *peer,
          const Case *item,
          HubChain *chain,
          AnjReceipt *receipt,
          GError **error)
{
  g_autoptr (AnjHeader) header = NULL;
  const char *code;
  gboolean is_known;

  if (item->link->seq <= chain->last_seq)
    return take_again (app, peer, item, receipt, error);
  if (item->link->seq != chain->last_seq + 1 ||
      memcmp (item->link->prev, chain->head, sizeof chain->head) != 0)
    return HUB_INTAKE_CHAIN;
  header = anj_header_parse (item->header, NULL);
  if (!judge (app, peer, header, item, &code, &is_known, error) ||
      !keep (app, peer, header, item, code, is_known, error))
    return HUB_INTAKE_FAILED;
  if (code != NULL)
    anj_receipt_add_tombstone (receipt, item->link->seq, code);
  chain->last_seq = item->link->seq;
  memcpy (chain->head, item->link_hash, sizeof chain->head);
  return HUB_INTAKE_OK;
}

/* cases or lost ones, whichever come next; they follow one another */
typedef struct
{
  JsonArray *submissions;
  GArray *losses; /* (owned) (element-type HubLoss) */
  guint n_submissions;
  guint n_losses; /* of both, so many are taken */
  guint64 front_seq;
} Intake;

static void
cover (AnjReceipt *receipt, guint64 first_seq, guint64 last_seq, const guint8 *head)
{
  if (receipt->first_seq == 0)
    receipt->first_seq = first_seq;
  receipt->last_seq = last_seq;
  memcpy (receipt->head, head, sizeof receipt->head);
}

static HubIntakeOutcome
take_next (HubApp *app,
           const HubPeer *peer,
           Intake *intake,
           Case *item,
           HubChain *chain,
           AnjReceipt *receipt,
           GError **error)
{
  const HubLoss *loss = intake->n_losses < intake->losses->len
                            ? &g_array_index (intake->losses, HubLoss, intake->n_losses)
                            : NULL;
  HubIntakeOutcome outcome;
  guint64 next_seq;

  if (loss != NULL && item->link != NULL && item->link->seq < loss->first_seq)
    loss = NULL;
  next_seq = loss != NULL ? loss->first_seq : item->link->seq;
  if (receipt->last_seq != 0 && next_seq != receipt->last_seq + 1)
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "submission %u: seq has a gap or comes twice", intake->n_submissions);
      return HUB_INTAKE_REFUSED;
    }
  if (receipt->last_seq == 0 &&
      !skip_gap (app, peer, next_seq, loss != NULL ? NULL : item->link->prev, intake->front_seq,
                 chain, error))
    return HUB_INTAKE_FAILED;
  outcome = loss != NULL ? take_loss (app, peer, loss, chain, error)
                         : take_one (app, peer, item, chain, receipt, error);
  if (outcome != HUB_INTAKE_OK)
    return outcome;
  if (loss != NULL)
    {
      cover (receipt, loss->first_seq, loss->last_seq, loss->head);
      intake->n_losses++;
      return HUB_INTAKE_OK;
    }
  cover (receipt, item->link->seq, item->link->seq, item->link_hash);
  intake->n_submissions++;
  case_clear (item);
  return HUB_INTAKE_OK;
}

static HubIntakeOutcome
take_all (HubApp *app,
          const HubPeer *peer,
          Intake *intake,
          HubChain *chain,
          AnjReceipt *receipt,
          GError **error)
{
  guint n_submissions = json_array_get_length (intake->submissions);
  g_auto (Case) item = { 0 };

  while (intake->n_submissions < n_submissions || intake->n_losses < intake->losses->len)
    {
      HubIntakeOutcome outcome;

      if (item.link == NULL && intake->n_submissions < n_submissions &&
          !parse_one (intake->submissions, intake->n_submissions, peer, &item, error))
        return HUB_INTAKE_REFUSED;
      outcome = take_next (app, peer, intake, &item, chain, receipt, error);
      if (outcome != HUB_INTAKE_OK)
        return outcome;
    }
  return HUB_INTAKE_OK;
}

HubIntakeOutcome
hub_submissions_take (HubApp *app,
                      const HubPeer *peer,
                      JsonArray *submissions,
                      JsonArray *lost,
                      guint64 front_seq,
                      AnjReceipt **out_receipt,
                      HubChain *out_chain,
                      GError **error)
{
  g_autoptr (HubTransaction) transaction = NULL;
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GArray) losses = hub_losses_parse (lost, error);
  Intake intake = { .submissions = submissions, .losses = losses, .front_seq = front_seq };
  HubChain chain;
  HubIntakeOutcome outcome;

  if (losses == NULL)
    return HUB_INTAKE_REFUSED;
  transaction = hub_transaction_begin (app->store, error);
  if (transaction == NULL || !hub_chain_read (app->store, peer->id, out_chain, error))
    return HUB_INTAKE_FAILED;
  chain = *out_chain;
  g_free (receipt->terminal);
  receipt->terminal = g_strdup (peer->id);
  outcome = take_all (app, peer, &intake, &chain, receipt, error);
  if (outcome != HUB_INTAKE_OK)
    return outcome;
  if (!hub_attachment_list_missing (app->store, peer->id, receipt->last_seq,
                                    ANJ_RECEIPT_MAX_MISSING, receipt->missing, error) ||
      !hub_losses_list (app->store, peer->id, receipt->first_seq, receipt->last_seq, receipt->lost,
                        error) ||
      !hub_transaction_commit (transaction, error))
    return HUB_INTAKE_FAILED;
  g_free (receipt->hub_generation);
  receipt->hub_generation = g_strdup (app->generation);
  receipt->time_us = hub_app_now_us (app);
  receipt->backed_up_seq = chain.backed_up_seq;
  *out_chain = chain;
  *out_receipt = g_steal_pointer (&receipt);
  return HUB_INTAKE_OK;
}

static void
reply_receipt (HubApp *app, HubRequest *request, const AnjReceipt *receipt)
{
  g_autoptr (GBytes) content = anj_receipt_to_bytes (receipt);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_cms_sign_with (content, app->keys->receipts, app->keys->receipts_key,
                                              app->keys->ca_chain, &error);
  g_autofree char *text = NULL;
  JsonObject *reply;

  if (der == NULL)
    {
      hub_reply_error (request, "receipt", error);
      return;
    }
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  reply = json_object_new ();
  json_object_set_string_member (reply, "receipt", text);
  hub_reply_json (request, 200, reply);
}

static void
reply_chain (HubRequest *request, const HubPeer *peer, const HubChain *chain)
{
  JsonObject *problem = hub_problem_new (HUB_PROBLEM_CHAIN, NULL);
  g_autofree char *head = anj_hex_encode (chain->head, sizeof chain->head);

  g_message ("terminal %s sent a link that does not continue its chain at %" G_GUINT64_FORMAT,
             peer->id, chain->last_seq);
  json_object_set_int_member (problem, "last_seq", (gint64) chain->last_seq);
  json_object_set_string_member (problem, "head", head);
  hub_reply_problem_object (request, HUB_PROBLEM_CHAIN, problem);
}

void
hub_submissions_post (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *submissions, *lost;
  HubChain chain = { 0 };
  gint64 front_seq;

  if (body == NULL)
    return;
  submissions = anj_json_get_array (body, "submissions");
  lost = anj_json_get_array (body, "lost");
  if (submissions == NULL || json_array_get_length (submissions) > HUB_SUBMISSIONS_MAX ||
      (json_array_get_length (submissions) == 0 &&
       (lost == NULL || json_array_get_length (lost) == 0)))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "submissions: an array of 64 at most, empty only where some are lost");
      return;
    }
  front_seq = anj_json_get_int (body, "front_seq", 0);
  switch (hub_submissions_take (app, request->peer, submissions, lost, (guint64) MAX (front_seq, 0),
                                &receipt, &chain, &error))
    {
    case HUB_INTAKE_OK:
      reply_receipt (app, request, receipt);
      break;
    case HUB_INTAKE_FORK:
      if (!hub_quarantine_set (app->store, request->peer->id, chain.last_seq, hub_app_now_us (app),
                               &error))
        hub_reply_error (request, "quarantine", error);
      else
        {
          reply_chain (request, request->peer, &chain);
          hub_app_wake (app, request->peer->region); /* the other one's poll ends now */
        }
      break;
    case HUB_INTAKE_CHAIN:
      reply_chain (request, request->peer, &chain);
      break;
    case HUB_INTAKE_REFUSED:
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, error->message);
      break;
    case HUB_INTAKE_FAILED:
    default:
      hub_reply_error (request, "submissions", error);
    }
}
