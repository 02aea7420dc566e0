/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-reconcile.h"

#include <string.h>
#include <unistd.h>

#include "hub/hub-audit.h"
#include "hub/hub-feed.h"
#include "hub/hub-statements.h"
#include "hub/hub-undo.h"
#include "hub/reconcile/hub-claims.h"
#include "hub/reconcile/hub-links.h"

/*
 * hub_reconcile:
 *   lock → rows become claims (hub-claims) → each district: match (hub-matcher), note what was
 *   found (put_district) → what differs goes into hub.db (hub-links) → audit, feed
 */

typedef enum {
  PUT_LINK,
  PUT_REVIEW,
  PUT_CANDIDATE,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [PUT_LINK] = "INSERT OR REPLACE INTO found_links (register, key, nik, rule, score, region)"
               " VALUES (?, ?, ?, ?, ?, ?)",
  [PUT_REVIEW] = "INSERT OR REPLACE INTO found_reviews (register, key, kind, region)"
                 " VALUES (?, ?, ?, ?)",
  [PUT_CANDIDATE] = "INSERT OR REPLACE INTO found_candidates (register, key, nik, score)"
                    " VALUES (?, ?, ?, ?)",
};

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  const char *area;                /* (nullable) (unowned): the caller's */
  HubReconcileResult *result;      /* (unowned): the caller's */
  HubDecisions *decisions;
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
  const HubDistrict *district;    /* (unowned): in hand */
  const GPtrArray *homes;         /* (unowned): of the district in hand */
} Run;

static void
run_clear (Run *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_clear_pointer (&self->decisions, hub_decisions_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static const HubClaim *
get_claim (const Run *self, guint index)
{
  return &g_array_index (self->district->claims, HubClaim, index);
}

static const char *
get_home (const Run *self, guint index)
{
  return g_ptr_array_index (self->homes, index);
}

static void
print_nik (guint64 nik, char out[24])
{
  g_snprintf (out, 24, "%016" G_GUINT64_FORMAT, nik);
}

/* (transfer full): the register of a claim's id; *out_key is what follows */
static char *
split_id (const char *id, const char **out_key)
{
  const char *space = strchr (id, ' ');

  *out_key = space + 1;
  return g_strndup (id, (gsize) (space - id));
}

/* @nik: 0: linked to nobody */
static gboolean
put_link (Run *self, guint claim, guint64 nik, HubRule rule, int score, GError **error)
{
  const char *key;
  g_autofree char *reg = split_id (get_claim (self, claim)->id, &key);
  char number[24];

  print_nik (nik, number);
  self->result->n_links[rule]++;
  hub_stmt_rebind (self->st[PUT_LINK], "ttttit", reg, key, nik != 0 ? number : NULL,
                   hub_rule_name (rule), (gint64) score, get_home (self, claim));
  return hub_stmt_finish (self->st[PUT_LINK], error);
}

static gboolean
put_candidate (Run *self, const char *reg, const char *key, guint64 nik, int score, GError **error)
{
  char number[24];

  print_nik (nik, number);
  hub_stmt_rebind (self->st[PUT_CANDIDATE], "ttti", reg, key, number, (gint64) score);
  return hub_stmt_finish (self->st[PUT_CANDIDATE], error);
}

static gboolean
put_review (Run *self, const HubOpenReview *review, GError **error)
{
  const HubClaim *claim = get_claim (self, review->claim);
  HubReviewKind kind = review->kind;
  const char *key;
  g_autofree char *reg = split_id (claim->id, &key);

  /* whose NIK it writes is a candidate too, until somebody has said no */
  if (claim->is_row && claim->nik != 0 &&
      hub_decisions_find (self->decisions, claim->id, claim->nik) == HUB_VERDICT_NONE)
    {
      kind = HUB_REVIEW_ONE_NIK;
      if (!put_candidate (self, reg, key, claim->nik, /* score */ 0, error))
        return FALSE;
    }
  self->result->n_reviews[kind]++;
  for (guint i = 0; i < review->n_candidates; i++)
    if (!put_candidate (self, reg, key, get_claim (self, review->candidates[i].claim)->nik,
                        review->candidates[i].score, error))
      return FALSE;
  hub_stmt_rebind (self->st[PUT_REVIEW], "tttt", reg, key, hub_review_kind_name (kind),
                   get_home (self, review->claim));
  return hub_stmt_finish (self->st[PUT_REVIEW], error);
}

/* what was decided, and who writes another's NIK and is linked to nobody; @is_linked,
 * @is_reviewed: by claim */
static gboolean
put_others (Run *self, const gboolean *is_linked, const gboolean *is_reviewed, GError **error)
{
  for (guint i = 0; i < self->district->claims->len; i++)
    {
      const HubClaim *claim = get_claim (self, i);
      guint64 same = hub_decisions_find_same (self->decisions, claim->id);
      HubOpenReview review = { .claim = i, .kind = HUB_REVIEW_ONE_NIK };

      if (*get_home (self, i) == '\0' || is_linked[i])
        continue;
      if (same != 0 && same != claim->nik)
        {
          if (!put_link (self, i, same, HUB_RULE_DECIDED, /* score */ 0, error))
            return FALSE;
        }
      else if (claim->is_row && claim->nik != 0)
        {
          if (!put_link (self, i, /* nik */ 0, HUB_RULE_APART, /* score */ 0, error))
            return FALSE;
          if (!is_reviewed[i] &&
              hub_decisions_find (self->decisions, claim->id, claim->nik) == HUB_VERDICT_NONE &&
              !put_review (self, &review, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
put_matches (Run *self, const HubMatches *matches, GError **error)
{
  guint n = self->district->claims->len;
  g_autofree gboolean *is_linked = g_new0 (gboolean, n + 1);
  g_autofree gboolean *is_reviewed = g_new0 (gboolean, n + 1);

  for (guint i = 0; i < matches->links->len; i++)
    {
      const HubMatch *match = &g_array_index (matches->links, HubMatch, i);

      is_linked[match->claim] = TRUE;
      if (!put_link (self, match->claim, get_claim (self, match->other)->nik, match->rule,
                     match->score, error))
        return FALSE;
    }
  for (guint i = 0; i < matches->reviews->len; i++)
    {
      const HubOpenReview *review = &g_array_index (matches->reviews, HubOpenReview, i);

      is_reviewed[review->claim] = TRUE;
      if (!put_review (self, review, error))
        return FALSE;
    }
  return put_others (self, is_linked, is_reviewed, error);
}

static gboolean
run_district (Run *self, const char *code, GError **error)
{
  g_autoptr (GPtrArray) homes = NULL;
  g_autoptr (HubDistrict)
      district = hub_claims_district (self->context->store, self->decisions, code, &homes, error);
  g_auto (HubMatches) matches = { 0 };
  gboolean ok;

  if (district == NULL)
    return FALSE;
  self->district = district;
  self->homes = homes;
  hub_match_district (district, hub_decisions_is_different, self->decisions, &matches);
  /* only tables of this run's own are written: nobody waits */
  ok = hub_store_run (self->context->store, error, "SAVEPOINT district", "") &&
       put_matches (self, &matches, error);
  return hub_store_run (self->context->store, ok ? error : NULL, "RELEASE district", "") && ok;
}

static gboolean
is_in_area (const char *area, const char *district)
{
  return area == NULL || anj_region_code_contains (area, district) ||
         anj_region_code_contains (district, area);
}

static gboolean
run_districts (Run *self, const HubClaims *claims, GError **error)
{
  self->result->n_rows = claims->n_rows;
  self->result->n_claims = claims->n_claims;
  for (guint i = 0; i < claims->districts->len; i++)
    if (is_in_area (self->area, g_ptr_array_index (claims->districts, i)) &&
        !run_district (self, g_ptr_array_index (claims->districts, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
note_run (const Run *self, GError **error)
{
  JsonObject *detail = json_object_new ();
  guint64 n_links = 0, n_reviews = 0;

  for (guint i = 0; i < HUB_N_RULES; i++)
    n_links += self->result->n_links[i];
  for (guint i = 0; i < HUB_N_REVIEW_KINDS; i++)
    n_reviews += self->result->n_reviews[i];
  if (self->area != NULL)
    json_object_set_string_member (detail, "area", self->area);
  json_object_set_int_member (detail, "links", (gint64) n_links);
  json_object_set_int_member (detail, "reviews", (gint64) n_reviews);
  json_object_set_int_member (detail, "new", (gint64) self->result->n_new);
  json_object_set_int_member (detail, "gone", (gint64) self->result->n_gone);
  return hub_audit_append (self->context->store, anj_clock_real_us (self->context->clock), "hub",
                           "reconciled", detail, error);
}

/* a village's people are matched within their whole district */
static char *
widen_area (const char *area)
{
  return area != NULL && anj_region_code_level (area) == ANJ_REGION_VILLAGE
             ? anj_region_code_parent (area)
             : g_strdup (area);
}

/* with the lock of imports */
static gboolean
run (Run *self, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubClaims) claims = NULL;
  HubLinkChanges changes;

  if (!hub_import_tune (context->store, error) || !hub_undo_unfinished (context, error) ||
      !hub_links_begin (context->store, error))
    return FALSE;
  self->decisions = hub_decisions_load (context->store, error);
  if (self->decisions == NULL)
    return FALSE;
  claims = hub_claims_load (context->store, self->decisions, error);
  if (claims == NULL ||
      !hub_statements_prepare (context->store, statements, N_STATEMENTS, self->st, error) ||
      !run_districts (self, claims, error) ||
      !hub_links_apply (context, self->area, &changes, error))
    return FALSE;
  self->result->n_new = changes.n_new;
  self->result->n_gone = changes.n_gone;
  return note_run (self, error) &&
         hub_store_run (context->store, error, "DELETE FROM claim_faces", "") &&
         hub_feed_publish (context->store, context->random, &self->result->n_households, error);
}

gboolean
hub_reconcile (const HubImportContext *context,
               const char *area,
               HubReconcileResult *out_result,
               GError **error)
{
  g_autofree char *wide = widen_area (area);
  g_auto (Run) self = { .context = context, .area = wide, .result = out_result };
  int lock_fd = hub_import_lock (context->data_dir, error);
  gboolean ok;

  memset (out_result, 0, sizeof *out_result);
  if (lock_fd < 0)
    return FALSE;
  ok = run (&self, error);
  close (lock_fd);
  return ok;
}
