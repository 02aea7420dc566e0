/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-review.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "core/anj-nik.h"
#include "hub/hub-audit.h"
#include "hub/hub-feed.h"
#include "hub/hub-plain-line.h"
#include "hub/reconcile/hub-links.h"
#include "hub/reconcile/hub-reconcile.h"

/* an open review as its table has it */
typedef struct
{
  gint64 id;
  char *reg;
  char *key;
  char *kind;
  char *region;
  GPtrArray *niks; /* (element-type utf8): the candidates, best first */
  GArray *scores;  /* (element-type gint64) */
} Review;

static void
review_clear (Review *self)
{
  g_free (self->reg);
  g_free (self->key);
  g_free (self->kind);
  g_free (self->region);
  g_clear_pointer (&self->niks, g_ptr_array_unref);
  g_clear_pointer (&self->scores, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Review, review_clear)

static char *
format_time (gint64 us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

JsonArray *
hub_review_list (HubStore *store, const char *area, guint n_max, GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  /* '/' is the character after '.' */
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, kind, register, region, opened_us,"
      " (SELECT count(*) FROM review_candidates c WHERE c.review = v.id) FROM reviews v"
      " WHERE ?1 IS NULL OR region = ?1 OR (region > ?1 || '.' AND region < ?1 || '/')"
      " ORDER BY id LIMIT ?2",
      "ti", area, (gint64) n_max);
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      JsonObject *one = json_object_new ();
      g_autofree char *opened = format_time (hub_stmt_int (stmt, 4));

      json_object_set_int_member (one, "id", hub_stmt_int (stmt, 0));
      json_object_set_string_member (one, "kind", hub_stmt_text (stmt, 1));
      json_object_set_string_member (one, "register", hub_stmt_text (stmt, 2));
      json_object_set_string_member (one, "region", hub_stmt_text (stmt, 3));
      json_object_set_int_member (one, "candidates", hub_stmt_int (stmt, 5));
      json_object_set_string_member (one, "opened", opened);
      json_array_add_object_element (list, one);
    }
  return row ? NULL : g_steal_pointer (&list);
}

static gboolean
load_candidates (HubStore *store, Review *out, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT nik, score FROM review_candidates WHERE review = ? ORDER BY score DESC, nik", "i",
      out->id);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  out->niks = g_ptr_array_new_with_free_func (g_free);
  out->scores = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      gint64 score = hub_stmt_int (stmt, 1);

      g_ptr_array_add (out->niks, g_strdup (hub_stmt_text (stmt, 0)));
      g_array_append_val (out->scores, score);
    }
  return !row;
}

/* why a review is not open */
static void
tell_closed (HubStore *store, gint64 id, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT max(is_same), decided_by FROM review_decisions WHERE review = ? GROUP BY review", "i",
      id);
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return;
  if (row)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "review %" G_GINT64_FORMAT
                 " was decided \"%s\" by %s; 'anjungan-hub review reopen %" G_GINT64_FORMAT
                 "' takes it back",
                 id, hub_stmt_int (stmt, 0) ? "same" : "different", hub_stmt_text (stmt, 1), id);
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "no review %" G_GINT64_FORMAT " is open; 'anjungan-hub review list' has them", id);
}

static gboolean
load_review (HubStore *store, gint64 id, Review *out, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT register, key, kind, region FROM reviews WHERE id = ?", "i", id);
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      tell_closed (store, id, error);
      return FALSE;
    }
  out->id = id;
  out->reg = g_strdup (hub_stmt_text (stmt, 0));
  out->key = g_strdup (hub_stmt_text (stmt, 1));
  out->kind = g_strdup (hub_stmt_text (stmt, 2));
  out->region = g_strdup (hub_stmt_text (stmt, 3));
  return load_candidates (store, out, error);
}

static void
set_masked (JsonObject *object, const char *member, const char *number)
{
  g_autofree char *masked = number != NULL ? anj_number_mask (number) : NULL;

  if (masked != NULL)
    json_object_set_string_member (object, member, masked);
}

/* paper: what the office that sent the row calls it; review: the open one that is about this row */
#define STATEMENTS                                                                                 \
  "SELECT r.register, b.id, b.date, r.nik, r.no_kk, r.name, r.birth_date, r.region, r.address,"    \
  " CASE r.register WHEN 'p3ke' THEN r.key ELSE r.family END AS paper,"                            \
  " (SELECT v.id FROM reviews v WHERE v.register = r.register AND v.key = r.key) AS review"        \
  " FROM register_rows r JOIN batches b ON b.seq = r.batch"
#define IN_ORDER " ORDER BY b.date DESC, r.register, r.key"

static const char select_row[] = STATEMENTS " WHERE r.register = ?1 AND r.key = ?2" IN_ORDER;

/* with the NIK ?2, linked to it, or in doubt whether they are; but for the row in question */
static const char select_person[] = STATEMENTS
    " JOIN (SELECT register, key FROM register_rows WHERE nik = ?2"
    "   UNION SELECT register, key FROM links WHERE nik = ?2"
    "   UNION SELECT v.register, v.key FROM review_candidates c"
    "     JOIN reviews v ON v.id = c.review WHERE c.nik = ?2) m"
    " ON m.register = r.register AND m.key = r.key"
    " WHERE r.register || ' ' || r.key <> ?1" IN_ORDER;

static const char select_nik[] = STATEMENTS " WHERE r.nik = ?2 AND ?1 = '" HUB_LINKS_NIK
                                            "'" IN_ORDER;

/* an id that is somebody's number is not shown whole */
static void
set_paper (JsonObject *object, const char *paper)
{
  if (paper == NULL || *paper == '\0')
    return;
  if (strlen (paper) >= ANJ_NIK_LENGTH && strspn (paper, "0123456789") == strlen (paper))
    set_masked (object, "id", paper);
  else
    json_object_set_string_member (object, "id", paper);
}

static JsonArray *
list_statements (HubStore *store,
                 const char *sql,
                 const char *first,
                 const char *second,
                 GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (store, error, sql, "tt", first, second);
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "register", hub_stmt_text (stmt, 0));
      json_object_set_string_member (one, "batch", hub_stmt_text (stmt, 1));
      json_object_set_string_member (one, "date", hub_stmt_text (stmt, 2));
      set_paper (one, hub_stmt_text (stmt, 9));
      set_masked (one, "nik", hub_stmt_text (stmt, 3));
      set_masked (one, "no_kk", hub_stmt_text (stmt, 4));
      json_object_set_string_member (one, "name", hub_stmt_text (stmt, 5));
      json_object_set_string_member (one, "birth_date", hub_stmt_text (stmt, 6));
      json_object_set_string_member (one, "region", hub_stmt_text (stmt, 7));
      if (hub_stmt_text (stmt, 8) != NULL)
        json_object_set_string_member (one, "address", hub_stmt_text (stmt, 8));
      if (hub_stmt_int (stmt, 10) != 0)
        json_object_set_int_member (one, "review", hub_stmt_int (stmt, 10));
      json_array_add_object_element (list, one);
    }
  return row ? NULL : g_steal_pointer (&list);
}

static JsonObject *
make_document (HubStore *store, const Review *review, GError **error)
{
  g_autoptr (JsonObject) document = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%s %s", review->reg, review->key);
  gboolean is_nik = g_str_equal (review->reg, HUB_LINKS_NIK);
  JsonArray *statements = list_statements (store, is_nik ? select_nik : select_row, review->reg,
                                           review->key, error);
  JsonArray *candidates = json_array_new ();

  json_object_set_array_member (document, "candidates", candidates);
  if (statements == NULL)
    return NULL;
  json_object_set_int_member (document, "id", review->id);
  json_object_set_string_member (document, "kind", review->kind);
  json_object_set_string_member (document, "region", review->region);
  json_object_set_array_member (document, "statements", statements);
  for (guint i = 0; i < review->niks->len; i++)
    {
      const char *nik = g_ptr_array_index (review->niks, i);
      JsonObject *one = json_object_new ();

      json_array_add_object_element (candidates, one);
      statements = list_statements (store, select_person, id, nik, error);
      if (statements == NULL)
        return NULL;
      json_object_set_int_member (one, "person", i + 1);
      json_object_set_int_member (one, "score", g_array_index (review->scores, gint64, i));
      json_object_set_array_member (one, "statements", statements);
    }
  return g_steal_pointer (&document);
}

static gboolean
note (const HubImportContext *context,
      const char *by,
      const char *event,
      const Review *review,
      const char *verdict,
      GError **error)
{
  g_autofree char *actor = g_strdup_printf ("officer %s", by);
  JsonObject *detail = json_object_new ();

  json_object_set_int_member (detail, "review", review->id);
  json_object_set_string_member (detail, "kind", review->kind);
  if (verdict != NULL)
    json_object_set_string_member (detail, "verdict", verdict);
  return hub_audit_append (context->store, anj_clock_real_us (context->clock), actor, event, detail,
                           error);
}

JsonObject *
hub_review_show (const HubImportContext *context, gint64 id, const char *by, GError **error)
{
  g_auto (Review) review = { 0 };
  g_autoptr (JsonObject) document = NULL;

  if (!hub_plain_line_check ("--by", by, error) ||
      !load_review (context->store, id, &review, error))
    return NULL;
  document = make_document (context->store, &review, error);
  if (document == NULL || !note (context, by, "review-viewed", &review, /* verdict */ NULL, error))
    return NULL;
  return g_steal_pointer (&document);
}

static gboolean
keep_decision (const HubImportContext *context,
               const Review *review,
               const HubReviewVerdict *verdict,
               guint index,
               GError **error)
{
  return hub_store_run (
      context->store, error,
      "INSERT OR REPLACE INTO review_decisions (register, key, nik, review, is_same, decided_by,"
      " reason, decided_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      "tttiitti", review->reg, review->key, (const char *) g_ptr_array_index (review->niks, index),
      review->id, (gint64) (verdict->is_same && index + 1 == verdict->person), verdict->by,
      verdict->reason, anj_clock_real_us (context->clock));
}

/* a row that is the owner's of the NIK it writes needs no link, and must not be set apart */
static gboolean
link_same (const HubImportContext *context, const Review *review, guint index, GError **error)
{
  const char *nik = g_ptr_array_index (review->niks, index);

  return hub_store_run (context->store, error, "DELETE FROM links WHERE register = ? AND key = ?",
                        "tt", review->reg, review->key) &&
         hub_store_run (context->store, error,
                        "INSERT INTO links (register, key, nik, rule, score, region, linked_us)"
                        " SELECT ?1, ?2, ?3, 'decided', 0, ?4, ?5 WHERE NOT EXISTS"
                        " (SELECT 1 FROM register_rows r WHERE r.register = ?1 AND r.key = ?2"
                        "   AND r.nik = ?3)",
                        "tttti", review->reg, review->key, nik, review->region,
                        anj_clock_real_us (context->clock));
}

static gboolean
decide (const HubImportContext *context,
        const Review *review,
        const HubReviewVerdict *verdict,
        GError **error)
{
  HubStore *store = context->store;
  g_autofree char *word = verdict->is_same ? g_strdup_printf ("same %u", verdict->person)
                                           : g_strdup ("different");
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL || !hub_links_touch (store, review->reg, review->key, error))
    return FALSE;
  for (guint i = 0; i < review->niks->len; i++)
    if (!keep_decision (context, review, verdict, i, error))
      return FALSE;
  if (verdict->is_same && !link_same (context, review, verdict->person - 1, error))
    return FALSE;
  return hub_links_touch (store, review->reg, review->key, error) &&
         hub_store_run (store, error, "DELETE FROM review_candidates WHERE review = ?", "i",
                        review->id) &&
         hub_store_run (store, error, "DELETE FROM reviews WHERE id = ?", "i", review->id) &&
         note (context, verdict->by, "review-decided", review, word, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_review_decide (const HubImportContext *context, const HubReviewVerdict *verdict, GError **error)
{
  g_auto (Review) review = { 0 };
  gboolean ok;
  int lock_fd;

  if (!hub_plain_line_check ("--by", verdict->by, error) ||
      !hub_plain_line_check ("--reason", verdict->reason, error))
    return FALSE;
  lock_fd = hub_import_lock (context->data_dir, error);
  if (lock_fd < 0)
    return FALSE;
  ok = load_review (context->store, verdict->id, &review, error);
  if (ok && verdict->is_same && (verdict->person < 1 || verdict->person > review.niks->len))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                   "review %" G_GINT64_FORMAT " has no person %u; it has %u", verdict->id,
                   verdict->person, review.niks->len);
      ok = FALSE;
    }
  ok = ok && decide (context, &review, verdict, error) &&
       hub_feed_publish (context->store, context->random, NULL, error);
  close (lock_fd);
  return ok;
}

/* the row, or one with the NIK, that a decision is about; the run of the reconciler finds the kind
 * and who fits */
static const char reopen[] =
    "INSERT INTO reviews (id, register, key, kind, region, opened_us)"
    " SELECT DISTINCT d.review, d.register, d.key, 'reopened',"
    "   (SELECT r.region FROM register_rows r WHERE (r.register = d.register AND r.key = d.key)"
    "     OR (d.register = '" HUB_LINKS_NIK "' AND r.nik = d.key) LIMIT 1), ?2"
    " FROM review_decisions d WHERE d.review = ?1 AND EXISTS (SELECT 1 FROM register_rows r"
    "   WHERE (r.register = d.register AND r.key = d.key)"
    "   OR (d.register = '" HUB_LINKS_NIK "' AND r.nik = d.key))"
    "   AND NOT EXISTS (SELECT 1 FROM reviews v WHERE v.register = d.register AND v.key = d.key)";

/* @out_region: (nullable): whose district has to be reconciled; %NULL: the row is gone */
static gboolean
take_back (const HubImportContext *context,
           gint64 id,
           const char *by,
           const char *reason,
           char **out_region,
           GError **error)
{
  HubStore *store = context->store;
  g_autofree char *actor = g_strdup_printf ("officer %s", by);
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  JsonObject *detail;
  g_auto (Review) review = { 0 };

  if (transaction == NULL ||
      !hub_store_run (store, error, reopen, "ii", id, anj_clock_real_us (context->clock)))
    return FALSE;
  if (hub_store_n_changed (store) > 0)
    {
      if (!load_review (store, id, &review, error))
        return FALSE;
      *out_region = g_strdup (review.region);
    }
  if (!hub_store_run (store, error, "DELETE FROM review_decisions WHERE review = ?", "i", id))
    return FALSE;
  if (hub_store_n_changed (store) == 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                   "no review %" G_GINT64_FORMAT " has been decided", id);
      return FALSE;
    }
  detail = json_object_new ();
  json_object_set_int_member (detail, "review", id);
  json_object_set_string_member (detail, "reason", reason);
  return hub_audit_append (store, anj_clock_real_us (context->clock), actor, "review-reopened",
                           detail, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_review_reopen (const HubImportContext *context,
                   gint64 id,
                   const char *by,
                   const char *reason,
                   GError **error)
{
  g_autofree char *region = NULL, *district = NULL;
  HubReconcileResult result;
  gboolean ok;
  int lock_fd;

  if (!hub_plain_line_check ("--by", by, error) ||
      !hub_plain_line_check ("--reason", reason, error))
    return FALSE;
  lock_fd = hub_import_lock (context->data_dir, error);
  if (lock_fd < 0)
    return FALSE;
  ok = take_back (context, id, by, reason, &region, error);
  close (lock_fd);
  if (!ok || region == NULL)
    return ok;
  district = anj_region_code_parent (region);
  return hub_reconcile (context, district, &result, error);
}
