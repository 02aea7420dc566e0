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

/* what it is about, in words that nobody has to look up */
static const struct
{
  const char *kind;
  const char *heading;
  const char *sentence; /* (nullable) */
} KINDS[] = {
  { "desil", N_ ("Kelompok kesejahteraan tidak sama"), N_ ("Kelompok 1 paling kurang mampu.") },
  { "members", N_ ("Jumlah anggota keluarga tidak sama"), NULL },
  { "status", N_ ("Status keluarga tidak sama"),
    N_ ("Satu catatan menyebut keluarga Anda tidak aktif.") },
  { "no-kk", N_ ("Nomor KK tidak sama"), NULL },
  { "name", N_ ("Penulisan nama tidak sama"), NULL },
  { "birth", N_ ("Tanggal lahir tidak sama"), NULL },
  { "missing", N_ ("Satu catatan belum memuat keluarga Anda"), NULL },
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
    /* translators: %u is a decile of welfare, 1 (poorest) to 10 */
    return g_strdup_printf (_ ("Kelompok %u (desil)"), (guint) desil);
  if (strcmp (kind, "status") == 0)
    return g_strdup (anj_register_is_active (entry) ? _ ("Aktif") : _ ("Tidak aktif"));
  if (strcmp (kind, "missing") == 0 || strcmp (kind, "desil") == 0)
    return g_strdup (_ ("Ada"));
  return NULL;
}

/* the date, and what the short name stands for */
static char *
make_origin (JsonObject *household, const char *code, const char *language, gboolean is_first)
{
  JsonObject *entry = anj_register_find (household, code);
  const char *date = entry != NULL ? anj_json_get_string (entry, "date", NULL) : NULL;
  const char *long_name = is_first ? anj_register_long_name (code) : "";
  g_autofree char *words = date != NULL ? anj_date_in_words (date, language) : NULL;

  if (*long_name == '\0')
    return g_strdup (words != NULL ? words : "");
  return g_strjoin (" · ", long_name, words, NULL);
}

static GtkWidget *
make_register (const AnjMetrics *metrics,
               JsonObject *household,
               const char *code,
               const char *kind,
               const char *origin)
{
  g_autofree char *name = anj_register_name (code);
  g_autofree char *says = register_says (anj_register_find (household, code), kind);
  gboolean in_line = metrics->text_size < ANJ_TEXT_150;
  GtkWidget *box = anj_parts_box (in_line ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, in_line ? 4 : 0, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (words), anj_parts_label (name, "isi"));
  if (*origin != '\0')
    gtk_box_append (GTK_BOX (words), anj_parts_label (origin, "kecil kedua"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  if (says != NULL)
    {
      GtkWidget *label = anj_parts_label (says, "isi tebal");

      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), label);
    }
  return box;
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
        g_string_append_printf (line, "%s%s", i > 0 ? ", " : "", name);
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
heading_of (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (strcmp (KINDS[i].kind, kind) == 0)
      return _ (KINDS[i].heading);
  return _ ("Catatan tidak sama");
}

static const char *
sentence_of (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (strcmp (KINDS[i].kind, kind) == 0 && KINDS[i].sentence != NULL)
      return _ (KINDS[i].sentence);
  return NULL;
}

/* what a register's short name stands for is said once: in the first box that names it */
static gboolean
is_first_to_name (JsonObject *household, JsonObject *disagreement, const char *code)
{
  g_autoptr (GPtrArray) all = anj_disagreements (household);

  for (guint i = 0; i < all->len && !is_same_matter (household, all->pdata[i], disagreement); i++)
    if (has_code (anj_json_get_array (all->pdata[i], "registers"), code))
      return FALSE;
  return TRUE;
}

static GtkWidget *
make_registers (const AnjMetrics *metrics,
                JsonObject *household,
                JsonObject *disagreement,
                const char *language)
{
  JsonArray *registers = anj_json_get_array (disagreement, "registers");
  GtkWidget *list = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 2, NULL);

  for (guint i = 0; i < json_array_get_length (registers); i++)
    {
      const char *code = json_array_get_string_element (registers, i);
      g_autofree char *origin = make_origin (household, code, language,
                                             is_first_to_name (household, disagreement, code));

      gtk_box_append (GTK_BOX (list),
                      make_register (metrics, household, code,
                                     anj_json_get_string (disagreement, "kind", ""), origin));
    }
  return list;
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

/* what it comes to, whom to ask, and @button: (nullable) */
static GtkWidget *
make_advice_row (const AnjMetrics *metrics,
                 AnjVisit *visit,
                 JsonObject *household,
                 JsonObject *disagreement,
                 GtkWidget *button)
{
  gboolean beside = metrics->text_size < ANJ_TEXT_150;
  GtkWidget *row = anj_parts_box (beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, 4, NULL);
  g_autofree char *advice = make_advice (visit, household, disagreement);
  GtkWidget *label = anj_parts_label (advice, "isi");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  if (button != NULL)
    {
      gtk_widget_set_valign (button, GTK_ALIGN_END);
      gtk_box_append (GTK_BOX (row), button);
    }
  return row;
}

static GtkWidget *
make_words (const AnjMetrics *metrics,
            AnjVisit *visit,
            JsonObject *household,
            JsonObject *disagreement,
            GtkWidget *advice_row)
{
  const char *kind = anj_json_get_string (disagreement, "kind", "");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1.5, NULL);

  gtk_box_append (GTK_BOX (words), anj_parts_label (heading_of (kind), "label nila"));
  gtk_box_append (GTK_BOX (words), make_registers (metrics, household, disagreement,
                                                   anj_visit_get_language (visit)));
  if (advice_row != NULL)
    gtk_box_append (GTK_BOX (words), advice_row);
  return words;
}

/* small enough to stand beside cards on a low panel */
static GtkWidget *
make_low_words (const AnjMetrics *metrics, JsonObject *household, JsonObject *disagreement)
{
  JsonArray *registers = anj_json_get_array (disagreement, "registers");
  const char *kind = anj_json_get_string (disagreement, "kind", "");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0.5, NULL);

  gtk_box_append (GTK_BOX (words), anj_parts_label (heading_of (kind), "label nila"));
  gtk_box_append (GTK_BOX (words), make_line (household, registers, kind));
  return words;
}

GtkWidget *
anj_disagreement_box_new (const AnjMetrics *metrics,
                          AnjVisit *visit,
                          JsonObject *household,
                          JsonObject *disagreement,
                          GtkWidget *button,
                          GtkWidget **out_rest)
{
  gboolean low = anj_metrics_is_landscape (metrics);
  gboolean parted = !low && metrics->text_size >= ANJ_TEXT_200;
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, "kotak-beda");
  GtkWidget *icon = anj_icon_new ("status-beda-data", HEAD_ICON_MM);
  GtkWidget *advice = low ? NULL
                          : make_advice_row (metrics, visit, household, disagreement, button);
  GtkWidget *words = low ? make_low_words (metrics, household, disagreement)
                         : make_words (metrics, visit, household, disagreement,
                                       parted ? NULL : advice);

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
  *out_rest = NULL;
  if (parted)
    {
      *out_rest = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0, "kotak-beda");
      gtk_widget_set_valign (advice, GTK_ALIGN_CENTER);
      gtk_widget_set_vexpand (advice, TRUE);
      gtk_widget_set_vexpand (*out_rest, FALSE);
      gtk_box_append (GTK_BOX (*out_rest), advice);
    }
  return self;
}
