/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-matcher.h"

#include <stdlib.h>
#include <string.h>

#include "hub/hub-disagreements.h"
#include "hub/reconcile/hub-score.h"

/*
 * hub_match_district:
 *   rank    the claims by strength
 *   index   faces by birth date, and by name
 *   judge   each claim, the strongest first: who of the stronger ones fits, by the birth date,
 *           days near it and the name; a link, a review or nothing
 *   settle  where two claims of one register are linked to one person, only the one that is ahead
 *           stays
 */

/* names that so many have lead to nobody */
#define MAX_FACES_OF_A_NAME 64

/* two whom one register has: a No. KK or a NIK nearly in common must add to name and birth date */
#define NO_KK_AHEAD 12

static const char *const rule_names[HUB_N_RULES] = {
  [HUB_RULE_EXACT] = "exact",     [HUB_RULE_SIMILAR] = "similar", [HUB_RULE_NIK_SLIP] = "nik-slip",
  [HUB_RULE_DECIDED] = "decided", [HUB_RULE_APART] = "apart",
};

static const char *const kind_names[HUB_N_REVIEW_KINDS] = {
  [HUB_REVIEW_CANDIDATES] = "candidates", [HUB_REVIEW_UNSURE] = "unsure",
  [HUB_REVIEW_TWICE] = "twice",           [HUB_REVIEW_TWO_NIKS] = "two-niks",
  [HUB_REVIEW_ONE_NIK] = "one-nik",
};

typedef struct
{
  guint claim; /* who is meant in the end */
  guint via;   /* whom the evidence is about */
  int score;
  HubRule rule;
  gboolean is_namesake;
  gboolean is_twice;     /* a register has both */
  gboolean is_other_nik; /* both have a NIK, and the difference is no slip */
} Candidate;

/* a claim's link while the others are judged */
typedef struct
{
  guint to; /* G_MAXUINT: to nobody */
  int score;
  HubRule rule;
} Link;

typedef struct
{
  const HubDistrict *district; /* (unowned): the caller's */
  HubIsDifferentFunc is_different;
  gpointer user_data;
  HubMatches *out; /* (unowned): the caller's */
  guint *ranks;    /* by claim; 0 is the strongest */
  guint *by_rank;
  guint *first_face;      /* by claim; one more at the end */
  guint *by_day;          /* faces */
  GHashTable *day_starts; /* HubDay -> place in by_day, plus 1 */
  guint *by_name;         /* faces */
  guint *name_starts;     /* by name; one more at the end */
  Link *links;            /* by claim */
  GArray *candidates;     /* (element-type Candidate): of the claim in hand */
} Matcher;

static void
matcher_clear (Matcher *self)
{
  g_free (self->ranks);
  g_free (self->by_rank);
  g_free (self->first_face);
  g_free (self->by_day);
  g_clear_pointer (&self->day_starts, g_hash_table_unref);
  g_free (self->by_name);
  g_free (self->name_starts);
  g_free (self->links);
  g_clear_pointer (&self->candidates, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Matcher, matcher_clear)

const char *
hub_rule_name (HubRule rule)
{
  return rule_names[rule];
}

const char *
hub_review_kind_name (HubReviewKind kind)
{
  return kind_names[kind];
}

void
hub_matches_clear (HubMatches *self)
{
  g_clear_pointer (&self->links, g_array_unref);
  g_clear_pointer (&self->reviews, g_array_unref);
}

static const HubClaim *
get_claim (const Matcher *self, guint index)
{
  return &g_array_index (self->district->claims, HubClaim, index);
}

static const HubFace *
get_face (const Matcher *self, guint index)
{
  return &g_array_index (self->district->faces, HubFace, index);
}

static const HubKnownName *
get_name (const Matcher *self, guint index)
{
  return &g_array_index (self->district->names, HubKnownName, index);
}

static guint
strength (const HubClaim *claim)
{
  guint n = (guint) __builtin_popcount (claim->registers);

  if (claim->is_row)
    return 0;
  if (claim->registers & (1u << HUB_PERSONS_DTSEN))
    n += 8;
  return claim->no_kk != 0 ? n + 16 : n;
}

static int
compare_strength (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Matcher *self = user_data;
  const HubClaim *first = get_claim (self, *(const guint *) a);
  const HubClaim *second = get_claim (self, *(const guint *) b);
  guint one = strength (first), other = strength (second);

  if (one != other)
    return one > other ? -1 : 1;
  return strcmp (first->id, second->id);
}

static int
compare_days (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HubDay one = get_face (user_data, *(const guint *) a)->birth;
  HubDay other = get_face (user_data, *(const guint *) b)->birth;

  return one < other ? -1 : one > other;
}

static guint *
make_order (guint n)
{
  guint *order = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  return order;
}

static void
rank (Matcher *self)
{
  guint n = self->district->claims->len;

  self->ranks = g_new (guint, n + 1);
  self->by_rank = make_order (n);
  self->links = g_new (Link, n + 1);
  g_qsort_with_data (self->by_rank, (int) n, sizeof (guint), compare_strength, self);
  for (guint i = 0; i < n; i++)
    {
      self->ranks[self->by_rank[i]] = i;
      self->links[i] = (Link){ .to = G_MAXUINT };
    }
}

static void
index_faces (Matcher *self)
{
  guint n = self->district->faces->len, n_names = self->district->names->len;
  guint n_claims = self->district->claims->len;

  self->by_day = make_order (n);
  g_qsort_with_data (self->by_day, (int) n, sizeof (guint), compare_days, self);
  self->day_starts = g_hash_table_new (NULL, NULL);
  for (guint i = n; i > 0; i--)
    g_hash_table_insert (self->day_starts,
                         GUINT_TO_POINTER (get_face (self, self->by_day[i - 1])->birth),
                         GUINT_TO_POINTER (i));
  self->name_starts = g_new0 (guint, n_names + 2);
  self->first_face = g_new0 (guint, n_claims + 2);
  for (guint i = 0; i < n; i++)
    {
      self->name_starts[get_face (self, i)->name + 2]++;
      self->first_face[get_face (self, i)->claim + 1]++;
    }
  for (guint i = 1; i <= n_claims; i++)
    self->first_face[i] += self->first_face[i - 1];
  for (guint i = 2; i < n_names + 2; i++)
    self->name_starts[i] += self->name_starts[i - 1];
  /* counts moved by one more place end as starts */
  self->by_name = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    self->by_name[self->name_starts[get_face (self, i)->name + 1]++] = i;
}

static guint
count_namesakes (const Matcher *self,
                 const HubKnownName *one,
                 const HubKnownName *other,
                 const HubNameLikeness *likeness)
{
  HubNameLikeness back;

  if (!likeness->is_cut)
    return MAX (one->n_claims, other->n_claims);
  hub_name_compare (&other->name, &one->name, &back);
  return MAX (hub_district_rarest (self->district, &one->name, likeness->matched),
              hub_district_rarest (self->district, &other->name, back.matched));
}

/* serials follow each other on days that many are given: then the same house must say more */
static gboolean
is_same_serial (const Candidate *candidate, const HubEvidence *evidence)
{
  return candidate->is_namesake &&
         (!evidence->is_heaped_day || evidence->is_same_address || evidence->is_same_no_kk);
}

/* fills in @out's score and how the two are alike */
static void
weigh (const Matcher *self, const HubFace *one, const HubFace *other, Candidate *out)
{
  const HubClaim *first = get_claim (self, one->claim), *second = get_claim (self, other->claim);
  const HubKnownName *a = get_name (self, one->name), *b = get_name (self, other->name);
  HubEvidence evidence = {
    .day = hub_day_compare (one->birth, other->birth),
    .is_heaped_day = hub_day_is_heaped (one->birth),
    .is_same_village = one->village == other->village,
    .is_same_address = one->address != 0 && one->address == other->address &&
                       one->village == other->village,
    .is_same_no_kk = first->no_kk != 0 && first->no_kk == second->no_kk,
    .nik = hub_nik_compare (first->nik, second->nik),
  };

  if (one->name == other->name && a->name.n_words > 0)
    evidence.name = (HubNameLikeness){ .kin = HUB_NAME_SAME };
  else
    hub_name_compare (&a->name, &b->name, &evidence.name);
  /* who was born on another day has another NIK: that is no slip */
  if (evidence.nik == HUB_NIK_SLIP && evidence.day != HUB_DAY_SAME)
    evidence.nik = HUB_NIK_OTHER;
  if (evidence.name.kin != HUB_NAME_OTHER)
    evidence.n_namesakes = count_namesakes (self, a, b, &evidence.name);
  out->score = hub_score (&evidence);
  out->is_namesake = evidence.name.kin == HUB_NAME_SAME;
  out->is_other_nik = !first->is_row &&
                      (evidence.nik == HUB_NIK_OTHER || evidence.nik == HUB_NIK_TWO_DIGITS ||
                       (evidence.nik == HUB_NIK_SERIAL && !is_same_serial (out, &evidence)));
  if (evidence.nik == HUB_NIK_SLIP || evidence.nik == HUB_NIK_SERIAL)
    out->rule = HUB_RULE_NIK_SLIP;
  else if (out->is_namesake && evidence.day == HUB_DAY_SAME && evidence.is_same_village)
    out->rule = HUB_RULE_EXACT;
  else
    out->rule = HUB_RULE_SIMILAR;
}

/* whom a claim that is linked to @claim means in the end */
static guint
find_end (const Matcher *self, guint claim)
{
  while (self->links[claim].to != G_MAXUINT)
    claim = self->links[claim].to;
  return claim;
}

static gboolean
may_be_one (const Matcher *self, const HubClaim *claim, const HubClaim *other)
{
  return !other->is_row &&
         (claim->sex == HUB_SEX_UNKNOWN || other->sex == HUB_SEX_UNKNOWN ||
          claim->sex == other->sex || hub_nik_compare (claim->nik, other->nik) == HUB_NIK_SLIP) &&
         (self->is_different == NULL || !self->is_different (claim, other, self->user_data));
}

static void
note_candidate (Matcher *self, const Candidate *candidate)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *known = &g_array_index (self->candidates, Candidate, i);

      if (known->claim != candidate->claim)
        continue;
      if (candidate->score > known->score)
        *known = *candidate;
      return;
    }
  g_array_append_val (self->candidates, *candidate);
}

static void
consider (Matcher *self, const HubFace *one, const HubFace *other)
{
  const HubClaim *claim = get_claim (self, one->claim);
  const HubClaim *stronger = get_claim (self, other->claim);
  Candidate candidate = { .via = other->claim };

  /* a row whose NIK is another's has been set apart from that one already */
  if (self->ranks[other->claim] >= self->ranks[one->claim] ||
      (claim->nik != 0 && claim->nik == stronger->nik) || !may_be_one (self, claim, stronger))
    return;
  weigh (self, one, other, &candidate);
  if (candidate.score < HUB_SCORE_REVIEW)
    return;
  candidate.claim = find_end (self, other->claim);
  candidate.is_twice = (claim->registers &
                        (stronger->registers | get_claim (self, candidate.claim)->registers)) != 0;
  note_candidate (self, &candidate);
}

static void
consider_day (Matcher *self, const HubFace *face, HubDay day)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (self->day_starts, GUINT_TO_POINTER (day)));

  if (at == 0)
    return;
  for (guint i = at - 1; i < self->district->faces->len; i++)
    {
      const HubFace *other = get_face (self, self->by_day[i]);

      if (other->birth != day)
        return;
      consider (self, face, other);
    }
}

static void
consider_namesakes (Matcher *self, const HubFace *face)
{
  guint from = self->name_starts[face->name], to = self->name_starts[face->name + 1];

  if (to - from > MAX_FACES_OF_A_NAME)
    return;
  for (guint i = from; i < to; i++)
    if (get_face (self, self->by_name[i])->village == face->village)
      consider (self, face, get_face (self, self->by_name[i]));
}

/* of whom DTSEN has, only a second NIK could be meant, of the same day */
static gboolean
is_known_well (const HubClaim *claim)
{
  return !claim->is_row && (claim->registers & (1u << HUB_PERSONS_DTSEN));
}

static void
find_candidates (Matcher *self, guint claim)
{
  HubDay near[HUB_DAY_MAX_NEAR];

  g_array_set_size (self->candidates, 0);
  for (guint i = self->first_face[claim]; i < self->first_face[claim + 1]; i++)
    {
      const HubFace *face = get_face (self, i);
      HubDay swapped = hub_day_swap (face->birth);
      guint n_near;

      consider_day (self, face, face->birth);
      if (is_known_well (get_claim (self, claim)))
        continue;
      if (swapped != 0)
        consider_day (self, face, swapped);
      n_near = hub_day_list_near (face->birth, near);
      for (guint j = 0; j < n_near; j++)
        consider_day (self, face, near[j]);
      consider_namesakes (self, face);
    }
}

static int
compare_candidates (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Matcher *self = user_data;
  const Candidate *one = a, *other = b;

  if (one->is_twice != other->is_twice)
    return one->is_twice ? 1 : -1;
  if (one->score != other->score)
    return one->score > other->score ? -1 : 1;
  return strcmp (get_claim (self, one->claim)->id, get_claim (self, other->claim)->id);
}

static void
add_review (Matcher *self, guint claim, HubReviewKind kind)
{
  HubOpenReview review = { .claim = claim, .kind = kind };

  for (guint i = 0; i < MIN (self->candidates->len, HUB_REVIEW_MAX_CANDIDATES); i++)
    {
      const Candidate *candidate = &g_array_index (self->candidates, Candidate, i);

      review.candidates[review.n_candidates].claim = candidate->claim;
      review.candidates[review.n_candidates++].score = candidate->score;
    }
  g_array_append_val (self->out->reviews, review);
}

static gboolean
has_name_like (const Matcher *self, guint claim, const HubFace *face)
{
  for (guint i = self->first_face[claim]; i < self->first_face[claim + 1]; i++)
    {
      const HubFace *other = get_face (self, i);
      HubNameLikeness likeness;

      if (other->name == face->name)
        return TRUE;
      hub_name_compare (&get_name (self, face->name)->name, &get_name (self, other->name)->name,
                        &likeness);
      if (likeness.kin != HUB_NAME_OTHER)
        return TRUE;
    }
  return FALSE;
}

/* rows with one NIK and two names are linked nowhere together: one of them may be a slip */
static gboolean
are_all_alike (const Matcher *self, guint claim, guint other)
{
  for (guint i = self->first_face[claim]; i < self->first_face[claim + 1]; i++)
    if (!has_name_like (self, other, get_face (self, i)))
      return FALSE;
  return TRUE;
}

static void
judge (Matcher *self, guint claim)
{
  const Candidate *best, *second;

  find_candidates (self, claim);
  if (self->candidates->len == 0)
    return;
  g_array_sort_with_data (self->candidates, compare_candidates, self);
  best = &g_array_index (self->candidates, Candidate, 0);
  second = self->candidates->len > 1 ? best + 1 : NULL;
  if (best->is_twice)
    {
      /* people of one register are not each other's rivals: it tells them apart itself */
      if (best->score >= HUB_SCORE_LINK && get_claim (self, claim)->is_row)
        add_review (self, claim, HUB_REVIEW_TWICE);
      else if (best->is_namesake && best->score >= HUB_SCORE_LINK + NO_KK_AHEAD)
        add_review (self, claim, HUB_REVIEW_TWO_NIKS);
    }
  else if (second != NULL && !second->is_twice && second->score > best->score - HUB_SCORE_AHEAD)
    add_review (self, claim, HUB_REVIEW_CANDIDATES);
  else if (best->is_other_nik || !are_all_alike (self, claim, best->via))
    add_review (self, claim, HUB_REVIEW_TWO_NIKS);
  else if (best->score >= HUB_SCORE_LINK)
    self->links[claim] = (Link){ best->via, best->score, best->rule };
  else
    add_review (self, claim, HUB_REVIEW_UNSURE);
}

/* by whom it means, then best first */
static int
compare_links (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Matcher *self = user_data;
  const HubMatch *one = a, *other = b;

  if (one->other != other->other)
    return one->other < other->other ? -1 : 1;
  if (one->score != other->score)
    return one->score > other->score ? -1 : 1;
  return strcmp (get_claim (self, one->claim)->id, get_claim (self, other->claim)->id);
}

/* @link stands at @at among those to one person, the better ones before it */
static gboolean
is_rivalled (const Matcher *self, guint at)
{
  const HubMatch *links = (const HubMatch *) self->out->links->data;
  HubRegisters mine = get_claim (self, links[at].claim)->registers;

  for (guint i = at; i > 0 && links[i - 1].other == links[at].other; i--)
    if (get_claim (self, links[i - 1].claim)->registers & mine)
      return TRUE;
  for (guint i = at + 1; i < self->out->links->len && links[i].other == links[at].other; i++)
    if ((get_claim (self, links[i].claim)->registers & mine) &&
        links[i].score > links[at].score - HUB_SCORE_AHEAD)
      return TRUE;
  return FALSE;
}

/* by person; those whose own link goes are ends again */
static void
list_links (Matcher *self)
{
  GArray *links = self->out->links;

  g_array_set_size (links, 0);
  for (guint i = 0; i < self->district->claims->len; i++)
    if (self->links[i].to != G_MAXUINT)
      {
        HubMatch match = { i, find_end (self, i), self->links[i].score, self->links[i].rule };

        g_array_append_val (links, match);
      }
  g_array_sort_with_data (links, compare_links, self);
}

static void
settle (Matcher *self)
{
  g_autoptr (GArray) rivalled = g_array_new (FALSE, FALSE, sizeof (HubMatch));

  list_links (self);
  for (guint i = 0; i < self->out->links->len; i++)
    if (is_rivalled (self, i))
      g_array_append_val (rivalled, g_array_index (self->out->links, HubMatch, i));
  for (guint i = 0; i < rivalled->len; i++)
    {
      const HubMatch *match = &g_array_index (rivalled, HubMatch, i);

      self->links[match->claim].to = G_MAXUINT;
      g_array_set_size (self->candidates, 0);
      note_candidate (self, &(Candidate){ .claim = match->other, .score = match->score });
      add_review (self, match->claim, HUB_REVIEW_TWICE);
    }
  if (rivalled->len > 0)
    list_links (self);
}

void
hub_match_district (const HubDistrict *district,
                    HubIsDifferentFunc is_different,
                    gpointer user_data,
                    HubMatches *out)
{
  g_auto (Matcher) self = {
    .district = district,
    .is_different = is_different,
    .user_data = user_data,
    .out = out,
    .candidates = g_array_new (FALSE, FALSE, sizeof (Candidate)),
  };

  out->links = g_array_new (FALSE, FALSE, sizeof (HubMatch));
  out->reviews = g_array_new (FALSE, FALSE, sizeof (HubOpenReview));
  rank (&self);
  index_faces (&self);
  for (guint i = 0; i < district->claims->len; i++)
    if (!get_claim (&self, self.by_rank[i])->is_settled)
      judge (&self, self.by_rank[i]);
  settle (&self);
}
