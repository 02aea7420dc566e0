/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/report/hub-report-parts.h"

/*
 * Who got extra food when, as the programme's rows tell (docs/registers.md): a row is one portion
 * or more for one person on one day. They come by village, then by person, then by day; nobody is
 * named.
 *
 *   note_row       one row: counts, and what is odd about it
 *   close_person   …about a person's rows together
 *   close_village  weeks without any; then the next village
 */

#define PROGRAMME "PMT"
#define DAYS_A_WEEK 7
/* who got none for longer, while the village went on, counts as left out */
#define LEFT_OUT_DAYS 28
#define N_MONTHS 12

typedef enum {
  ODD_TWICE_A_DAY,
  ODD_NO_DATE,
  ODD_NO_PORTIONS,
  ODD_OTHER_PERIOD,
  ODD_FUTURE,
  ODD_LEFT_OUT,
  N_ODD,
} Odd;

static const char *const odd_names[N_ODD] = { "twice_a_day",  "no_date", "no_portions",
                                              "other_period", "future",  "left_out" };

/* one day at one place */
typedef struct
{
  guint32 day;
  char *place;
  gint64 portions;
  gint64 people;
} Event;

typedef struct
{
  const HubReportQuery *query; /* (unowned) */
  JsonArray *rows;             /* (unowned) */
  JsonArray *log;              /* (unowned) */
  GTree *months;               /* month -> (owned) gint64[2]: portions and people */
  char *as_of;
  guint32 today;
  gint64 n_homeless; /* rows of people whose village no register tells */

  char *village; /* (owned): the one at hand */
  GArray *events;
  GArray *last_days; /* (element-type guint32): of each person, the last */
  gint64 odd[N_ODD];
  gint64 portions;
  guint32 person;   /* the one at hand; 0: none */
  char *month;      /* (owned): the last one that the person was counted in */
  guint32 last_day; /* of the person; 0: none yet */
} Pmt;

static void
event_clear (gpointer data)
{
  g_free (((Event *) data)->place);
}

static int
compare_months (gconstpointer a, gconstpointer b, gpointer user_data G_GNUC_UNUSED)
{
  return strcmp (a, b);
}

static void
pmt_init (Pmt *self, const HubReportQuery *query, JsonObject *out)
{
  self->query = query;
  self->rows = json_array_new ();
  self->log = json_array_new ();
  self->months = g_tree_new_full (compare_months, NULL, g_free, g_free);
  self->events = g_array_new (FALSE, FALSE, sizeof (Event));
  g_array_set_clear_func (self->events, event_clear);
  self->last_days = g_array_new (FALSE, FALSE, sizeof (guint32));
  json_object_set_array_member (out, "rows", self->rows);
  json_object_set_array_member (out, "log", self->log);
}

static void
pmt_clear (Pmt *self)
{
  g_tree_unref (self->months);
  g_array_unref (self->events);
  g_array_unref (self->last_days);
  g_free (self->as_of);
  g_free (self->village);
  g_free (self->month);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pmt, pmt_clear)

/* days since the year 1; 0 for no date */
static guint32
read_day (const char *date)
{
  g_auto (GStrv) parts = g_strsplit (date, "-", 3);
  GDate day;

  if (g_strv_length (parts) != 3 ||
      !g_date_valid_dmy ((GDateDay) atoi (parts[2]), (GDateMonth) atoi (parts[1]),
                         (GDateYear) atoi (parts[0])))
    return 0;
  g_date_set_dmy (&day, (GDateDay) atoi (parts[2]), (GDateMonth) atoi (parts[1]),
                  (GDateYear) atoi (parts[0]));
  return g_date_get_julian (&day);
}

static void
put_day (JsonObject *out, const char *member, guint32 julian)
{
  GDate day;
  char text[16];

  g_date_clear (&day, 1);
  g_date_set_julian (&day, julian);
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &day);
  json_object_set_string_member (out, member, text);
}

/* "10 porsi; Posyandu Melati; Bidan Ani": 0 where no number of portions stands in it */
static gint64
read_note (const char *note, char **out_place)
{
  g_auto (GStrv) parts = g_strsplit (note, ";", -1);
  gint64 portions = 0;

  *out_place = NULL;
  for (char **part = parts; *part != NULL; part++)
    {
      char *end = NULL;
      gint64 number = g_ascii_strtoll (g_strstrip (*part), &end, 10);

      if (end != *part && g_ascii_strncasecmp (g_strchug (end), "porsi", strlen ("porsi")) == 0)
        portions = MAX (0, number);
      else if (*out_place == NULL && **part != '\0')
        *out_place = g_strdup (*part);
    }
  if (*out_place == NULL)
    *out_place = g_strdup ("");
  return portions;
}

static void
count_month (Pmt *self, const char *date, gint64 portions)
{
  g_autofree char *month = g_strndup (date, strlen ("2026-11"));
  gint64 *counts = g_tree_lookup (self->months, month);

  if (counts == NULL)
    {
      counts = g_new0 (gint64, 2);
      g_tree_insert (self->months, g_strdup (month), counts);
    }
  counts[0] += portions;
  if (g_strcmp0 (self->month, month) != 0)
    counts[1]++;
  g_free (self->month);
  self->month = g_steal_pointer (&month);
}

static void
count_event (Pmt *self, guint32 day, char *place, gint64 portions)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      Event *event = &g_array_index (self->events, Event, i);

      if (event->day == day && strcmp (event->place, place) == 0)
        {
          event->portions += portions;
          event->people++;
          g_free (place);
          return;
        }
    }
  g_array_append_val (self->events, ((Event){ day, place, portions, 1 }));
}

static void
close_person (Pmt *self)
{
  if (self->last_day != 0)
    g_array_append_val (self->last_days, self->last_day);
  self->last_day = 0;
  self->person = 0;
  g_clear_pointer (&self->month, g_free);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const Event *first = a, *second = b;

  if (first->day != second->day)
    return first->day < second->day ? -1 : 1;
  return strcmp (first->place, second->place);
}

/* weeks, Monday to Sunday, without any between the first and the last with one; @out: their first
 * days */
static void
find_gaps (const Pmt *self, JsonArray *out)
{
  guint32 last = 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      /* day 1 was a Monday */
      guint32 week = (g_array_index (self->events, Event, i).day - 1) / DAYS_A_WEEK;

      for (guint32 gap = last + 1; last != 0 && gap < week; gap++)
        {
          g_autoptr (JsonObject) holder = json_object_new ();

          put_day (holder, "day", gap * DAYS_A_WEEK + 1);
          json_array_add_string_element (out, json_object_get_string_member (holder, "day"));
        }
      last = week;
    }
}

static void
add_log (Pmt *self)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      const Event *event = &g_array_index (self->events, Event, i);
      JsonObject *line = json_object_new ();

      put_day (line, "date", event->day);
      json_object_set_string_member (line, "code", self->village);
      json_object_set_string_member (line, "place", event->place);
      json_object_set_int_member (line, "people", event->people);
      json_object_set_int_member (line, "portions", event->portions);
      json_array_add_object_element (self->log, line);
    }
}

static void
add_row (Pmt *self)
{
  const char *name = anj_region_table_name (self->query->regions, self->village);
  JsonObject *row = json_object_new (), *odd = json_object_new ();
  JsonArray *gaps = json_array_new ();
  guint n_days = 0;

  for (guint i = 0; i < self->events->len; i++)
    n_days += i == 0 || g_array_index (self->events, Event, i).day !=
                            g_array_index (self->events, Event, i - 1).day;
  find_gaps (self, gaps);
  json_object_set_string_member (row, "code", self->village);
  json_object_set_string_member (row, "name", name != NULL ? name : self->village);
  json_object_set_int_member (row, "people", self->last_days->len);
  json_object_set_int_member (row, "portions", self->portions);
  json_object_set_int_member (row, "days", n_days);
  json_object_set_array_member (row, "weeks_without", gaps);
  for (guint i = 0; i < N_ODD; i++)
    json_object_set_int_member (odd, odd_names[i], self->odd[i]);
  json_object_set_object_member (row, "odd", odd);
  json_array_add_object_element (self->rows, row);
}

static void
close_village (Pmt *self)
{
  if (self->village == NULL)
    return;
  close_person (self);
  g_array_sort (self->events, compare_events);
  for (guint i = 0; i < self->last_days->len && self->events->len > 0; i++)
    self->odd[ODD_LEFT_OUT] += g_array_index (self->last_days, guint32, i) + LEFT_OUT_DAYS <
                               g_array_index (self->events, Event, self->events->len - 1).day;
  add_row (self);
  add_log (self);
  g_array_set_size (self->events, 0);
  g_array_set_size (self->last_days, 0);
  memset (self->odd, 0, sizeof self->odd);
  self->portions = 0;
  g_clear_pointer (&self->village, g_free);
}

static const char *
get_word (const HubTally *tally, guint32 index)
{
  return g_ptr_array_index (tally->words, index);
}

static void
note_row (Pmt *self, const HubTally *tally, const HubTallyFed *fed)
{
  const char *village = fed->village != HUB_TALLY_NOWHERE
                            ? g_ptr_array_index (tally->villages, fed->village)
                            : NULL;
  const char *period = get_word (tally, fed->period), *date = get_word (tally, fed->date);
  char *place = NULL;
  gint64 portions;
  guint32 day;

  if (village == NULL)
    self->n_homeless++;
  if (village == NULL || !anj_region_code_contains (self->query->area, village) ||
      !hub_people_is_aid (self->query->catalogue, PROGRAMME, get_word (tally, fed->state)))
    return;
  if (g_strcmp0 (self->village, village) != 0)
    {
      close_village (self);
      self->village = g_strdup (village);
    }
  if (self->person != fed->person)
    {
      close_person (self);
      self->person = fed->person;
    }
  day = read_day (date);
  if (day == 0)
    {
      self->odd[ODD_NO_DATE]++;
      return;
    }
  portions = read_note (get_word (tally, fed->note), &place);
  self->portions += portions;
  self->odd[ODD_NO_PORTIONS] += portions == 0;
  self->odd[ODD_TWICE_A_DAY] += day == self->last_day;
  self->odd[ODD_FUTURE] += self->today != 0 && day > self->today;
  /* periods of months only: 2026-11 */
  self->odd[ODD_OTHER_PERIOD] += strlen (period) == strlen ("2026-11") &&
                                 !g_str_has_prefix (date, period);
  count_month (self, date, portions);
  count_event (self, day, place, portions);
  self->last_day = day;
}

typedef struct
{
  JsonArray *out;
  int n_to_skip;
} Months;

static gboolean
put_month (gpointer month, gpointer counts, gpointer user_data)
{
  Months *months = user_data;
  JsonObject *line;

  if (months->n_to_skip-- > 0)
    return FALSE;
  line = json_object_new ();
  json_object_set_string_member (line, "month", month);
  json_object_set_int_member (line, "portions", ((gint64 *) counts)[0]);
  json_object_set_int_member (line, "people", ((gint64 *) counts)[1]);
  json_array_add_object_element (months->out, line);
  return FALSE;
}

/* batches with rows of the programme */
static JsonArray *
make_sources (const HubReportQuery *query, JsonObject *out, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      query->store, error,
      "SELECT id, date, count(*) OVER () FROM programme_batches p JOIN batches b ON b.seq = p.batch"
      " WHERE p.programme = '" PROGRAMME "' ORDER BY date DESC, seq DESC LIMIT 1",
      "");
  g_autoptr (JsonArray) sources = json_array_new ();
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  if (row)
    {
      JsonObject *source = json_object_new ();

      json_object_set_string_member (out, "as_of", hub_stmt_text (stmt, 1));
      json_object_set_string_member (source, "register", "penerima");
      json_object_set_string_member (source, "programmes", PROGRAMME);
      json_object_set_string_member (source, "batch", hub_stmt_text (stmt, 0));
      json_object_set_string_member (source, "date", hub_stmt_text (stmt, 1));
      json_object_set_int_member (source, "batches", hub_stmt_int (stmt, 2));
      json_array_add_object_element (sources, source);
    }
  else
    json_object_set_string_member (out, "as_of", query->today);
  return g_steal_pointer (&sources);
}

gboolean
hub_report_pmt (const HubReportQuery *query,
                const HubTally *none G_GNUC_UNUSED,
                JsonObject *out,
                GError **error)
{
  g_auto (Pmt) self = { 0 };
  g_autoptr (HubTally) tally = hub_tally_get (query->store, error);
  JsonArray *sources = tally != NULL ? make_sources (query, out, error) : NULL;
  Months months;

  if (sources == NULL)
    return FALSE;
  json_object_set_array_member (out, "sources", sources);
  pmt_init (&self, query, out);
  self.today = query->today != NULL ? read_day (query->today) : 0;
  for (guint i = 0; i < tally->fed->len; i++)
    note_row (&self, tally, &g_array_index (tally->fed, HubTallyFed, i));
  close_village (&self);
  months = (Months){ json_array_new (), g_tree_nnodes (self.months) - N_MONTHS };
  g_tree_foreach (self.months, put_month, &months);
  json_object_set_array_member (out, "months", months.out);
  json_object_set_int_member (out, "rows_without_village", self.n_homeless);
  return TRUE;
}
