/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-new-value-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-shape.h"
#include "ui/anj-text-entry.h"
#include "ui/anj-update.h"

#define EMBLEM_HEIGHT_MM 70
#define MAX_ROW_MM 44
/* more choices need the picture's room */
#define DEFAULT_MAX_CHARACTERS 200
#define CHOICE_KEY "anj-choice"

struct _AnjNewValuePage
{
  AnjPage parent_instance;

  GtkWidget *entry; /* (unowned) (nullable): child */
  GPtrArray *rows;  /* (element-type GtkWidget) (owned), not the rows */
};

G_DEFINE_FINAL_TYPE (AnjNewValuePage, anj_new_value_page, ANJ_TYPE_PAGE)

static gboolean
is_input (JsonObject *field, const char *input)
{
  return g_str_equal (anj_json_get_string (field, "input", "text"), input);
}

static void
judge_date (AnjPage *page, const char *answer)
{
  gboolean whole = strlen (answer) == strlen ("14-03-1983");
  const char
      *why = whole ? _ ("Tanggal ini tidak ada.\nPeriksa hari dan bulan.")
                   : _ ("Tanggal belum lengkap.\nTulis hari, bulan, tahun. Contoh: 14-03-1983.");

  anj_page_set_complete (page, anj_shape_is_date (answer), why);
}

static void
judge (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  JsonObject *field = anj_update_get_field (visit);
  const char *answer = anj_visit_get_answer (visit, "new");
  gint64 n_min = MAX (1, anj_json_get_int (field, "min_length", 1));
  g_autofree char *why = NULL;

  if (is_input (field, "date"))
    {
      judge_date (page, answer);
      return;
    }
  if (is_input (field, "choice"))
    why = g_strdup (_ ("Pilih satu dulu.\nSentuh satu baris."));
  else if (is_input (field, "amount"))
    why = g_strdup (_ ("Tulis dulu jumlahnya.\nSentuh angka, dalam rupiah."));
  else if (is_input (field, "digits"))
    why = g_strdup_printf (_ ("Angka belum lengkap.\nTulis paling sedikit %u angka."),
                           (guint) n_min);
  else
    why = g_strdup (_ ("Tulis dulu yang benar.\nSentuh huruf di bawah."));
  anj_page_set_complete (
      page, answer[strspn (answer, " ")] != '\0' && g_utf8_strlen (answer, -1) >= n_min, why);
}

static void
show_choice (AnjNewValuePage *self)
{
  const char *answer = anj_visit_get_answer (anj_page_get_visit (ANJ_PAGE (self)), "new");

  for (guint i = 0; i < self->rows->len; i++)
    anj_choice_row_set_selected (
        self->rows->pdata[i],
        g_strcmp0 (g_object_get_data (self->rows->pdata[i], CHOICE_KEY), answer) == 0);
}

static void
on_clicked (AnjNewValuePage *self, GtkWidget *row)
{
  AnjPage *page = ANJ_PAGE (self);

  anj_visit_set_answer (anj_page_get_visit (page), "new",
                        g_object_get_data (G_OBJECT (row), CHOICE_KEY));
  anj_page_set_error (page, NULL, NULL);
  show_choice (self);
  judge (page);
}

static gboolean
anj_new_value_page_key (AnjPage *page, gunichar character, guint keyval)
{
  GtkWidget *entry = ANJ_NEW_VALUE_PAGE (page)->entry;

  return entry != NULL && anj_text_entry_press (ANJ_TEXT_ENTRY (entry), character, keyval);
}

static GtkWidget *
make_recorded_box (AnjPage *page)
{
  const char *recorded = anj_update_get_recorded (anj_page_get_visit (page));
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, anj_page_get_metrics (page), 4,
                                  "kotak-tercatat");
  g_autofree char *markup = g_markup_printf_escaped (
      /* translators: %s is what the register holds today */
      _ ("Tercatat sekarang: <b>%s</b>"), *recorded != '\0' ? recorded : _ ("belum ada"));

  anj_parts_mark_secret (box);
  gtk_box_append (GTK_BOX (box), anj_icon_new ("status-tidak-terdaftar", 9));
  gtk_box_append (GTK_BOX (box), anj_parts_markup (markup, "isi"));
  return box;
}

static GtkWidget *
make_choices (AnjNewValuePage *self, JsonObject *field)
{
  AnjPage *page = ANJ_PAGE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  const char *language = anj_visit_get_language (anj_page_get_visit (page));
  const char *recorded = anj_update_get_recorded (anj_page_get_visit (page));
  JsonArray *choices = anj_json_get_array (field, "choices");
  GtkWidget *list = NULL;

  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = anj_json_array_get_object (choices, i);
      GtkWidget *row = NULL;

      /* what is recorded already would change nothing */
      if (choice == NULL || strcmp (anj_json_get_text (choice, "label", "id"), recorded) == 0)
        continue;
      row = anj_choice_row_new (metrics, anj_json_get_string (choice, "icon", "ubah"),
                                anj_json_get_text (choice, "label", language));
      g_object_set_data_full (G_OBJECT (row), CHOICE_KEY,
                              g_strdup (anj_json_get_string (choice, "code", "")), g_free);
      g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
      g_ptr_array_add (self->rows, row);
    }
  list = anj_choices_new (metrics, (GtkWidget *const *) self->rows->pdata, self->rows->len,
                          anj_metrics_is_landscape (metrics) ? 2 : 1, MAX_ROW_MM);
  show_choice (self);
  return list;
}

static AnjTextEntryKind
find_kind (JsonObject *field)
{
  if (is_input (field, "digits"))
    return ANJ_TEXT_ENTRY_DIGITS;
  if (is_input (field, "date"))
    return ANJ_TEXT_ENTRY_DATE;
  return is_input (field, "amount") ? ANJ_TEXT_ENTRY_AMOUNT : ANJ_TEXT_ENTRY_LINE;
}

static GtkWidget *
make_entry (AnjNewValuePage *self, JsonObject *field)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjTextEntryKind kind = find_kind (field);
  gint64 n_max = anj_json_get_int (field, "max_length", DEFAULT_MAX_CHARACTERS);

  self->entry = anj_text_entry_new (page, kind, "new",
                                    kind != ANJ_TEXT_ENTRY_LINE ? _ ("Sentuh angka.")
                                                                : _ ("Sentuh huruf di bawah."),
                                    (guint) n_max);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (judge), page);
  return self->entry;
}

static void
set_words (AnjPage *page, JsonObject *field)
{
  AnjVisit *visit = anj_page_get_visit (page);
  const char *name = anj_update_get_member_name (visit);
  const char *label = anj_json_get_text (field, "label", anj_visit_get_language (visit));
  g_autofree char *whose = *name != '\0' ? g_strdup_printf ("%s · %s", label, name)
                                         : g_strdup (label);

  if (is_input (field, "choice"))
    anj_page_set_question (page, _ ("Mana yang benar sekarang?"));
  else
    anj_page_set_question (page, _ ("Tulis yang benar"));
  if (!anj_metrics_is_landscape (anj_page_get_metrics (page)))
    anj_page_set_secret_sentence (page, whose, label);
}

static void
anj_new_value_page_constructed (GObject *object)
{
  AnjNewValuePage *self = ANJ_NEW_VALUE_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  JsonObject *field = NULL;
  GtkWidget *box = NULL, *input = NULL;
  gboolean landscape;

  G_OBJECT_CLASS (anj_new_value_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (page);
  landscape = anj_metrics_is_landscape (metrics);
  field = anj_update_get_field (anj_page_get_visit (page));
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  if (field == NULL)
    return;
  set_words (page, field);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 5, NULL);
  if (json_object_has_member (field, "recorded"))
    {
      GtkWidget *recorded = make_recorded_box (page);

      gtk_widget_set_margin_top (recorded, anj_metrics_px (metrics, landscape ? 0 : 3));
      gtk_box_append (GTK_BOX (box), recorded);
    }
  if (is_input (field, "choice"))
    {
      input = make_choices (self, field);
      if (anj_pager_stands_close (metrics))
        anj_page_set_secondary (page, anj_pager_take_close_bar (ANJ_PAGER (input), metrics));
      if (!landscape)
        input = anj_emblem_new_above (metrics, anj_json_get_string (field, "icon", "ubah"),
                                      EMBLEM_HEIGHT_MM, input);
    }
  else
    {
      input = make_entry (self, field);
    }
  gtk_widget_set_vexpand (input, TRUE);
  gtk_box_append (GTK_BOX (box), input);
  anj_page_set_content (page, box);
  judge (page);
}

static void
anj_new_value_page_finalize (GObject *object)
{
  g_ptr_array_unref (ANJ_NEW_VALUE_PAGE (object)->rows);

  G_OBJECT_CLASS (anj_new_value_page_parent_class)->finalize (object);
}

static void
anj_new_value_page_class_init (AnjNewValuePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_new_value_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = anj_new_value_page_finalize;
  ANJ_PAGE_CLASS (klass)->key = anj_new_value_page_key;
}

static void
anj_new_value_page_init (AnjNewValuePage *self)
{
  self->rows = g_ptr_array_new ();
}
