/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-speech-words.h"

#include <string.h>

/* a number of more digits is a name, not an amount: it is read digit by digit */
#define MAX_AMOUNT_DIGITS 6
/* between hour and minutes */
#define INDONESIAN_PAST "lewat"

typedef enum {
  MONEY = 1,
  TICKET,
  GROUPS,
  PIN,
  ORDINAL,
  CLOCK,
  THOUSANDS,
  DECIMAL,
  NUMBER,
  MASK,
  PERCENT,
  RANGE,
  N_KINDS,
} TokenKind;

/* one group each, in the order in which they are tried */
#define PATTERN                                                                                    \
  "(Rp ?[0-9]{1,3}(?:[.,][0-9]{3})+|Rp ?[0-9]+)"                                                   \
  "|(\\b[A-Z]{3}-[0-9]{4}-[A-Z0-9]\\b)"                                                            \
  "|((?<![0-9])[0-9•]{4}(?: [0-9•]{2,4})+(?![0-9]))"                                           \
  "|((?<![0-9])[0-9]{3} [0-9]{3}(?![0-9]))"                                                        \
  "|(\\bke-[0-9]+)"                                                                                \
  "|((?<![0-9.])[0-2]?[0-9][.:][0-5][0-9](?![0-9]))"                                               \
  "|((?<![0-9])[0-9]{1,3}(?:\\.[0-9]{3})+(?![0-9]))"                                               \
  "|([0-9]+,[0-9]+)"                                                                               \
  "|([0-9]+)"                                                                                      \
  "|(•+)"                                                                                        \
  "|( ?%)"                                                                                         \
  "|((?<=[0-9]) ?[–] ?(?=[0-9]))"

typedef struct
{
  const char *digits[10];
  const char *rupiah;
  const char *mask;
  const char *percent;
  const char *until;
  const char *comma;
  const char *space;
  const char *line;
} Words;

static const Words INDONESIAN = {
  { "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan" },
  "rupiah",
  "bintang",
  "persen",
  " sampai ",
  "koma",
  "spasi",
  "baris baru",
};

static const Words ENGLISH = {
  { "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine" },
  "rupiah",
  "star",
  "percent",
  " to ",
  "point",
  "space",
  "new line",
};

static const char *const ENGLISH_TEENS[] = { "ten",      "eleven",  "twelve",  "thirteen",
                                             "fourteen", "fifteen", "sixteen", "seventeen",
                                             "eighteen", "nineteen" };
static const char *const ENGLISH_TENS[] = { "",      "",      "twenty",  "thirty", "forty",
                                            "fifty", "sixty", "seventy", "eighty", "ninety" };

static const struct
{
  gunichar character;
  const char *indonesian;
  const char *english;
} MARKS[] = {
  { '.', "titik", "full stop" },      { ',', "koma", "comma" },
  { '?', "tanda tanya", "question" }, { '!', "tanda seru", "exclamation" },
  { '-', "tanda hubung", "dash" },    { '/', "garis miring", "slash" },
  { '(', "kurung buka", "open" },     { ')', "kurung tutup", "close" },
  { ':', "titik dua", "colon" },      { '\'', "petik", "apostrophe" },
  { '@', "a keong", "at" },
};

static gboolean
is_english (const char *language)
{
  return g_strcmp0 (language, "en") == 0;
}

static const Words *
words_of (const char *language)
{
  return is_english (language) ? &ENGLISH : &INDONESIAN;
}

static void
add_word (GString *out, const char *word)
{
  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append (out, word);
}

static void
add_indonesian (GString *out, guint64 number)
{
  static const struct
  {
    guint64 size;
    const char *name;
    const char *one; /* (nullable): one of it in one word */
  } scales[] = {
    { 1000000000000, "triliun", NULL }, { 1000000000, "miliar", NULL }, { 1000000, "juta", NULL },
    { 1000, "ribu", "seribu" },         { 100, "ratus", "seratus" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    if (number >= scales[i].size)
      {
        if (number / scales[i].size == 1 && scales[i].one != NULL)
          add_word (out, scales[i].one);
        else
          {
            add_indonesian (out, number / scales[i].size);
            add_word (out, scales[i].name);
          }
        number %= scales[i].size;
      }
  if (number >= 20)
    {
      add_word (out, INDONESIAN.digits[number / 10]);
      add_word (out, "puluh");
      number %= 10;
    }
  if (number == 10)
    add_word (out, "sepuluh");
  else if (number == 11)
    add_word (out, "sebelas");
  else if (number > 11)
    {
      add_word (out, INDONESIAN.digits[number - 10]);
      add_word (out, "belas");
    }
  else if (number > 0)
    add_word (out, INDONESIAN.digits[number]);
}

static void
add_english (GString *out, guint64 number)
{
  static const struct
  {
    guint64 size;
    const char *name;
  } scales[] = {
    { 1000000000000, "trillion" }, { 1000000000, "billion" }, { 1000000, "million" },
    { 1000, "thousand" },          { 100, "hundred" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    if (number >= scales[i].size)
      {
        add_english (out, number / scales[i].size);
        add_word (out, scales[i].name);
        number %= scales[i].size;
      }
  if (number >= 20)
    {
      add_word (out, ENGLISH_TENS[number / 10]);
      number %= 10;
    }
  if (number >= 10)
    add_word (out, ENGLISH_TEENS[number - 10]);
  else if (number > 0)
    add_word (out, ENGLISH.digits[number]);
}

static void
add_number (GString *out, guint64 number, const char *language)
{
  if (number == 0)
    add_word (out, words_of (language)->digits[0]);
  else if (is_english (language))
    add_english (out, number);
  else
    add_indonesian (out, number);
}

/* digit by digit, letter by letter; a rest where they are grouped */
static void
add_spelt (GString *out, const char *token, const Words *words)
{
  gboolean in_mask = FALSE;

  for (const char *at = token; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean mask = c == 0x2022;

      if (c == ' ' || c == '-')
        g_string_append_c (out, ',');
      else if (mask && !in_mask)
        add_word (out, words->mask);
      else if (g_unichar_isdigit (c))
        add_word (out, words->digits[g_unichar_digit_value (c)]);
      else if (!mask)
        {
          char letter[] = { (char) c, ',', '\0' };

          add_word (out, letter);
        }
      in_mask = mask;
    }
}

static guint64
value_of (const char *token)
{
  guint64 value = 0;

  for (; *token != '\0'; token++)
    if (g_ascii_isdigit (*token))
      value = value * 10 + (guint64) (*token - '0');
  return value;
}

static void
add_clock (GString *out, const char *token, const char *language)
{
  const char *separator = token + strcspn (token, ".:");
  guint64 minutes = value_of (separator + 1);

  add_number (out, g_ascii_strtoull (token, NULL, 10), language);
  if (minutes == 0)
    return;
  if (!is_english (language))
    add_word (out, INDONESIAN_PAST);
  add_number (out, minutes, language);
}

static void
add_token (GString *out, TokenKind kind, const char *token, const char *language)
{
  const Words *words = words_of (language);
  const char *comma = NULL;

  switch (kind)
    {
    case MONEY:
      add_number (out, value_of (token), language);
      add_word (out, words->rupiah);
      break;
    case TICKET:
    case GROUPS:
    case PIN:
    case MASK:
      add_spelt (out, token, words);
      break;
    case ORDINAL:
      add_number (out, value_of (token), language);
      g_string_prepend (out, "ke");
      break;
    case CLOCK:
      add_clock (out, token, language);
      break;
    case THOUSANDS:
      add_number (out, value_of (token), language);
      break;
    case DECIMAL:
      comma = strchr (token, ',');
      add_number (out, g_ascii_strtoull (token, NULL, 10), language);
      add_word (out, words->comma);
      add_spelt (out, comma + 1, words);
      break;
    case NUMBER:
      if (strlen (token) > MAX_AMOUNT_DIGITS || (*token == '0' && token[1] != '\0'))
        add_spelt (out, token, words);
      else
        add_number (out, value_of (token), language);
      break;
    case PERCENT:
      g_string_append_c (out, ' ');
      g_string_append (out, words->percent);
      break;
    case RANGE:
      g_string_append (out, words->until);
      break;
    case N_KINDS:
      break;
    }
}

static gboolean
on_token (const GMatchInfo *match, GString *out, gpointer user_data)
{
  const char *language = user_data;

  for (TokenKind kind = MONEY; kind < N_KINDS; kind++)
    {
      g_autofree char *token = g_match_info_fetch (match, (int) kind);
      g_autoptr (GString) said = g_string_new (NULL);

      if (token == NULL || *token == '\0')
        continue;
      add_token (said, kind, token, language);
      g_string_append (out, said->str);
      break;
    }
  return FALSE;
}

/* signs that the eye needs and the ear does not */
static char *
without_signs (const char *text)
{
  static const char *const REST[] = { " · ", ". ", "·", ",", " → ", ", ", "→", ",",
                                      "…",   "",   "≠", ",", "\n",  ". ", NULL };
  g_autoptr (GString) out = g_string_new (text);

  for (gsize i = 0; REST[i] != NULL; i += 2)
    g_string_replace (out, REST[i], REST[i + 1], /* limit */ 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
anj_speech_words (const char *text, const char *language)
{
  g_autofree char *plain = without_signs (text);
  g_autoptr (GRegex) regex = g_regex_new (PATTERN, 0, 0, /* error */ NULL);
  char *said = g_regex_replace_eval (regex, plain, -1, 0, 0, on_token, (gpointer) language,
                                     /* error */ NULL);

  return said != NULL ? said : g_strdup (plain);
}

char *
anj_speech_character (gunichar character, const char *language)
{
  const Words *words = words_of (language);
  char letter[7] = { 0 };

  if (character == ' ')
    return g_strdup (words->space);
  if (character == '\n')
    return g_strdup (words->line);
  if (character < 128 && g_ascii_isdigit ((char) character))
    return g_strdup (words->digits[character - '0']);
  for (gsize i = 0; i < G_N_ELEMENTS (MARKS); i++)
    if (MARKS[i].character == character)
      return g_strdup (is_english (language) ? MARKS[i].english : MARKS[i].indonesian);
  g_unichar_to_utf8 (character, letter);
  return g_strdup (letter);
}
