/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/report/hub-report-parts.h"

/*
 * A household is a No. KK of present residents. Of each that was ever extremely poor the tally
 * (hub-tally.h) has one bit a date: was it poor then, what did lists say of it then. A row holds
 * from its batch to the batch that overrules it; a programme's batch to the programme's next one.
 */

#define TARGET_HOUSEHOLDS 0
#define MAX_VILLAGES 20

typedef struct
{
  const HubReportQuery *query; /* (unowned): the caller's */
  const HubTally *tally;       /* (unowned): the caller's */
  GArray *is_inside;           /* (owned) */
  guint32 *aid;                /* (owned): of each listing, dates */
} Zero;

typedef struct
{
  gint64 n_households;
  gint64 n_unreached;
} Count;

static void
zero_clear (Zero *self)
{
  g_array_unref (self->is_inside);
  g_free (self->aid);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Zero, zero_clear)

/* the bit of the newest date; 0: there is none */
static guint32
find_now (const HubTally *tally)
{
  return tally->dates->len > 0 ? (guint32) 1 << (tally->dates->len - 1) : 0;
}

static void
add_to (Count *count, const Zero *self, const HubTallyLine *line, guint32 bit)
{
  if (!(line->trait & bit))
    return;
  count->n_households += line->n;
  if (!(self->aid[line->listing] & bit))
    count->n_unreached += line->n;
}

static void
put_count (JsonObject *out, const Count *count)
{
  json_object_set_int_member (out, "households", count->n_households);
  json_object_set_int_member (out, "unreached", count->n_unreached);
}

static JsonArray *
make_trend (const Zero *self, const Count counts[HUB_TALLY_MAX_DATES])
{
  JsonArray *trend = json_array_new ();

  for (guint i = 0; i < self->tally->dates->len; i++)
    {
      JsonObject *point = json_object_new ();

      json_object_set_string_member (point, "date", g_ptr_array_index (self->tally->dates, i));
      put_count (point, &counts[i]);
      json_array_add_object_element (trend, point);
    }
  return trend;
}

/* (transfer full): code of the region one level below @area that holds @village; NULL below a
 * village */
static char *
find_part (const char *area, const char *village)
{
  g_autofree char *code = g_strdup (village);

  while (code != NULL)
    {
      char *parent = anj_region_code_parent (code);

      if (g_strcmp0 (parent, area) == 0)
        {
          g_free (parent);
          return g_steal_pointer (&code);
        }
      g_free (code);
      code = parent;
    }
  return NULL;
}

/* @counts: code -> Count; villages that the regions no longer have, too */
static JsonArray *
write_parts (const Zero *self, GHashTable *counts)
{
  g_autoptr (GList) codes = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc) strcmp);
  JsonArray *out = json_array_new ();

  for (const GList *code = codes; code != NULL; code = code->next)
    {
      g_autofree char *name = hub_report_name_region (self->query, code->data);
      JsonObject *part = json_object_new ();

      json_object_set_string_member (part, "code", code->data);
      json_object_set_string_member (part, "name", name);
      put_count (part, g_hash_table_lookup (counts, code->data));
      json_array_add_object_element (out, part);
    }
  return out;
}

/* parts of the area in which anybody lives whom a register has */
static JsonArray *
make_parts (const Zero *self)
{
  const GPtrArray *villages = self->tally->villages;
  const GArray *lines = self->tally->lines[HUB_TALLY_POOR];
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree Count **of_village = g_new0 (Count *, villages->len + 1);

  for (guint i = 0; i < villages->len; i++)
    {
      g_autofree char *code = find_part (self->query->area, g_ptr_array_index (villages, i));

      if (!g_array_index (self->is_inside, gboolean, i) || code == NULL)
        continue;
      of_village[i] = g_hash_table_lookup (counts, code);
      if (of_village[i] == NULL)
        {
          of_village[i] = g_new0 (Count, 1);
          g_hash_table_insert (counts, g_steal_pointer (&code), of_village[i]);
        }
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const HubTallyLine *line = &g_array_index (lines, HubTallyLine, i);

      if (of_village[line->village] != NULL)
        add_to (of_village[line->village], self, line, find_now (self->tally));
    }
  return write_parts (self, counts);
}

typedef struct
{
  const char *code;
  Count count;
} Village;

/* most unreached first */
static int
compare_villages (gconstpointer a, gconstpointer b)
{
  const Village *first = a, *second = b;

  if (first->count.n_unreached != second->count.n_unreached)
    return first->count.n_unreached > second->count.n_unreached ? -1 : 1;
  return strcmp (first->code, second->code);
}

/* (transfer full) (element-type Village): of all of the hub; those outside of the area count
 * nothing */
static GArray *
count_villages (const Zero *self)
{
  const GPtrArray *codes = self->tally->villages;
  const GArray *lines = self->tally->lines[HUB_TALLY_POOR];
  GArray *villages = g_array_new (FALSE, TRUE, sizeof (Village));

  g_array_set_size (villages, codes->len);
  for (guint i = 0; i < codes->len; i++)
    g_array_index (villages, Village, i).code = g_ptr_array_index (codes, i);
  for (guint i = 0; i < lines->len; i++)
    {
      const HubTallyLine *line = &g_array_index (lines, HubTallyLine, i);

      if (g_array_index (self->is_inside, gboolean, line->village))
        add_to (&g_array_index (villages, Village, line->village).count, self, line,
                find_now (self->tally));
    }
  return villages;
}

/* where most are left to reach, in an area whose parts are larger than villages */
static JsonArray *
make_villages (const Zero *self)
{
  g_autoptr (GArray) villages = count_villages (self);
  JsonArray *out = json_array_new ();

  g_array_sort (villages, compare_villages);
  for (guint i = 0; i < MIN (villages->len, MAX_VILLAGES); i++)
    {
      const Village *village = &g_array_index (villages, Village, i);
      g_autofree char *name = hub_report_name_region (self->query, village->code);
      JsonObject *part;

      if (village->count.n_unreached == 0)
        break;
      part = json_object_new ();
      json_object_set_string_member (part, "code", village->code);
      json_object_set_string_member (part, "name", name);
      put_count (part, &village->count);
      json_array_add_object_element (out, part);
    }
  return out;
}

static gint64
count_loose (const Zero *self)
{
  const GArray *lines = self->tally->lines[HUB_TALLY_LOOSE];
  gint64 n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const HubTallyLine *line = &g_array_index (lines, HubTallyLine, i);

      if (g_array_index (self->is_inside, gboolean, line->village))
        n += line->n;
    }
  return n;
}

static void
write_document (const Zero *self, JsonObject *out)
{
  const GArray *lines = self->tally->lines[HUB_TALLY_POOR];
  guint n_dates = self->tally->dates->len;
  Count counts[HUB_TALLY_MAX_DATES] = { 0 };
  Count now = { 0 };

  for (guint i = 0; i < lines->len; i++)
    {
      const HubTallyLine *line = &g_array_index (lines, HubTallyLine, i);

      for (guint d = 0; d < n_dates; d++)
        if (g_array_index (self->is_inside, gboolean, line->village))
          add_to (&counts[d], self, line, (guint32) 1 << d);
    }
  if (n_dates > 0)
    now = counts[n_dates - 1];
  put_count (out, &now);
  json_object_set_int_member (out, "target", TARGET_HOUSEHOLDS);
  json_object_set_int_member (out, "people_without_no_kk", count_loose (self));
  json_object_set_array_member (out, "trend", make_trend (self, counts));
  json_object_set_array_member (out, "parts", make_parts (self));
  if (anj_region_code_level (self->query->area) < ANJ_REGION_DISTRICT)
    json_object_set_array_member (out, "villages", make_villages (self));
}

gboolean
hub_report_zero (const HubReportQuery *query,
                 const HubTally *tally,
                 JsonObject *out,
                 GError **error G_GNUC_UNUSED)
{
  g_auto (Zero) self = {
    .query = query,
    .tally = tally,
    .is_inside = hub_report_find_villages (tally->villages, query->area),
    .aid = hub_tally_find_aid (tally, query->catalogue),
  };

  write_document (&self, out);
  return TRUE;
}

typedef struct
{
  guint64 no_kk;
  HubTallyLine line;
} Poor;

static void
note_poor (guint64 no_kk, const HubTallyLine *line, gpointer user_data)
{
  Poor poor = { no_kk, *line };

  g_array_append_val ((GArray *) user_data, poor);
}

GArray *
hub_report_zero_list_unreached (const HubReportQuery *query, HubPeople *people, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Poor));
  g_autoptr (HubTally) tally = hub_tally_count (query->store, people, note_poor, all, error);
  g_autoptr (GArray) list = NULL;
  g_autoptr (GArray) is_inside = NULL;
  g_autofree guint32 *aid = NULL;

  if (tally == NULL)
    return NULL;
  list = g_array_new (FALSE, FALSE, sizeof (guint64));
  is_inside = hub_report_find_villages (tally->villages, query->area);
  aid = hub_tally_find_aid (tally, query->catalogue);
  for (guint i = 0; i < all->len; i++)
    {
      const Poor *poor = &g_array_index (all, Poor, i);

      if (g_array_index (is_inside, gboolean, poor->line.village) &&
          (poor->line.trait & ~aid[poor->line.listing] & find_now (tally)))
        g_array_append_val (list, poor->no_kk);
    }
  return g_steal_pointer (&list);
}
