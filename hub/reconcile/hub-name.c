/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-name.h"

#include <stdlib.h>
#include <string.h>

/*
 * hub_name_read:
 *   capital letters without marks → chunks between spaces, commas, hyphens
 *   a chunk that is a title once its dots are out ("S.Pd") goes, another is split at its dots
 *   words: titles before and behind, "bin" → habits ("MOH" is MUHAMMAD) → spelling → sound
 */

/* what stands for what, letter by letter as registers have it */
static const struct
{
  const char *name;
  const char *variants; /* words with a space between */
} habits[] = {
  { "MUHAMMAD", "MOH MUH MOHD MUHD MHD MMD MOCH MUCH MOEH MOECH MUKH MOHAMMAD MOHAMAD MOHAMED"
                " MOHAMMED MUHAMAD MUHAMMED MUHAMMAT MUHAMAT MOHAMAT MOCHAMAD MOCHAMMAD MUCHAMAD"
                " MUCHAMMAD MUKHAMAD MUKHAMMAD MOKHAMAD MOKHAMMAD MOEHAMAD MOEHAMMAD MOECHAMAD"
                " MOECHAMMAD MACHMAD" },
  { "AHMAD", "ACHMAD AKHMAD ACHMD AHMD ACH AKH AHMED ACHMED AHMAT ACHMAT" },
  { "SITI", "ST STI SITTI SITY SITIE SITIY SITTIE SYTI" },
  { "ABDUL", "ABD ABDL ABDOEL ABDOL ABDULL" },
  { "NUR", "NOER NOOR NUUR NOR NURR" },
  { "RADEN", "RD RDN" },
  { "SRI", "SERI SRIE" },
  { "DEWI", "DEWIE DEVI DEWY" },
  { "YUSUF", "YUSUP YUSUPH YOESOEF JOESOEF JUSUF JUSUP YUSOF" },
  { "YAHYA", "JAHJA" },
  { "UMAR", "OEMAR OMAR" },
  { "UTSMAN", "USMAN OESMAN OSMAN" },
};

/* honours and addresses before a name, degrees behind it; dots are out */
static const char *const titles_before[] = {
  "H",    "HJ",     "HAJI",  "HAJJAH",   "HAJAH", "KH",  "KHAJI", "KYAI",     "KIAI",       "KI",
  "DR",   "DRS",    "DRA",   "DRG",      "DRH",   "IR",  "PROF",  "TN",       "NY",         "NN",
  "SDR",  "SDRI",   "BPK",   "BAPAK",    "IBU",   "ALM", "ALMH",  "ALMARHUM", "ALMARHUMAH", "UST",
  "USTD", "USTADZ", "USTAD", "USTADZAH", "GUS",   "NYI", "TUAN",  "NYONYA",   "NONA",
};
static const char *const titles_behind[] = {
  "SPD",    "SPDI",  "SPDSD",    "SAG",        "SE",   "SEI", "SH",     "SHI",  "SSI",  "SSOS",
  "SSOSI",  "SKM",   "SKEP",     "SST",        "ST",   "STR", "SP",     "SPT",  "SPSI", "SKOM",
  "SHUM",   "SIP",   "SIKOM",    "SFARM",      "SGZ",  "SPI", "STP",    "SHUT", "AMD",  "AMDKEB",
  "AMDKEP", "AMAPD", "AMKEB",    "AMA",        "BA",   "BSC", "MM",     "MPD",  "MPDI", "MSI",
  "MAG",    "MH",    "MKES",     "MT",         "MSC",  "MA",  "MAP",    "MKOM", "MHI",  "PHD",
  "ALM",    "ALMH",  "ALMARHUM", "ALMARHUMAH", "NERS", "NS",  "STRKEB",
};
/* "Ahmad bin Saleh" says whose child; what follows stays, it tells namesakes apart */
static const char *const filiations[] = { "BIN", "BINTI", "BINTE", "BINTY", "BTE", "BT", "BINT" };

/* van Ophuijsen's spelling and Soewandi's, which older people's names keep: a word that has one of
 * these also writes y as j */
static const struct
{
  const char *old;
  const char *now;
} old_spelling[] = {
  { "OE", "U" }, { "TJ", "C" }, { "DJ", "\001" }, { "NJ", "NY" }, { "SJ", "SY" },
};

/* one sound, several spellings; in this order */
static const struct
{
  const char *spelled;
  const char *sounds;
} sounds[] = {
  { "KH", "H" }, { "CH", "H" }, { "SY", "S" }, { "TS", "S" }, { "DH", "D" },
  { "TH", "T" }, { "DZ", "Z" }, { "DL", "D" }, { "GH", "G" }, { "PH", "P" },
  { "IY", "I" }, { "IE", "I" }, { "UW", "U" }, { "OO", "U" }, { "F", "P" },
  { "V", "P" },  { "Q", "K" },  { "KS", "X" }, { "Z", "J" },
};

struct _HubNameHabits
{
  GHashTable *names;      /* spelling -> name (static) */
  GHashTable *before;     /* (element-type utf8) */
  GHashTable *behind;     /* (element-type utf8) */
  GHashTable *filiations; /* (element-type utf8) */
};

static GHashTable *
make_set (const char *const *words, gsize n)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n; i++)
    g_hash_table_add (set, (gpointer) words[i]);
  return set;
}

HubNameHabits *
hub_name_habits_new (void)
{
  HubNameHabits *self = g_new0 (HubNameHabits, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (habits); i++)
    {
      g_auto (GStrv) variants = g_strsplit (habits[i].variants, " ", -1);

      for (gsize j = 0; variants[j] != NULL; j++)
        g_hash_table_insert (self->names, g_strdup (variants[j]), (gpointer) habits[i].name);
    }
  self->before = make_set (titles_before, G_N_ELEMENTS (titles_before));
  self->behind = make_set (titles_behind, G_N_ELEMENTS (titles_behind));
  self->filiations = make_set (filiations, G_N_ELEMENTS (filiations));
  return self;
}

void
hub_name_habits_free (HubNameHabits *self)
{
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->before);
  g_hash_table_unref (self->behind);
  g_hash_table_unref (self->filiations);
  g_free (self);
}

/* in place: capital letters A to Z; a dot where one was, a space for all that parts words; an
 * apostrophe is no part of a name's letters */
static void
clean (char *text)
{
  char *to = text;

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isalpha (*p))
      *to++ = g_ascii_toupper (*p);
    else if (*p == '.')
      *to++ = '.';
    else if (strchr ("'`\"", *p) == NULL)
      *to++ = ' ';
  *to = '\0';
}

static void
add_word (HubName *out, const char *letters, gsize n)
{
  if (n == 0 || out->n_words == HUB_NAME_MAX_WORDS)
    return;
  n = MIN (n, HUB_NAME_MAX_LETTERS);
  memcpy (out->words[out->n_words], letters, n);
  out->words[out->n_words++][n] = '\0';
}

static void
remove_dots (const char *chunk, gsize n, char out[HUB_NAME_MAX_LETTERS + 1])
{
  gsize length = 0;

  for (gsize i = 0; i < n && length < HUB_NAME_MAX_LETTERS; i++)
    if (chunk[i] != '.')
      out[length++] = chunk[i];
  out[length] = '\0';
}

/* "S.PD" is one word, a title; "MOH.RIFAI" is two */
static void
add_chunk (const HubNameHabits *self, const char *chunk, gsize n, HubName *out)
{
  char joined[HUB_NAME_MAX_LETTERS + 1];

  remove_dots (chunk, n, joined);
  if (g_hash_table_contains (self->before, joined) || g_hash_table_contains (self->behind, joined))
    {
      add_word (out, joined, strlen (joined));
      return;
    }
  while (n > 0)
    {
      const char *dot = memchr (chunk, '.', n);
      gsize length = dot != NULL ? (gsize) (dot - chunk) : n;

      add_word (out, chunk, length);
      length += dot != NULL;
      chunk += length;
      n -= length;
    }
}

static void
remove_word (HubName *self, guint index)
{
  self->n_words--;
  memmove (self->words[index], self->words[index + 1],
           (self->n_words - index) * sizeof self->words[0]);
}

/* nobody is left without a name */
static void
remove_titles (const HubNameHabits *self, HubName *name)
{
  while (name->n_words > 1 && g_hash_table_contains (self->before, name->words[0]))
    remove_word (name, 0);
  while (name->n_words > 1 && g_hash_table_contains (self->behind, name->words[name->n_words - 1]))
    remove_word (name, name->n_words - 1);
  for (guint i = 1; i + 1 < name->n_words; i++)
    if (g_hash_table_contains (self->filiations, name->words[i]))
      remove_word (name, i);
}

/* in place; no replacement is longer than what it stands for */
static gboolean
replace (char *word, const char *what, const char *with)
{
  gsize n_what = strlen (what), n_with = strlen (with);
  gboolean did = FALSE;
  char *to = word;

  g_assert (n_with <= n_what);
  for (const char *p = word; *p != '\0';)
    if (strncmp (p, what, n_what) == 0)
      {
        memcpy (to, with, n_with);
        to += n_with;
        p += n_what;
        did = TRUE;
      }
    else
      *to++ = *p++;
  *to = '\0';
  return did;
}

static void
modernize (char *word)
{
  gboolean is_old = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (old_spelling); i++)
    is_old |= replace (word, old_spelling[i].old, old_spelling[i].now);
  if (is_old)
    g_strdelimit (word, "J", 'Y');
  g_strdelimit (word, "\001", 'J');
}

static void
single_letters (char *word)
{
  char *to = word;

  for (const char *p = word; *p != '\0'; p++)
    if (to == word || to[-1] != *p)
      *to++ = *p;
  *to = '\0';
}

/* "AMINAH" and "AMINA", "SUMIYATI" and "SUMIATI", "YOYOK" and "YOYO'" sound alike */
static void
sound (char *word)
{
  gsize n;

  if (word[1] == '\0')
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    replace (word, sounds[i].spelled, sounds[i].sounds);
  single_letters (word);
  n = strlen (word);
  if (n > 3 && word[n - 1] == 'H')
    word[--n] = '\0';
  if (n > 2 && word[n - 1] == 'Y')
    word[n - 1] = 'I';
}

void
hub_name_read (const HubNameHabits *self, const char *text, HubName *out)
{
  g_autofree char *ascii = g_str_to_ascii (text, "id");

  clean (ascii);
  out->n_words = 0;
  for (const char *p = ascii; *p != '\0';)
    {
      gsize n = strcspn (p, " ");

      add_chunk (self, p, n, out);
      p += n;
      p += strspn (p, " ");
    }
  remove_titles (self, out);
  for (guint i = 0; i < out->n_words; i++)
    {
      const char *name = g_hash_table_lookup (self->names, out->words[i]);

      if (name != NULL)
        g_strlcpy (out->words[i], name, sizeof out->words[i]);
      else
        modernize (out->words[i]);
      sound (out->words[i]);
    }
}

static int
compare_words (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
hub_name_sorted (const HubName *self)
{
  const char *words[HUB_NAME_MAX_WORDS + 1] = { NULL };

  for (guint i = 0; i < self->n_words; i++)
    words[i] = self->words[i];
  qsort (words, self->n_words, sizeof words[0], compare_words);
  return g_strjoinv (" ", (char **) words);
}
