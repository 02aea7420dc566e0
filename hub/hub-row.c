/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-row.h"

#include <string.h>

/*
 * A table of checks by field: each takes the cell as it stands and gives the value as it is kept,
 * or the reason why it cannot be.
 */

#define TEXT_MAX_CHARACTERS 200
#define DESIL_MAX 10
#define RUPIAH_MAX G_GINT64_CONSTANT (1000000000000)

struct _HubRowChecker
{
  HubRegister reg;
  const AnjRegionTable *regions; /* (unowned): the import's own, lives longer */
  guint year_today;
  int columns[HUB_REGISTER_MAX_COLUMNS]; /* of the file; -1: not there */
};

/* returns the value, or NULL with *out_reason set */
typedef char *(*CheckFunc) (const HubRowChecker *self, const char *cell, char **out_reason);

static gboolean
is_digits (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isdigit (*text))
      return FALSE;
  return TRUE;
}

/* no household document may hold a full NIK, wherever it was typed */
static gboolean
has_long_number (const char *text)
{
  guint n_digits = 0;

  for (; *text != '\0'; text++)
    {
      n_digits = g_ascii_isdigit (*text) ? n_digits + 1 : 0;
      if (n_digits >= ANJ_NIK_LENGTH)
        return TRUE;
    }
  return FALSE;
}

/* control characters become spaces, runs of them one */
static char *
tidy (const char *text)
{
  g_autoptr (GString) tidied = g_string_new (NULL);
  gboolean is_gap = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          is_gap = tidied->len > 0;
          continue;
        }
      if (is_gap)
        g_string_append_c (tidied, ' ');
      is_gap = FALSE;
      g_string_append_unichar (tidied, c);
    }
  return g_string_free (g_steal_pointer (&tidied), FALSE);
}

static char *
check_text (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  g_autofree char *text = tidy (cell);

  if (g_utf8_strlen (text, -1) > TEXT_MAX_CHARACTERS)
    *out_reason = g_strdup_printf ("is longer than %d characters", TEXT_MAX_CHARACTERS);
  else if (has_long_number (text))
    *out_reason = g_strdup ("holds a number of 16 digits; are the columns shifted?");
  else
    return g_steal_pointer (&text);
  return NULL;
}

static char *
check_name (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *name = check_text (self, cell, out_reason);

  if (name == NULL)
    return NULL;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return g_steal_pointer (&name);
  *out_reason = g_strdup ("is no name");
  return NULL;
}

/* a place may be called by a number */
static char *
check_key (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  if (strlen (cell) <= 64)
    return tidy (cell);
  *out_reason = g_strdup ("is longer than 64 bytes");
  return NULL;
}

static char *
say_number_fault (AnjNumberFault fault, const char *cell)
{
  switch (fault)
    {
    case ANJ_NUMBER_TOO_SHORT:
    case ANJ_NUMBER_TOO_LONG:
      return g_strdup_printf ("has %zu digits, needs %d", strlen (cell), ANJ_NIK_LENGTH);
    case ANJ_NUMBER_SCIENTIFIC:
      return g_strdup_printf ("is a spreadsheet's scientific notation (%s), the last digits are "
                              "lost; make the column text and export it again",
                              cell);
    default:
      return g_strdup (anj_number_fault_to_string (fault));
    }
}

static char *
check_nik (const HubRowChecker *self, const char *cell, char **out_reason)
{
  AnjNumberFault fault = anj_nik_parse (cell, self->regions, self->year_today, NULL);

  if (fault == ANJ_NUMBER_OK)
    return g_strdup (cell);
  *out_reason = say_number_fault (fault, cell);
  return NULL;
}

static char *
check_no_kk (const HubRowChecker *self, const char *cell, char **out_reason)
{
  AnjNumberFault fault = anj_kk_parse (cell, self->regions, self->year_today);

  if (fault == ANJ_NUMBER_OK)
    return g_strdup (cell);
  *out_reason = say_number_fault (fault, cell);
  return NULL;
}

/* YYYY-MM-DD, or DD-MM-YYYY and DD/MM/YYYY as spreadsheets here write it */
static gboolean
read_date (const char *cell, guint *out_year, guint *out_month, guint *out_day)
{
  guint parts[3] = { 0 };
  guint n_parts = 1, n_digits[3] = { 0 };

  for (const char *p = cell; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p) && n_digits[n_parts - 1] < 4)
        {
          parts[n_parts - 1] = parts[n_parts - 1] * 10 + (guint) (*p - '0');
          n_digits[n_parts - 1]++;
        }
      else if ((*p == '-' || *p == '/') && n_parts < 3)
        n_parts++;
      else
        return FALSE;
    }
  if (n_parts != 3 || n_digits[1] == 0 || n_digits[1] > 2)
    return FALSE;
  if (n_digits[0] == 4 && n_digits[2] >= 1 && n_digits[2] <= 2)
    {
      *out_year = parts[0];
      *out_day = parts[2];
    }
  else if (n_digits[2] == 4 && n_digits[0] >= 1 && n_digits[0] <= 2)
    {
      *out_year = parts[2];
      *out_day = parts[0];
    }
  else
    return FALSE;
  *out_month = parts[1];
  return TRUE;
}

static char *
check_date (const HubRowChecker *self, const char *cell, char **out_reason)
{
  guint year, month, day;

  if (!read_date (cell, &year, &month, &day))
    *out_reason = g_strdup ("is no date; write YYYY-MM-DD");
  else if (month > 12 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    *out_reason = g_strdup ("is a date that no calendar has");
  else if (year < 1880 || year > self->year_today + 1)
    *out_reason = g_strdup_printf ("is a date of the year %u", year);
  else
    return g_strdup_printf ("%04u-%02u-%02u", year, month, day);
  return NULL;
}

static char *
check_sex (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  char sex = g_ascii_toupper (cell[0]);

  if (cell[1] == '\0' && (sex == 'L' || sex == 'P'))
    return g_strndup (&sex, 1);
  *out_reason = g_strdup ("is neither L nor P");
  return NULL;
}

/* the list of Dukcapil, by number or by word; another word stays as it is */
static char *
check_relation (const HubRowChecker *self, const char *cell, char **out_reason)
{
  static const char *const relations[] = {
    "Kepala keluarga", "Suami",  "Istri",       "Anak",     "Menantu", "Cucu",
    "Orang tua",       "Mertua", "Famili lain", "Pembantu", "Lainnya",
  };
  guint64 number;

  if (is_digits (cell))
    {
      if (g_ascii_string_to_unsigned (cell, 10, 1, G_N_ELEMENTS (relations), &number, NULL))
        return g_strdup (relations[number - 1]);
      *out_reason = g_strdup_printf ("is a number outside 1 to %zu", G_N_ELEMENTS (relations));
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (relations); i++)
    if (g_ascii_strcasecmp (relations[i], cell) == 0)
      return g_strdup (relations[i]);
  return check_text (self, cell, out_reason);
}

/* whether a row of @reg may stand for a region of @level */
static gboolean
takes_level (HubRegister reg, AnjRegionLevel level)
{
  if (reg == HUB_REGISTER_WILAYAH || reg == HUB_REGISTER_PETUGAS)
    return level != ANJ_REGION_NONE;
  return level == ANJ_REGION_VILLAGE;
}

/* "35.09.01.2001" from the same or from "3509012001" */
static char *
check_region (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *code = g_strdup (cell);
  AnjRegionLevel level;

  if (strlen (cell) == 10 && is_digits (cell))
    {
      g_free (code);
      code = g_strdup_printf ("%.2s.%.2s.%.2s.%.4s", cell, cell + 2, cell + 4, cell + 6);
    }
  level = anj_region_code_level (code);
  if (!takes_level (self->reg, level))
    *out_reason = g_strdup (takes_level (self->reg, ANJ_REGION_REGENCY)
                                ? "is no region code (like 35.09 or 35.09.01.2001)"
                                : "is no village code (like 35.09.01.2001)");
  else if (self->reg != HUB_REGISTER_WILAYAH && anj_region_table_name (self->regions, code) == NULL)
    *out_reason = g_strdup_printf ("names a region that is unknown here (%s); import it into "
                                   "wilayah first",
                                   code);
  else
    return g_steal_pointer (&code);
  return NULL;
}

static char *
check_desil (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  guint64 desil;

  if (g_ascii_string_to_unsigned (cell, 10, 1, DESIL_MAX, &desil, NULL))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, desil);
  *out_reason = g_strdup_printf ("is no desil from 1 to %d", DESIL_MAX);
  return NULL;
}

static char *
check_status (const HubRowChecker *self, const char *cell, char **out_reason)
{
  const char *const *statuses = hub_register_statuses (self->reg);
  g_autofree char *status = g_ascii_strdown (cell, -1);
  g_autofree char *all = NULL;

  if (g_strv_contains (statuses, status))
    return g_steal_pointer (&status);
  all = g_strjoinv (", ", (char **) statuses);
  *out_reason = g_strdup_printf ("is none of %s", all);
  return NULL;
}

static char *
check_year (const HubRowChecker *self, const char *cell, char **out_reason)
{
  if (g_ascii_string_to_unsigned (cell, 10, 1990, self->year_today + 1, NULL, NULL))
    return g_strdup (cell);
  *out_reason = g_strdup ("is no year");
  return NULL;
}

static char *
check_amount (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  guint64 rupiah;

  if (g_ascii_string_to_unsigned (cell, 10, 0, RUPIAH_MAX, &rupiah, NULL))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, rupiah);
  *out_reason = g_strdup ("is no whole number of rupiah (digits only)");
  return NULL;
}

/* codes are compared: upper case, single spaces */
static char *
check_code (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *text = check_text (self, cell, out_reason);
  char *code;

  if (text == NULL)
    return NULL;
  code = g_utf8_strup (text, -1);
  if (g_utf8_strlen (code, -1) <= 60)
    return code;
  g_free (code);
  *out_reason = g_strdup ("is longer than 60 characters");
  return NULL;
}

/* a role's code: PENDAMPING_PKH */
static char *
check_role (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *role = check_code (self, cell, out_reason);

  for (const char *p = role; p != NULL && *p != '\0'; p++)
    if (!g_ascii_isupper (*p) && !g_ascii_isdigit (*p) && *p != '_')
      {
        *out_reason = g_strdup ("is no role; write capital letters, digits and _, like "
                                "OPERATOR_DESA");
        return NULL;
      }
  return g_steal_pointer (&role);
}

/* kept as 1 and 0 */
static char *
check_risk (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  if (g_ascii_strcasecmp (cell, "ya") == 0)
    return g_strdup ("1");
  if (g_ascii_strcasecmp (cell, "tidak") == 0)
    return g_strdup ("0");
  *out_reason = g_strdup ("is neither ya nor tidak");
  return NULL;
}

/* "a|b|c" in lower case, without empty parts */
static char *
check_factors (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *text = check_text (self, cell, out_reason);
  g_autofree char *lower = text != NULL ? g_utf8_strdown (text, -1) : NULL;
  g_auto (GStrv) parts = lower != NULL ? g_strsplit (lower, "|", -1) : NULL;
  g_autoptr (GString) factors = g_string_new (NULL);

  if (parts == NULL)
    return NULL;
  for (char **part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_string_append_printf (factors, "%s%s", factors->len > 0 ? "|" : "", *part);
  return g_string_free (g_steal_pointer (&factors), FALSE);
}

static char *
check_category (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  static const char *const categories[] = { "hamil", "menyusui", "balita", "-", NULL };
  g_autofree char *category = g_ascii_strdown (cell, -1);

  if (g_strv_contains (categories, category))
    return g_steal_pointer (&category);
  *out_reason = g_strdup ("is none of hamil, menyusui, balita, -");
  return NULL;
}

static char *
check_bps (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  if (is_digits (cell) && strlen (cell) <= 10)
    return g_strdup (cell);
  *out_reason = g_strdup ("is no code of BPS (up to 10 digits)");
  return NULL;
}

static const CheckFunc checks[HUB_N_FIELDS] = {
  [HUB_FIELD_KEY] = check_key,           [HUB_FIELD_NO_KK] = check_no_kk,
  [HUB_FIELD_NIK] = check_nik,           [HUB_FIELD_NAME] = check_name,
  [HUB_FIELD_BIRTH_DATE] = check_date,   [HUB_FIELD_SEX] = check_sex,
  [HUB_FIELD_RELATION] = check_relation, [HUB_FIELD_ADDRESS] = check_text,
  [HUB_FIELD_RT] = check_text,           [HUB_FIELD_RW] = check_text,
  [HUB_FIELD_REGION] = check_region,     [HUB_FIELD_DESIL] = check_desil,
  [HUB_FIELD_OCCUPATION] = check_text,   [HUB_FIELD_STATUS] = check_status,
  [HUB_FIELD_SINCE] = check_date,        [HUB_FIELD_REASON] = check_text,
  [HUB_FIELD_YEAR] = check_year,         [HUB_FIELD_PROGRAMME] = check_code,
  [HUB_FIELD_COMPONENT] = check_text,    [HUB_FIELD_PERIOD] = check_text,
  [HUB_FIELD_STAGE] = check_text,        [HUB_FIELD_AMOUNT] = check_amount,
  [HUB_FIELD_CHANNEL] = check_text,      [HUB_FIELD_STATE] = check_code,
  [HUB_FIELD_DATE] = check_date,         [HUB_FIELD_NOTE] = check_text,
  [HUB_FIELD_BPS] = check_bps,           [HUB_FIELD_RISK] = check_risk,
  [HUB_FIELD_FACTORS] = check_factors,   [HUB_FIELD_CATEGORY] = check_category,
  [HUB_FIELD_ROLE] = check_role,         [HUB_FIELD_CONTACT] = check_text,
};

HubRowChecker *
hub_row_checker_new (HubRegister reg,
                     const HubCsv *csv,
                     const AnjRegionTable *regions,
                     guint year_today,
                     GError **error)
{
  g_autoptr (HubRowChecker) self = g_new0 (HubRowChecker, 1);
  g_autoptr (GString) lacking = g_string_new (NULL);
  const HubColumn *columns = hub_register_columns (reg);

  self->reg = reg;
  self->regions = regions;
  self->year_today = year_today;
  for (gsize i = 0; columns[i].name != NULL; i++)
    {
      self->columns[i] = hub_csv_find (csv, columns[i].name);
      if (self->columns[i] < 0 && columns[i].is_needed)
        g_string_append_printf (lacking, "%s%s", lacking->len > 0 ? ", " : "", columns[i].name);
    }
  if (lacking->len == 0)
    return g_steal_pointer (&self);
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "the header line lacks columns of %s: %s; name them as the manual does",
               hub_register_name (reg), lacking->str);
  return NULL;
}

void
hub_row_checker_free (HubRowChecker *self)
{
  g_free (self);
}

void
hub_row_clear (HubRow *self)
{
  for (gsize i = 0; i < HUB_N_FIELDS; i++)
    g_clear_pointer (&self->values[i], g_free);
  self->has_other_birth_date = FALSE;
}

/* DDMMYY of the NIK, women's days 40 more, beside YYYY-MM-DD: the century is not in it */
static gboolean
is_birth_date_of (const char *nik, const char *date)
{
  char day = nik[6] >= '4' ? (char) (nik[6] - 4) : nik[6];

  return day == date[8] && nik[7] == date[9] && nik[8] == date[5] && nik[9] == date[6] &&
         nik[10] == date[2] && nik[11] == date[3];
}

static void
compare_birth_dates (HubRow *row)
{
  const char *nik = row->values[HUB_FIELD_NIK];
  const char *date = row->values[HUB_FIELD_BIRTH_DATE];

  row->has_other_birth_date = nik != NULL && *nik != '\0' && date != NULL &&
                              !is_birth_date_of (nik, date);
}

gboolean
hub_row_checker_check (HubRowChecker *self,
                       const HubCsv *csv,
                       HubRow *row,
                       const char **out_column,
                       char **out_reason)
{
  const HubColumn *columns = hub_register_columns (self->reg);

  hub_row_clear (row);
  for (gsize i = 0; columns[i].name != NULL; i++)
    {
      g_autofree char *cell = g_strstrip (g_strdup (hub_csv_get (csv, self->columns[i])));
      char *reason = NULL;
      char *value = NULL;

      if (*cell != '\0')
        value = checks[columns[i].field](self, cell, &reason);
      else if (columns[i].may_be_empty)
        value = g_strdup (columns[i].field == HUB_FIELD_CATEGORY ? "-" : "");
      else
        reason = g_strdup ("is empty");
      if (value == NULL)
        {
          *out_column = columns[i].name;
          *out_reason = reason;
          return FALSE;
        }
      row->values[columns[i].field] = value;
    }
  compare_birth_dates (row);
  return TRUE;
}

char *
hub_row_name_key (const char *name)
{
  g_autofree char *upper = g_utf8_strup (name, -1);
  g_autoptr (GString) key = g_string_new (NULL);
  gboolean is_gap = FALSE;

  for (const char *p = upper; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        {
          if (is_gap)
            g_string_append_c (key, ' ');
          g_string_append_unichar (key, c);
          is_gap = FALSE;
        }
      else if (g_unichar_isspace (c))
        is_gap = key->len > 0;
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* by its first three letters, Indonesian or English; 0: none */
static guint
find_month (const char *word)
{
  static const char *const names[] = { "jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu",
                                       "sep", "okt", "nov", "des", "may", "aug", "oct", "dec" };
  static const guint8 english[] = { 5, 8, 10, 12 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (word, names[i], 3) == 0)
      return i < 12 ? i + 1 : english[i - 12];
  return 0;
}

/* "III", up to XII; 0: none */
static guint
find_roman (const char *word, gsize n_bytes)
{
  static const char *const numbers[] = { "i",   "ii",   "iii", "iv", "v",  "vi",
                                         "vii", "viii", "ix",  "x",  "xi", "xii" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strlen (numbers[i]) == n_bytes && g_ascii_strncasecmp (word, numbers[i], n_bytes) == 0)
      return i + 1;
  return 0;
}

/* the year, if @out_year is given, and the first number that is none: month, quarter or stage */
static void
read_period (const char *text, guint *out_year, guint *out_number)
{
  while (*text != '\0')
    {
      gsize n_letters = 0, n_digits = 0;
      guint number = 0;

      while (g_ascii_isalpha (text[n_letters]))
        n_letters++;
      while (n_letters == 0 && g_ascii_isdigit (text[n_digits]) && n_digits < 4)
        number = number * 10 + (guint) (text[n_digits++] - '0');
      if (n_letters > 0)
        number = find_roman (text, n_letters);
      if (n_letters > 2 && number == 0)
        number = find_month (text);
      if (n_digits == 4 && out_year != NULL)
        *out_year = *out_year > 0 ? *out_year : number;
      else if (number > 0 && *out_number == 0)
        *out_number = MIN (number, 99);
      text += MAX (n_letters + n_digits, 1);
    }
}

char *
hub_row_period_key (const char *period, const char *stage)
{
  guint year = 0, number = 0, stage_number = 0;

  read_period (period, &year, &number);
  read_period (stage != NULL ? stage : "", NULL, &stage_number);
  return g_strdup_printf ("%04u-%02u-%02u", year, number, stage_number);
}
