/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-own-data-page.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-data-date.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"
#include "ui/anj-masked.h"
#include "ui/anj-pager.h"
#include "ui/anj-pairs.h"
#include "ui/anj-parts.h"
#include "ui/anj-register.h"
#include "ui/anj-update.h"
#include "ui/anj-when.h"

#define GAP_MM 4
#define GAP_LANDSCAPE_MM 2
#define FACT_MAX_MM 40

struct _AnjOwnDataPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjOwnDataPage, anj_own_data_page, ANJ_TYPE_PAGE)

typedef struct
{
  const AnjMetrics *metrics;
  const char *language;
  JsonObject *document;
  JsonObject *household;
  const char *heading; /* (nullable): of the facts that come now, said before the first */
  AnjPairs facts;
} View;

static void
add_fact (View *view, const char *icon_name, const char *small, const char *text, const char *more)
{
  GtkWidget *fact = anj_fact_new (view->metrics, icon_name, small, text, more);
  GtkWidget *item = fact;

  gtk_widget_add_css_class (fact, "rapat");

  anj_parts_mark_secret (fact);
  /* what each says tells what it is; the heading is for eyes that search a page with room for it */
  if (view->heading != NULL && view->metrics->text_size < ANJ_TEXT_150 &&
      !anj_metrics_is_landscape (view->metrics))
    {
      item = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, GAP_MM / 2.0, NULL);
      gtk_box_append (GTK_BOX (item), anj_parts_label (view->heading, "label judul"));
      gtk_box_append (GTK_BOX (item), fact);
    }
  view->heading = NULL;
  anj_pairs_add (&view->facts, item);
}

/* --- who has looked --- */

static JsonObject *
find_viewer (const View *view)
{
  JsonArray *members = anj_json_get_array (view->household, "members");
  const char *viewer = anj_json_get_string (view->document, "viewer", "");

  for (guint i = 0; members != NULL && *viewer != '\0' && i < json_array_get_length (members); i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);

      if (member != NULL && g_str_equal (anj_json_get_string (member, "id", ""), viewer))
        return member;
    }
  return NULL;
}

/* a look that nobody of the family remembers is one to ask about */
static void
add_looks (View *view)
{
  JsonObject *viewer = find_viewer (view);
  const char *last_viewed = anj_json_get_string (view->document, "last_viewed", "");
  g_autofree char *moment = anj_when_moment (last_viewed, view->language);

  if (viewer != NULL)
    add_fact (view, "tanya-petugas", _ ("Sekarang dilihat oleh"),
              anj_json_get_string (viewer, "name", ""), NULL);
  if (*last_viewed == '\0')
    add_fact (view, "jam", _ ("Dilihat sebelumnya"), _ ("Belum pernah di mesin ini"), NULL);
  else
    add_fact (view, "jam", _ ("Dilihat sebelumnya"),
              strcmp (last_viewed, "unknown") == 0 ? _ ("Pernah, tanggal tidak tercatat") : moment,
              anj_metrics_is_landscape (view->metrics)
                  ? NULL
                  : _ ("Bukan keluarga Anda? Panggil petugas."));
}

/* --- what is recorded --- */

static void
add_member (View *view, JsonObject *member)
{
  gboolean viewer = member == find_viewer (view);
  const char *relation = anj_update_relation (member);
  const char *occupation = anj_json_get_string (member, "occupation", "");
  g_autofree char *own = g_strdup_printf (_ ("%s (Anda)"), relation);
  g_autofree char *number = anj_masked_number (anj_json_get_string (member, "nik", NULL));
  g_autofree char *nik = number != NULL ? g_strconcat ("NIK ", number, NULL)
                                        : g_strdup (_ ("Belum ada NIK"));
  g_autofree char *more = *occupation != '\0' ? g_strjoin (" · ", nik, occupation, NULL)
                                              : g_strdup (nik);

  add_fact (view, anj_update_icon (member), viewer ? own : relation,
            anj_json_get_string (member, "name", ""), more);
}

static void
add_members (View *view)
{
  JsonArray *members = anj_json_get_array (view->household, "members");
  guint n = members != NULL ? json_array_get_length (members) : 0;
  /* translators: %u people */
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Anggota keluarga: %u orang", "Anggota keluarga: %u orang", n), n);

  view->heading = heading;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);

      if (member != NULL)
        add_member (view, member);
    }
  view->heading = NULL;
}

/* (transfer full): what there is of the two, with a dot between them; takes both (nullable) */
static char *
join (char *first, char *second)
{
  g_autofree char *one = first, *other = second;
  const char *dot = one != NULL && other != NULL ? " · " : "";

  return g_strconcat (one != NULL ? one : "", dot, other != NULL ? other : "", NULL);
}

/* (transfer full) (nullable): of which year and day */
static char *
describe_date (View *view, JsonObject *entry)
{
  const char *date = anj_json_get_string (entry, "date", NULL);
  const char *year = anj_json_get_string (entry, "year", NULL);
  g_autofree char *day = date != NULL ? anj_date_in_words (date, view->language) : NULL;

  if (day == NULL)
    return NULL;
  if (year != NULL)
    /* translators: the year of a survey, then a date */
    return g_strdup_printf (_ ("Data tahun %s, per %s"), year, day);
  /* translators: %s is a date */
  return g_strdup_printf (_ ("Data per %s"), day);
}

/* (transfer full): since when and why, as the register has it; below, rank and age of the data */
static char *
describe_register (View *view, JsonObject *entry)
{
  const char *since = anj_json_get_string (entry, "since", NULL);
  const char *reason = anj_json_get_string (entry, "reason", NULL);
  gint64 desil = anj_json_get_int (entry, "desil", 0);
  g_autofree char *day = since != NULL ? anj_date_in_words (since, view->language) : NULL;
  g_autofree char *why = NULL, *data = NULL;

  /* translators: %s is a date; %s is what the register gives as its reason */
  why = join (day != NULL ? g_strdup_printf (_ ("Sejak %s"), day) : NULL,
              reason != NULL ? g_strdup_printf (_ ("Sebab: %s"), reason) : NULL);
  /* translators: %u is 1 (poorest) to 10 */
  data = join (desil > 0 ? g_strdup_printf (_ ("Desil %u dari 10"), (guint) desil) : NULL,
               describe_date (view, entry));
  return g_strjoin (*why != '\0' && *data != '\0' ? "\n" : "", why, data, NULL);
}

/* a survey has somebody or has not: nobody is inactive in it */
static const char *
describe_status (const char *code, gboolean active)
{
  return !active                    ? _ ("Tidak aktif")
         : strcmp (code, "pk") == 0 ? _ ("Sudah tercatat")
                                    : _ ("Aktif");
}

static void
add_register (View *view, JsonObject *entry)
{
  const char *code = anj_json_get_string (entry, "register", "");
  gboolean active = anj_register_is_active (entry);
  gboolean brief = view->metrics->text_size >= ANJ_TEXT_200;
  g_autofree char *name = anj_register_name (code);
  g_autofree char *more = describe_register (view, entry);
  g_autofree char *text = NULL;

  /* translators: the first %s is a register, the second whether the family counts there */
  text = g_strdup_printf (_ ("%s: %s"), name, describe_status (code, active));
  add_fact (view, active ? "status-diterima" : "status-berhenti",
            brief ? NULL : anj_register_long_name (code), text, more);
}

static void
add_registers (View *view)
{
  JsonArray *registers = anj_json_get_array (view->household, "registers");
  guint n = registers != NULL ? json_array_get_length (registers) : 0;

  view->heading = _ ("Catatan tentang keluarga Anda");
  if (n == 0)
    add_fact (view, "status-tidak-terdaftar", NULL, _ ("Belum ada catatan"), NULL);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *entry = anj_json_array_get_object (registers, i);

      if (entry != NULL)
        add_register (view, entry);
    }
  view->heading = NULL;
}

/* --- the page --- */

/* UU 27/2022 on personal data, art. 6 (to correct) and 7 (to see) */
static const char *
law (void)
{
  return _ ("Anda berhak melihat dan memperbaiki data ini (UU 27/2022).");
}

/* large letters leave it no room above */
static gboolean
law_stands_in_list (const AnjMetrics *metrics)
{
  return metrics->text_size >= ANJ_TEXT_200 ||
         (anj_metrics_is_small_landscape (metrics) && metrics->text_size > ANJ_TEXT_100);
}

/* whose data, of which day, and what the law says of them */
static GtkWidget *
make_head (AnjPage *self, const View *view)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const AnjClock *clock = anj_page_get_clock (self);
  const char *heading = _ ("Data keluarga Anda");
  AnjDataDate date = { .as_of = anj_json_get_string (view->document, "as_of", ""),
                       .kk = anj_json_get_string (view->household, "no_kk", NULL) };
  GtkWidget *head = NULL;

  if (!anj_metrics_is_small_landscape (view->metrics) || view->metrics->text_size > ANJ_TEXT_125 ||
      anj_data_date_is_old (visit, clock, date.as_of))
    {
      anj_page_set_question (self, heading);
      if (!law_stands_in_list (view->metrics))
        anj_page_set_sentence (self, law ());
      return anj_data_date_new (visit, view->metrics, clock, &date);
    }
  head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (head),
                  anj_data_date_beside (visit, view->metrics,
                                        anj_parts_label (heading, "pertanyaan"), date.as_of));
  if (!law_stands_in_list (view->metrics))
    gtk_box_append (GTK_BOX (head), anj_parts_label (law (), "kecil kedua"));
  return head;
}

static GtkWidget *
make_content (AnjPage *self, View *view)
{
  gboolean landscape = anj_metrics_is_landscape (view->metrics);
  double gap_mm = landscape ? GAP_LANDSCAPE_MM : GAP_MM;
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, landscape ? 1 : GAP_MM,
                                  NULL);
  GtkWidget *pager = anj_pager_new (view->metrics, gap_mm, FACT_MAX_MM);

  view->facts = (AnjPairs){ .pager = ANJ_PAGER (pager),
                            .metrics = view->metrics,
                            .gap_mm = gap_mm,
                            .two = landscape && view->metrics->text_size == ANJ_TEXT_100 };
  if (law_stands_in_list (view->metrics))
    anj_pairs_add_broad (&view->facts, anj_parts_label (law (), "isi"));
  add_looks (view);
  anj_pairs_end_row (&view->facts);
  add_members (view);
  add_registers (view);
  anj_pairs_end_row (&view->facts);
  gtk_widget_set_vexpand (pager, TRUE);
  if (anj_pager_stands_close (view->metrics))
    anj_page_set_secondary (self, anj_pager_take_close_bar (ANJ_PAGER (pager), view->metrics));
  gtk_box_append (GTK_BOX (box), make_head (self, view));
  gtk_box_append (GTK_BOX (box), pager);
  return box;
}

static void
correct (AnjPage *self)
{
  anj_visit_set_kind (anj_page_get_visit (self), "update");
  anj_page_go (self, "update");
}

static void
anj_own_data_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  AnjVisit *visit = NULL;
  View view = { 0 };

  G_OBJECT_CLASS (anj_own_data_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (self);
  view.metrics = anj_page_get_metrics (self);
  view.language = anj_visit_get_language (visit);
  view.document = anj_visit_get_household (visit);
  view.household = view.document != NULL ? anj_json_get_object (view.document, "household") : NULL;
  anj_page_set_navigation (self, TRUE, _ ("Perbaiki data"), "layanan-perbarui-data");
  anj_page_set_primary_func (self, correct);
  if (view.household != NULL)
    anj_page_set_content (self, make_content (self, &view));
}

static void
anj_own_data_page_class_init (AnjOwnDataPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_own_data_page_constructed;
}

static void
anj_own_data_page_init (AnjOwnDataPage *self G_GNUC_UNUSED)
{
}
