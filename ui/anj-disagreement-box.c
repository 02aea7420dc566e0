/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-disagreement-box.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-contact.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define HEAD_ICON_MM 13
#define UNEQUAL_ICON_MM 9
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
  const char *code;
  const char *name;
} REGISTERS[] = {
  { "dtsen", N_ ("DTSEN") },
  { "dtks", N_ ("DTKS") },
  { "p3ke", N_ ("P3KE") },
  { "pk", N_ ("Pendataan Keluarga") },
  { "penerima", N_ ("Daftar penerima") },
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

static char *
register_name (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (REGISTERS); i++)
    if (strcmp (REGISTERS[i].code, code) == 0)
      return g_strdup (_ (REGISTERS[i].name));
  return g_ascii_strup (code, -1);
}

static JsonObject *
find_register (JsonObject *household, const char *code)
{
  JsonArray *registers = anj_json_get_array (household, "registers");

  for (guint i = 0; registers != NULL && i < json_array_get_length (registers); i++)
    {
      JsonObject *entry = anj_json_array_get_object (registers, i);

      if (entry != NULL && strcmp (anj_json_get_string (entry, "register", ""), code) == 0)
        return entry;
    }
  return NULL;
}

static gboolean
is_active (JsonObject *entry)
{
  const char *status = anj_json_get_string (entry, "status", "");

  return strcmp (status, "aktif") == 0 || strcmp (status, "terdaftar") == 0;
}

/* what the register says in this matter */
static char *
register_says (JsonObject *entry, const char *kind)
{
  gint64 desil = entry != NULL ? anj_json_get_int (entry, "desil", 0) : 0;

  if (entry == NULL)
    return g_strdup (_ ("Belum ada"));
  if (strcmp (kind, "desil") == 0 && desil > 0)
    /* translators: %u is 1 (poorest) to 10 */
    return g_strdup_printf (_ ("Desil %u"), (guint) desil);
  if (strcmp (kind, "members") == 0)
    return g_strdup (_ ("Jumlah lain"));
  if (strcmp (kind, "status") == 0)
    return g_strdup (is_active (entry) ? _ ("Aktif") : _ ("Tidak aktif"));
  if (strcmp (kind, "missing") == 0 || strcmp (kind, "desil") == 0)
    return g_strdup (_ ("Ada"));
  return g_strdup (_ ("Tertulis lain"));
}

static GtkWidget *
make_column (JsonObject *household, const char *code, const char *kind, const char *language)
{
  JsonObject *entry = find_register (household, code);
  const char *date = entry != NULL ? anj_json_get_string (entry, "date", NULL) : NULL;
  g_autofree char *name = register_name (code);
  g_autofree char *words = date != NULL ? anj_date_in_words (date, language) : NULL;
  g_autofree char *head = words != NULL ? g_strjoin (", ", name, words, NULL) : g_strdup (name);
  g_autofree char *says = register_says (entry, kind);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), anj_parts_label (head, "kecil kedua"));
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
  gboolean below = metrics->text_size >= ANJ_TEXT_200;
  GtkWidget *columns = anj_parts_box (below ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                      metrics, 4, NULL);

  gtk_box_set_homogeneous (GTK_BOX (columns), FALSE);
  for (guint i = 0; i < MIN (json_array_get_length (registers), 2u); i++)
    {
      const char *code = json_array_get_string_element (registers, i);

      if (i > 0)
        {
          GtkWidget *icon = anj_icon_new ("tidak-sama", UNEQUAL_ICON_MM);

          gtk_widget_add_css_class (icon, "nila");
          gtk_box_append (GTK_BOX (columns), icon);
        }
      gtk_box_append (GTK_BOX (columns),
                      make_column (household, code != NULL ? code : "", kind, language));
    }
  return columns;
}

/* lying there is one line for both: "DTSEN: Desil 1. P3KE: Desil 3." */
static GtkWidget *
make_line (JsonObject *household, JsonArray *registers, const char *kind)
{
  GString *line = g_string_new (NULL);
  GtkWidget *label = NULL;

  for (guint i = 0; i < MIN (json_array_get_length (registers), 2u); i++)
    {
      const char *code = json_array_get_string_element (registers, i);
      g_autofree char *name = register_name (code != NULL ? code : "");
      g_autofree char *says = register_says (find_register (household, code != NULL ? code : ""),
                                             kind);

      g_string_append_printf (line, "%s%s: %s.", i > 0 ? " " : "", name, says);
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

      if (code != NULL && find_register (household, code) == NULL)
        return code;
    }
  return NULL;
}

static char *
make_sentence (JsonObject *household, JsonObject *disagreement)
{
  const char *lacking = anj_disagreement_lacking (household, disagreement);
  g_autofree char *name = lacking != NULL ? register_name (lacking) : NULL;

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
  g_autofree char *advice = make_advice (visit, household, disagreement);
  GtkWidget *label = anj_parts_label (advice, "isi");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Dua catatan tidak sama"), "label nila"));
  if (registers != NULL)
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

  gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Dua catatan tidak sama"), "label nila"));
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
