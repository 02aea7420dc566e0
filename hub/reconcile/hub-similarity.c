/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-similarity.h"

#include <string.h>

#define MAX_LETTERS 64
#define PREFIX_LETTERS 4
#define PREFIX_WEIGHT 0.1
/* words less alike than this gain nothing from a common beginning */
#define PREFIX_FROM 0.7

/* a slip of the pen: below this, another word */
#define SLIP_MIN 0.88
/* a vowel more or less makes another name of a short word: Rina, Rini; Yuli, Yulia */
#define SLIP_MIN_LETTERS 4
#define MAX_SLIPS 2

#define COST_PARTED 1 /* Nur Hayati, Nurhayati */
#define COST_INITIAL 2
#define COST_LEFT_OUT 2

static const struct
{
  double at_least;
  guint cost;
} slip_costs[] = { { 0.96, 2 }, { 0.93, 3 }, { SLIP_MIN, 5 } };

typedef struct
{
  guint first;
  guint second;
  double likeness; /* 1: equal */
  guint cost;
} Pair;

/* marks in *out_a and *out_b what has a partner within @reach; Returns: how many */
static guint
match_letters (const char *a, guint n_a, const char *b, guint n_b, guint64 *out_a, guint64 *out_b)
{
  guint longest = MAX (n_a, n_b);
  guint reach = longest >= 4 ? longest / 2 - 1 : 0;
  guint n = 0;

  *out_a = *out_b = 0;
  for (guint i = 0; i < n_a; i++)
    for (guint j = i > reach ? i - reach : 0; j < MIN (i + reach + 1, n_b); j++)
      if (a[i] == b[j] && !(*out_b & (guint64) 1 << j))
        {
          *out_a |= (guint64) 1 << i;
          *out_b |= (guint64) 1 << j;
          n++;
          break;
        }
  return n;
}

/* matched letters that stand in another order, by halves */
static guint
count_transposed (const char *a, guint64 in_a, const char *b, guint64 in_b)
{
  guint n = 0;

  for (guint i = 0, j = 0; in_a >> i != 0 && i < MAX_LETTERS; i++)
    {
      if (!(in_a & (guint64) 1 << i))
        continue;
      while (!(in_b & (guint64) 1 << j))
        j++;
      n += a[i] != b[j++];
      if (i + 1 == MAX_LETTERS)
        break;
    }
  return n / 2;
}

double
hub_jaro_winkler (const char *a, const char *b)
{
  guint n_a = (guint) strnlen (a, MAX_LETTERS), n_b = (guint) strnlen (b, MAX_LETTERS);
  guint64 in_a, in_b;
  guint n_matched, prefix = 0;
  double jaro;

  if (n_a == 0 && n_b == 0)
    return 1;
  n_matched = match_letters (a, n_a, b, n_b, &in_a, &in_b);
  if (n_matched == 0)
    return 0;
  jaro = ((double) n_matched / n_a + (double) n_matched / n_b +
          (double) (n_matched - count_transposed (a, in_a, b, in_b)) / n_matched) /
         3;
  if (jaro <= PREFIX_FROM)
    return jaro;
  while (prefix < MIN (PREFIX_LETTERS, MIN (n_a, n_b)) && a[prefix] == b[prefix])
    prefix++;
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
}

static gboolean
is_initial (const char *word)
{
  return word[1] == '\0';
}

/* FALSE: two words that have nothing to do with each other */
static gboolean
compare_words (const char *a, const char *b, Pair *pair)
{
  pair->cost = 0;
  pair->likeness = 1;
  if (strcmp (a, b) == 0)
    return TRUE;
  if (is_initial (a) || is_initial (b))
    {
      pair->likeness = 0.5;
      pair->cost = COST_INITIAL;
      return a[0] == b[0];
    }
  if (MIN (strlen (a), strlen (b)) < SLIP_MIN_LETTERS)
    return FALSE;
  /* of the two orders the better: Jaro's letters are matched from the first word's side */
  pair->likeness = MAX (hub_jaro_winkler (a, b), hub_jaro_winkler (b, a));
  for (gsize i = 0; i < G_N_ELEMENTS (slip_costs); i++)
    if (pair->likeness >= slip_costs[i].at_least)
      {
        pair->cost = slip_costs[i].cost;
        return TRUE;
      }
  return FALSE;
}

static void
join (const HubName *name, char out[HUB_NAME_MAX_WORDS * HUB_NAME_MAX_LETTERS + 1])
{
  char *end = out;

  *end = '\0';
  for (guint i = 0; i < name->n_words; i++)
    end = g_stpcpy (end, name->words[i]);
}

static gboolean
is_parted_otherwise (const HubName *a, const HubName *b)
{
  char first[HUB_NAME_MAX_WORDS * HUB_NAME_MAX_LETTERS + 1];
  char second[HUB_NAME_MAX_WORDS * HUB_NAME_MAX_LETTERS + 1];

  if (a->n_words == b->n_words)
    return FALSE;
  join (a, first);
  join (b, second);
  return strcmp (first, second) == 0;
}

/* the likest first; of equals the first in either name's order, told apart by the words alone */
static gboolean
is_better (const HubName *a, const HubName *b, const Pair *one, const Pair *other)
{
  int order;

  if (one->likeness != other->likeness)
    return one->likeness > other->likeness;
  order = strcmp (a->words[one->first], a->words[other->first]);
  return order != 0 ? order < 0 : strcmp (b->words[one->second], b->words[other->second]) < 0;
}

static gboolean
find_best (const HubName *a, const HubName *b, guint taken_a, guint taken_b, Pair *out)
{
  gboolean found = FALSE;

  for (guint i = 0; i < a->n_words; i++)
    for (guint j = 0; j < b->n_words; j++)
      {
        Pair pair = { .first = i, .second = j };

        if ((taken_a & 1u << i) || (taken_b & 1u << j) ||
            !compare_words (a->words[i], b->words[j], &pair))
          continue;
        if (!found || is_better (a, b, &pair, out))
          *out = pair;
        found = TRUE;
      }
  return found;
}

void
hub_name_compare (const HubName *a, const HubName *b, HubNameLikeness *out)
{
  guint taken_a = 0, taken_b = 0, n_pairs = 0, n_slips = 0, n_whole = 0;
  guint fewer = MIN (a->n_words, b->n_words), more = MAX (a->n_words, b->n_words);
  Pair pair;

  *out = (HubNameLikeness){ .kin = HUB_NAME_OTHER };
  if (fewer == 0)
    return;
  if (is_parted_otherwise (a, b))
    {
      *out = (HubNameLikeness){ HUB_NAME_SAME, COST_PARTED, FALSE, (1u << a->n_words) - 1 };
      return;
    }
  while (n_pairs < fewer && find_best (a, b, taken_a, taken_b, &pair))
    {
      gboolean is_letter = is_initial (a->words[pair.first]) || is_initial (b->words[pair.second]);

      taken_a |= 1u << pair.first;
      taken_b |= 1u << pair.second;
      n_pairs++;
      out->cost += pair.cost;
      n_whole += !is_letter;
      n_slips += pair.cost > 0 && !is_letter;
    }
  out->matched = taken_a;
  if (n_pairs < fewer || n_whole == 0 || n_slips > MAX_SLIPS)
    return;
  out->is_cut = more > fewer;
  out->kin = out->cost == 0 && !out->is_cut ? HUB_NAME_SAME : HUB_NAME_CLOSE;
  out->cost += (more - fewer) * COST_LEFT_OUT;
}
