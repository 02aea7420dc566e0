/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-worklist-parts.h"

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/reconcile/hub-links.h"
#include "hub/report/hub-report-parts.h"

#define WHO_AND_WHERE "no_kk,nik,nama,tanggal_lahir,kode_wilayah,desa,rt,rw,alamat,"

/* rows that mean a person: with the NIK, a second one, or linked; the newest first */
static const char select_rows[] =
    "SELECT r.register, b.id, b.date, r.name, r.birth_date, r.rt, r.rw, r.address, r.desil,"
    " r.status, r.reason FROM (SELECT register, key FROM register_rows o"
    "   WHERE (o.nik = ?1 OR o.nik IN (SELECT n.key FROM links n"
    "     WHERE n.register = '" HUB_LINKS_NIK "' AND n.nik = ?1))"
    "   AND NOT EXISTS (SELECT 1 FROM links l WHERE l.register = o.register AND l.key = o.key)"
    "   UNION SELECT register, key FROM links WHERE nik = ?1 AND register <> '" HUB_LINKS_NIK "') m"
    " JOIN register_rows r ON r.register = m.register AND r.key = m.key"
    " JOIN batches b ON b.seq = r.batch ORDER BY b.date DESC, b.seq DESC, r.register";

/* what the newest lists of programmes say of somebody whom none of them gives aid */
static const char select_states[] =
    "SELECT p.programme, p.period, p.state, p.note FROM payments p JOIN programme_newest n"
    "   ON n.programme = p.programme AND n.batch = p.batch"
    " WHERE p.nik = ?1 OR p.nik IN (SELECT l.key FROM links l WHERE l.register = '" HUB_LINKS_NIK
    "' AND l.nik = ?1)"
    " GROUP BY p.programme, p.period, p.state, p.note ORDER BY p.programme, p.period_key";

typedef enum {
  NAME,
  BIRTH_DATE,
  RT,
  RW,
  ADDRESS,
  DESIL_DTSEN,
  DESIL_P3KE,
  N_CELLS,
} Cell;

typedef struct
{
  const HubReportQuery *query; /* (unowned) */
  HubWorklist *out;            /* (unowned): being filled */
  HubPeople *people;           /* (unowned) */
  HubStmt *rows;               /* (owned) */
  HubStmt *states;             /* (owned) */
} Maker;

static void
maker_clear (Maker *self)
{
  g_clear_pointer (&self->rows, hub_stmt_free);
  g_clear_pointer (&self->states, hub_stmt_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

void
hub_worklist_free (HubWorklist *self)
{
  g_string_free (self->csv, TRUE);
  g_free (self);
}

static void
format_number (guint64 number, char out[32])
{
  out[0] = '\0';
  if (number != 0)
    g_snprintf (out, 32, "%016" G_GUINT64_FORMAT, number);
}

static void
add_part (GString *out, const char *separator, const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, "%s%s", out->len > 0 ? separator : "", text);
}

/* the newest row that says it counts */
static void
keep_first (char *cells[N_CELLS], Cell cell, const char *text)
{
  if (cells[cell] == NULL && text != NULL && *text != '\0')
    cells[cell] = g_strdup (text);
}

static void
note_row (HubStmt *stmt, char *cells[N_CELLS], GString *sources, GString *reasons)
{
  static const Cell order[] = { NAME, BIRTH_DATE, RT, RW, ADDRESS };
  const char *reg = hub_stmt_text (stmt, 0);
  g_autofree char *source = g_strdup_printf ("%s %s %s", reg, hub_stmt_text (stmt, 1),
                                             hub_stmt_text (stmt, 2));

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    keep_first (cells, order[i], hub_stmt_text (stmt, 3 + (int) i));
  if (strcmp (reg, "dtsen") == 0)
    keep_first (cells, DESIL_DTSEN, hub_stmt_text (stmt, 8));
  else if (strcmp (reg, "p3ke") == 0)
    keep_first (cells, DESIL_P3KE, hub_stmt_text (stmt, 8));
  else if (strcmp (reg, "dtks") == 0 && hub_stmt_text (stmt, 10) != NULL)
    {
      g_autofree char *reason = g_strdup_printf ("DTKS %s %s", hub_stmt_text (stmt, 9),
                                                 hub_stmt_text (stmt, 10));

      add_part (reasons, "; ", g_strchomp (reason));
    }
  add_part (sources, "; ", source);
}

static gboolean
read_rows (Maker *self,
           const char *nik,
           char *cells[N_CELLS],
           GString *sources,
           GString *reasons,
           GError **error)
{
  gboolean row = TRUE;

  hub_stmt_rebind (self->rows, "t", nik);
  while (hub_stmt_next (self->rows, &row, error) && row)
    note_row (self->rows, cells, sources, reasons);
  return !row;
}

/* which sensitive programmes list somebody is not told; that one does is: "listed nowhere" would be
 * untrue */
static const char *
describe_unlisted (gboolean is_hidden)
{
  return is_hidden ? "ada di daftar lain yang tidak disebut di sini"
                   : "tidak ada di daftar penerima mana pun";
}

static gboolean
read_states (Maker *self, const char *nik, GString *reasons, GError **error)
{
  gboolean row = TRUE, is_listed = FALSE, is_hidden = FALSE;

  hub_stmt_rebind (self->states, "t", nik);
  while (hub_stmt_next (self->states, &row, error) && row)
    {
      const char *programme = hub_stmt_text (self->states, 0);
      JsonObject *entry = hub_catalogue_find_entry (self->query->catalogue, "programmes",
                                                    programme);
      g_autofree char *state = g_strdup_printf (
          "%s %s %s %s", programme, hub_stmt_text (self->states, 1),
          hub_stmt_text (self->states, 2), hub_stmt_text (self->states, 3));

      if (entry != NULL && anj_json_get_bool (entry, "sensitive", FALSE))
        {
          is_hidden = TRUE;
          continue;
        }
      add_part (reasons, "; ", g_strchomp (state));
      is_listed = TRUE;
    }
  if (!row && !is_listed)
    add_part (reasons, "; ", describe_unlisted (is_hidden));
  return !row;
}

/* a spreadsheet would take it for a formula */
static void
append_cell (GString *csv, const char *text)
{
  g_autofree char *plain = strchr ("=+-@", *text) != NULL && *text != '\0'
                               ? g_strconcat ("'", text, NULL)
                               : NULL;

  hub_csv_append_cell (csv, plain != NULL ? plain : text);
}

void
hub_worklist_add_line (HubWorklist *self, const char *const *cells, gsize n_cells)
{
  for (gsize i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (self->csv, ',');
      append_cell (self->csv, cells[i] != NULL ? cells[i] : "");
    }
  g_string_append_c (self->csv, '\n');
  self->n_people++;
}

static void
write_line (Maker *self,
            const HubPerson *person,
            char *cells[N_CELLS],
            const char *sources,
            const char *reasons)
{
  const char *village = g_ptr_array_index (self->people->villages, person->village);
  const char *name = anj_region_table_name (self->query->regions, village);
  char nik[32], no_kk[32];
  const char *const line[] = {
    no_kk,     nik,       cells[NAME],    cells[BIRTH_DATE],  village,           name,
    cells[RT], cells[RW], cells[ADDRESS], cells[DESIL_DTSEN], cells[DESIL_P3KE], sources,
    reasons,
  };

  format_number (person->nik, nik);
  format_number (person->no_kk, no_kk);
  hub_worklist_add_line (self->out, line, G_N_ELEMENTS (line));
}

static gboolean
add_person (Maker *self, const HubPerson *person, GError **error)
{
  g_autoptr (GString) sources = g_string_new (NULL);
  g_autoptr (GString) reasons = g_string_new (NULL);
  char *cells[N_CELLS] = { NULL };
  char nik[32];
  gboolean ok;

  format_number (person->nik, nik);
  ok = read_rows (self, nik, cells, sources, reasons, error) &&
       read_states (self, nik, reasons, error);
  if (ok)
    write_line (self, person, cells, sources->str, reasons->str);
  for (guint i = 0; i < N_CELLS; i++)
    g_free (cells[i]);
  return ok;
}

/* by village, household, NIK */
static int
compare_persons (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HubPeople *people = user_data;
  const HubPerson *one = *(const HubPerson *const *) a, *other = *(const HubPerson *const *) b;
  int order = strcmp (g_ptr_array_index (people->villages, one->village),
                      g_ptr_array_index (people->villages, other->village));

  if (order == 0 && one->no_kk != other->no_kk)
    order = one->no_kk < other->no_kk ? -1 : 1;
  return order != 0 ? order : one->nik < other->nik ? -1 : one->nik > other->nik;
}

/* (transfer container) (element-type HubPerson): members of the households without aid */
static GPtrArray *
find_zero (Maker *self, GError **error)
{
  g_autoptr (GArray) households = hub_report_zero_list_unreached (self->query, self->people, error);
  g_autoptr (GHashTable) set = g_hash_table_new (NULL, NULL);
  GPtrArray *persons;

  if (households == NULL)
    return NULL;
  self->out->n_households = households->len;
  for (guint i = 0; i < households->len; i++)
    g_hash_table_add (set, GSIZE_TO_POINTER (g_array_index (households, guint64, i)));
  persons = g_ptr_array_new ();
  for (guint i = 0; i < self->people->n_residents; i++)
    {
      HubPerson *person = &g_array_index (self->people->persons, HubPerson, i);

      if ((person->flags & HUB_PERSON_PRESENT) &&
          g_hash_table_contains (set, GSIZE_TO_POINTER (person->no_kk)))
        g_ptr_array_add (persons, person);
    }
  return persons;
}

/* (transfer container) (element-type HubPerson): people in both registers without aid */
static GPtrArray *
find_siikep (Maker *self, GError **error)
{
  const guint32 both = HUB_PERSON_P3KE | HUB_PERSON_DTKS;
  g_autoptr (GArray) is_inside = NULL;
  GPtrArray *persons;

  if (!hub_people_load_registers (self->people, self->query->store, self->query->catalogue, error))
    return NULL;
  is_inside = hub_report_find_villages (self->people->villages, self->query->area);
  persons = g_ptr_array_new ();
  for (guint i = 0; i < self->people->persons->len; i++)
    {
      HubPerson *person = &g_array_index (self->people->persons, HubPerson, i);

      if ((person->flags & (both | HUB_PERSON_AID)) == both &&
          g_array_index (is_inside, gboolean, person->village))
        g_ptr_array_add (persons, person);
    }
  return persons;
}

static gboolean
check_length (const HubWorklist *list, JsonObject *document, gboolean is_zero, GError **error)
{
  guint n = is_zero ? list->n_households : list->n_people;
  gint64 expected = anj_json_get_int (document, is_zero ? "unreached" : "worklist", -1);

  if (n == expected)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_FAILED,
               "the list has %u and the report %" G_GINT64_FORMAT "; please report this", n,
               expected);
  return FALSE;
}

/* the people behind the number of @report: zero or siikep */
static gboolean
fill_from_report (HubWorklist *out, HubReport report, const HubReportQuery *query, GError **error)
{
  gboolean is_zero = report == HUB_REPORT_ZERO;
  g_autoptr (JsonObject) document = hub_report_make (report, query, error);
  g_autoptr (HubPeople) people = document != NULL ? hub_people_load (query->store, error) : NULL;
  g_auto (Maker) self = { .query = query, .out = out, .people = people };
  g_autoptr (GPtrArray) persons = NULL;

  if (people == NULL)
    return FALSE;
  persons = is_zero ? find_zero (&self, error) : find_siikep (&self, error);
  self.rows = persons != NULL ? hub_store_query (query->store, error, select_rows, "t", NULL)
                              : NULL;
  self.states = self.rows != NULL ? hub_store_query (query->store, error, select_states, "t", NULL)
                                  : NULL;
  if (self.states == NULL)
    return FALSE;
  g_ptr_array_sort_with_data (persons, compare_persons, people);
  for (guint i = 0; i < persons->len; i++)
    if (!add_person (&self, g_ptr_array_index (persons, i), error))
      return FALSE;
  return check_length (out, document, is_zero, error);
}

static gboolean
fill_zero (HubWorklist *out, const HubReportQuery *query, GError **error)
{
  return fill_from_report (out, HUB_REPORT_ZERO, query, error);
}

static gboolean
fill_siikep (HubWorklist *out, const HubReportQuery *query, GError **error)
{
  return fill_from_report (out, HUB_REPORT_SIIKEP, query, error);
}

static const struct
{
  const char *name;
  const char *header;
  gboolean (*fill) (HubWorklist *out, const HubReportQuery *query, GError **error);
} lists[HUB_N_WORKLISTS] = {
  [HUB_WORKLIST_ZERO] = { "zero", WHO_AND_WHERE "desil_dtsen,desil_p3ke,sumber,alasan\n",
                          fill_zero },
  [HUB_WORKLIST_SIIKEP] = { "siikep", WHO_AND_WHERE "desil_dtsen,desil_p3ke,sumber,alasan\n",
                            fill_siikep },
  [HUB_WORKLIST_STUNTING] = { "stunting",
                              WHO_AND_WHERE "id_keluarga_pk,tahun,faktor,kategori_3b,sumber\n",
                              hub_worklist_fill_stunting },
};

gboolean
hub_worklist_from_name (const char *name, HubWorklistKind *out_kind)
{
  for (int i = 0; i < HUB_N_WORKLISTS; i++)
    if (strcmp (lists[i].name, name) == 0)
      {
        *out_kind = (HubWorklistKind) i;
        return TRUE;
      }
  return FALSE;
}

HubWorklist *
hub_worklist_make (HubWorklistKind kind, const HubReportQuery *query, GError **error)
{
  g_autoptr (HubWorklist) out = g_new0 (HubWorklist, 1);
  gboolean ok;

  out->csv = g_string_new (lists[kind].header);
  hub_store_lock (query->store);
  /* the report and the list see one state */
  ok = hub_store_run (query->store, error, "SAVEPOINT worklist", "") &&
       lists[kind].fill (out, query, error);
  if (!hub_store_run (query->store, NULL, "RELEASE worklist", ""))
    g_debug ("a read transaction could not be ended");
  hub_store_unlock (query->store);
  return ok ? g_steal_pointer (&out) : NULL;
}
