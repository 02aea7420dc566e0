/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-disagreement-box.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-contact.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"
#include "ui/anj-register.h"

#define HEAD_ICON_MM 13
#define UNEQUAL_ICON_MM 9
/* more registers than these stand beneath each other */
#define N_BESIDE 2
/* who mends the village's registers */
#define REGISTRAR "OPERATOR_DESA"

static const struct
{
  const char *may;
  const char *way;
} WAYS[] = {
  { "proposal", "propose" },
  { "update", "update" },
};

static const struct
{
  const char *kind;
  const char *sentence;
} KINDS[] = {
  { "desil", N_ ("Tingkat kesejahteraan berbeda.") },
  { "members", N_ ("Jumlah anggota keluarga berbeda.") },
  { "status", N_ ("Satu catatan menyebut keluarga Anda tidak aktif.") },
  { "no-kk", N_ ("Nomor KK berbeda.") },
  { "name", N_ ("Penulisan nama berbeda.") },
  { "birth", N_ ("Tanggal lahir berbeda.") },
};

/* (nullable): what the register says in this matter; %NULL where the terminal only knows that
 * registers differ */
static char *
register_says (JsonObject *entry, const char *kind)
{
  gint64 desil = entry != NULL ? anj_json_get_int (entry, "desil", 0) : 0;

  if (entry == NULL)
    return g_strdup (_ ("Belum ada"));
  if (strcmp (kind, "desil") == 0 && desil > 0)
    /* translators: %u is 1 (poorest) to 10 */
    return g_strdup_printf (_ ("Desil %u"), (guint) desil);
  if (strcmp (kind, "status") == 0)
    return g_strdup (anj_register_is_active (entry) ? _ ("Aktif") : _ ("Tidak aktif"));
  if (strcmp (kind, "missing") == 0 || strcmp (kind, "desil") == 0)
    return g_strdup (_ ("Ada"));
  return NULL;
}

static GtkWidget *
make_column (const AnjMetrics *metrics,
             JsonObject *household,
             const char *code,
             const char *kind,
             const char *language,
             gboolean in_line)
{
  JsonObject *entry = anj_register_find (household, code);
  const char *date = entry != NULL ? anj_json_get_string (entry, "date", NULL) : NULL;
  g_autofree char *name = anj_register_name (code);
  g_autofree char *words = date != NULL ? anj_date_in_words (date, language) : NULL;
  g_autofree char *head = words != NULL ? g_strjoin (", ", name, words, NULL) : g_strdup (name);
  g_autofree char *says = register_says (entry, kind);
  GtkWidget *box = anj_parts_box (in_line ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, in_line ? 4 : 0, NULL);

  gtk_box_append (GTK_BOX (box), anj_parts_label (head, says != NULL ? "kecil kedua" : "isi"));
  if (says != NULL)
    gtk_box_append (GTK_BOX (box), anj_parts_label (says, "isi tebal"));
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static const char *
sentence_of (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (strcmp (KINDS[i].kind, kind) == 0)
      return _ (KINDS[i].sentence);
  return NULL;
}

static GtkWidget *
make_columns (const AnjMetrics *metrics,
              JsonObject *household,
              JsonArray *registers,
              const char *kind,
              const char *language)
{
  guint n = json_array_get_length (registers);
  gboolean below = metrics->text_size >= ANJ_TEXT_200 || n > N_BESIDE;
  GtkWidget *columns = anj_parts_box (below ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                      metrics, below ? 1 : 4, NULL);

  for (guint i = 0; i < n; i++)
    {
      const char *code = json_array_get_string_element (registers, i);

      if (i > 0 && !below)
        {
          GtkWidget *icon = anj_icon_new ("tidak-sama", UNEQUAL_ICON_MM);

          gtk_widget_add_css_class (icon, "nila");
          gtk_box_append (GTK_BOX (columns), icon);
        }
      gtk_box_append (GTK_BOX (columns),
                      make_column (metrics, household, code != NULL ? code : "", kind, language,
                                   n > N_BESIDE && metrics->text_size < ANJ_TEXT_150));
    }
  return columns;
}

/* lying there is one line for all: "DTSEN: Desil 1. P3KE: Desil 3." */
static GtkWidget *
make_line (JsonObject *household, JsonArray *registers, const char *kind)
{
  GString *line = g_string_new (NULL);
  GtkWidget *label = NULL;

  for (guint i = 0; i < json_array_get_length (registers); i++)
    {
      const char *code = json_array_get_string_element (registers, i);
      g_autofree char *name = anj_register_name (code != NULL ? code : "");
      g_autofree char *says = register_says (
          anj_register_find (household, code != NULL ? code : ""), kind);

      if (says != NULL)
        g_string_append_printf (line, "%s%s: %s.", i > 0 ? " " : "", name, says);
      else
        g_string_append_printf (line, "%s%s", i > 0 ? " ≠ " : "", name);
    }
  label = anj_parts_label (line->str, "isi-kartu");
  g_string_free (line, TRUE);
  return label;
}

const char *
anj_disagreement_lacking (JsonObject *household, JsonObject *disagreement)
{
  JsonArray *registers = anj_json_get_array (disagreement, "registers");

  if (strcmp (anj_json_get_string (disagreement, "kind", ""), "missing") != 0)
    return NULL;
  for (guint i = 0; registers != NULL && i < json_array_get_length (registers); i++)
    {
      const char *code = json_array_get_string_element (registers, i);

      if (code != NULL && anj_register_find (household, code) == NULL)
        return code;
    }
  return NULL;
}

/* --- all of a household --- */

static gboolean
has_code (JsonArray *codes, const char *code)
{
  for (guint i = 0; i < json_array_get_length (codes); i++)
    if (g_strcmp0 (json_array_get_string_element (codes, i), code) == 0)
      return TRUE;
  return FALSE;
}

/* what @a and @b are about is one thing to a resident: in one register the family is missing, or
 * registers differ in one matter */
static gboolean
is_same_matter (JsonObject *household, JsonObject *a, JsonObject *b)
{
  return strcmp (anj_json_get_string (a, "kind", ""), anj_json_get_string (b, "kind", "")) == 0 &&
         g_strcmp0 (anj_disagreement_lacking (household, a),
                    anj_disagreement_lacking (household, b)) == 0;
}

static JsonObject *
copy_disagreement (JsonObject *disagreement)
{
  JsonObject *copy = json_object_new ();
  JsonArray *registers = anj_json_get_array (disagreement, "registers");
  JsonArray *may = anj_json_get_array (disagreement, "may");
  JsonArray *codes = json_array_new ();

  for (guint i = 0; registers != NULL && i < json_array_get_length (registers); i++)
    if (json_array_get_string_element (registers, i) != NULL)
      json_array_add_string_element (codes, json_array_get_string_element (registers, i));
  json_object_set_string_member (copy, "kind", anj_json_get_string (disagreement, "kind", ""));
  json_object_set_array_member (copy, "registers", codes);
  if (may != NULL)
    json_object_set_array_member (copy, "may", json_array_ref (may));
  return copy;
}

static void
merge (JsonObject *into, JsonObject *disagreement)
{
  JsonArray *codes = anj_json_get_array (into, "registers");
  JsonArray *registers = anj_json_get_array (disagreement, "registers");

  for (guint i = 0; registers != NULL && i < json_array_get_length (registers); i++)
    {
      const char *code = json_array_get_string_element (registers, i);

      if (code != NULL && !has_code (codes, code))
        json_array_add_string_element (codes, code);
    }
}

GPtrArray *
anj_disagreements (JsonObject *household)
{
  JsonArray *array = anj_json_get_array (household, "disagreements");
  GPtrArray *merged = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *disagreement = anj_json_array_get_object (array, i);
      guint j = 0;

      if (disagreement == NULL)
        continue;
      while (j < merged->len && !is_same_matter (household, merged->pdata[j], disagreement))
        j++;
      if (j < merged->len)
        merge (merged->pdata[j], disagreement);
      else
        g_ptr_array_add (merged, copy_disagreement (disagreement));
    }
  return merged;
}

/* --- the box --- */

static const char *
heading_of (JsonArray *registers)
{
  return registers != NULL && json_array_get_length (registers) > 2
             ? _ ("Beberapa catatan tidak sama")
             : _ ("Dua catatan tidak sama");
}

static char *
make_sentence (JsonObject *household, JsonObject *disagreement)
{
  const char *lacking = anj_disagreement_lacking (household, disagreement);
  g_autofree char *name = lacking != NULL ? anj_register_name (lacking) : NULL;

  if (name != NULL)
    /* translators: %s is a register, e.g. "DTKS" */
    return g_strdup_printf (_ ("Keluarga Anda belum ada di %s."), name);
  return g_strdup (sentence_of (anj_json_get_string (disagreement, "kind", "")));
}

static char *
make_advice (AnjVisit *visit, JsonObject *household, JsonObject *disagreement)
{
  JsonObject *contact = anj_contact_find (visit, REGISTRAR);
  g_autofree char *sentence = make_sentence (household, disagreement);
  g_autofree char *line = contact != NULL ? anj_contact_line (visit, contact) : NULL;
  g_autofree char *ask = line != NULL
                             /* translators: %s is a person: name, role, telephone */
                             ? g_strdup_printf (_ ("Tanya: %s."), line)
                             : g_strdup (_ ("Tanyakan kepada petugas."));

  return sentence != NULL ? g_strjoin (" ", sentence, ask, NULL) : g_steal_pointer (&ask);
}

const char *
anj_disagreement_way (JsonObject *disagreement)
{
  JsonArray *may = anj_json_get_array (disagreement, "may");

  for (guint i = 0; may != NULL && i < json_array_get_length (may); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (WAYS); j++)
      if (g_strcmp0 (json_array_get_string_element (may, i), WAYS[j].may) == 0)
        return WAYS[j].way;
  return NULL;
}

static GtkWidget *
make_words (const AnjMetrics *metrics,
            AnjVisit *visit,
            JsonObject *household,
            JsonObject *disagreement,
            GtkWidget *button)
{
  JsonArray *registers = anj_json_get_array (disagreement, "registers");
  const char *kind = anj_json_get_string (disagreement, "kind", "");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1.5, NULL);
  gboolean beside = metrics->text_size < ANJ_TEXT_150;
  GtkWidget *row = anj_parts_box (beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, 4, NULL);
  /* the largest letters have room for what it is about, not for all that is said of it */
  gboolean brief = metrics->text_size >= ANJ_TEXT_200;
  g_autofree char *advice = brief ? make_sentence (household, disagreement)
                                  : make_advice (visit, household, disagreement);
  GtkWidget *label = anj_parts_label (advice, "isi");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (words), anj_parts_label (heading_of (registers), "label nila"));
  if (registers != NULL && (!brief || advice == NULL))
    gtk_box_append (GTK_BOX (words), make_columns (metrics, household, registers, kind,
                                                   anj_visit_get_language (visit)));
  gtk_box_append (GTK_BOX (row), label);
  if (button != NULL)
    {
      gtk_widget_set_valign (button, GTK_ALIGN_END);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_box_append (GTK_BOX (words), row);
  return words;
}

/* small enough to stand beside cards on a low panel */
static GtkWidget *
make_low_words (const AnjMetrics *metrics, JsonObject *household, JsonObject *disagreement)
{
  JsonArray *registers = anj_json_get_array (disagreement, "registers");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0.5, NULL);

  gtk_box_append (GTK_BOX (words), anj_parts_label (heading_of (registers), "label nila"));
  if (registers != NULL)
    gtk_box_append (GTK_BOX (words), make_line (household, registers,
                                                anj_json_get_string (disagreement, "kind", "")));
  return words;
}

GtkWidget *
anj_disagreement_box_new (const AnjMetrics *metrics,
                          AnjVisit *visit,
                          JsonObject *household,
                          JsonObject *disagreement,
                          GtkWidget *button)
{
  gboolean low = anj_metrics_is_landscape (metrics);
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, "kotak-beda");
  GtkWidget *words = low ? make_low_words (metrics, household, disagreement)
                         : make_words (metrics, visit, household, disagreement, button);
  GtkWidget *icon = anj_icon_new ("status-beda-data", HEAD_ICON_MM);

  gtk_widget_set_valign (icon, low ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "nila");
  gtk_box_append (GTK_BOX (self), icon);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), words);
  if (low && button != NULL)
    {
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (self), button);
    }
  return self;
}
