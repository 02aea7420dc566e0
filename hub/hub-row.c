/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-row.h"

#include <string.h>

#include "hub/hub-cell.h"

/*
 * A table of checks by field: each takes the cell as it stands and gives the value as it is kept,
 * or the reason why it cannot be.
 */

#define TEXT_MAX_CHARACTERS 200
#define DESIL_MAX 10

struct _HubRowChecker
{
  HubRegister reg;
  const AnjRegionTable *regions; /* (unowned): the import's own, lives longer */
  const HubRegionCodes *codes;   /* (unowned): likewise */
  guint year_today;
  int columns[HUB_REGISTER_MAX_COLUMNS]; /* of the file; -1: not there */
  gboolean has_bps;                      /* kode_bps may stand for kode_wilayah */
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

/* @cell: as it stands in the file; @number: without what spreadsheets put into it */
static char *
say_number_fault (AnjNumberFault fault, const char *cell, const char *number)
{
  switch (fault)
    {
    case ANJ_NUMBER_TOO_SHORT:
    case ANJ_NUMBER_TOO_LONG:
      return g_strdup_printf ("has %zu digits, needs %d", strlen (number), ANJ_NIK_LENGTH);
    case ANJ_NUMBER_SCIENTIFIC:
      return g_strdup_printf ("is a spreadsheet's scientific notation (%s), the last digits are "
                              "lost; make the column text and export it again",
                              cell);
    case ANJ_NUMBER_UNKNOWN_REGION:
      return g_strdup_printf ("begins with the code of an unknown district (%.2s.%.2s.%.2s); if it "
                              "was renumbered, import wilayah with kode_lama first",
                              number, number + 2, number + 4);
    default:
      return g_strdup (anj_number_fault_to_string (fault));
    }
}

static char *
check_nik (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *number = hub_cell_clean_number (cell);
  AnjNumberFault fault = anj_nik_parse (number, self->regions, self->year_today, NULL);

  if (fault == ANJ_NUMBER_OK)
    return g_steal_pointer (&number);
  *out_reason = say_number_fault (fault, cell, number);
  return NULL;
}

static char *
check_no_kk (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *number = hub_cell_clean_number (cell);
  AnjNumberFault fault = anj_kk_parse (number, self->regions, self->year_today);

  if (fault == ANJ_NUMBER_OK)
    return g_steal_pointer (&number);
  *out_reason = say_number_fault (fault, cell, number);
  return NULL;
}

static char *
check_date (const HubRowChecker *self, const char *cell, char **out_reason)
{
  return hub_cell_read_date (cell, self->year_today + 1, out_reason);
}

static char *
check_sex (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  char sex = hub_cell_read_sex (cell);

  if (sex != 0)
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

/* whether the last four digits are neither a kelurahan's (1xxx) nor a desa's (2xxx; 3xxx: desa
 * adat) */
static gboolean
is_no_village (const char *code)
{
  return anj_region_code_level (code) == ANJ_REGION_VILLAGE && (code[9] < '1' || code[9] > '3');
}

static char *
check_region (const HubRowChecker *self, const char *cell, char **out_reason)
{
  g_autofree char *code = hub_cell_dot_region (cell);
  const char *today;

  if (!takes_level (self->reg, anj_region_code_level (code)))
    *out_reason = g_strdup (takes_level (self->reg, ANJ_REGION_REGENCY)
                                ? "is no region code (like 35.09 or 35.09.01.2001)"
                                : "is no village code (like 35.09.01.2001)");
  else if (is_no_village (code))
    *out_reason = g_strdup_printf ("names no village (%s): the last four digits are 1xxx of a "
                                   "kelurahan, 2xxx of a desa; the code of BPS goes into kode_bps",
                                   code);
  else if (self->reg != HUB_REGISTER_WILAYAH &&
           anj_region_table_name (self->regions, code) == NULL &&
           hub_region_codes_follow (self->codes, code, &today) == HUB_CODE_PRESENT)
    *out_reason = g_strdup_printf ("names a region that is unknown here (%s); import it into "
                                   "wilayah first",
                                   code);
  else
    return g_steal_pointer (&code);
  return NULL;
}

/* "35.09.01.2001|35.09.01.2007" */
static char *
check_former (const HubRowChecker *self G_GNUC_UNUSED, const char *cell, char **out_reason)
{
  g_auto (GStrv) words = g_strsplit_set (cell, "|,; ", -1);
  g_autoptr (GString) codes = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *code = hub_cell_dot_region (*word);

      if (*code == '\0')
        continue;
      if (anj_region_code_level (code) == ANJ_REGION_NONE)
        {
          *out_reason = g_strdup ("is no list of region codes (like 35.09.01.2001|35.09.01.2002)");
          return NULL;
        }
      g_string_append_printf (codes, "%s%s", codes->len > 0 ? "|" : "", code);
    }
  return g_string_free (g_steal_pointer (&codes), FALSE);
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
  return hub_cell_read_rupiah (cell, out_reason);
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
  [HUB_FIELD_BPS] = check_bps,           [HUB_FIELD_FORMER] = check_former,
  [HUB_FIELD_RISK] = check_risk,         [HUB_FIELD_FACTORS] = check_factors,
  [HUB_FIELD_CATEGORY] = check_category, [HUB_FIELD_ROLE] = check_role,
  [HUB_FIELD_CONTACT] = check_text,      [HUB_FIELD_SCHEDULE] = check_text,
};

/* @lacking: "nik, nama" */
static gboolean
find_columns (HubRowChecker *self, const HubCsv *csv, GString *lacking, GError **error)
{
  const HubColumn *columns = hub_register_columns (self->reg);

  self->has_bps = self->reg != HUB_REGISTER_WILAYAH && hub_csv_find (csv, "kode_bps") >= 0;
  for (gsize i = 0; columns[i].name != NULL; i++)
    {
      g_autofree char *joined = NULL;

      self->columns[i] = hub_csv_find (csv, columns[i].name);
      if (self->columns[i] >= 0)
        continue;
      joined = hub_csv_describe_joined (csv, columns[i].name);
      if (joined != NULL)
        {
          g_set_error_literal (error, HUB_ERROR, HUB_ERROR_DATA, joined);
          return FALSE;
        }
      if (columns[i].is_needed && !(columns[i].field == HUB_FIELD_REGION && self->has_bps))
        g_string_append_printf (lacking, "%s%s", lacking->len > 0 ? ", " : "", columns[i].name);
    }
  return TRUE;
}

HubRowChecker *
hub_row_checker_new (HubRegister reg,
                     const HubCsv *csv,
                     const AnjRegionTable *regions,
                     const HubRegionCodes *codes,
                     guint year_today,
                     GError **error)
{
  g_autoptr (HubRowChecker) self = g_new0 (HubRowChecker, 1);
  g_autoptr (GString) lacking = g_string_new (NULL);

  self->reg = reg;
  self->regions = regions;
  self->codes = codes;
  self->year_today = year_today;
  if (!find_columns (self, csv, lacking, error))
    return NULL;
  if (lacking->len == 0)
    return g_steal_pointer (&self);
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "the header line lacks columns of %s: %s; name them as the manual does, or say with "
               "--map which of the file's stand for them",
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
  self->has_former_district = FALSE;
  self->code_state = HUB_CODE_PRESENT;
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

/* (transfer full) (nullable): today's code */
static char *
find_region (const HubRowChecker *self, HubRow *row, char **out_reason)
{
  const char *region = row->values[HUB_FIELD_REGION];
  const char *bps = row->values[HUB_FIELD_BPS];
  gboolean is_doubtful = FALSE;
  const char *today;

  if (*region == '\0')
    region = hub_region_codes_find_bps (self->codes, bps, &is_doubtful);
  if (region == NULL)
    {
      *out_reason = g_strdup_printf (is_doubtful ? "is the code of several regions in wilayah (%s)"
                                                 : "is no code that wilayah has (%s); import the "
                                                   "list with kode_bps first",
                                     bps);
      return NULL;
    }
  if (!takes_level (self->reg, anj_region_code_level (region)))
    {
      *out_reason = g_strdup_printf ("is the code of %s, which is no village", region);
      return NULL;
    }
  row->code_state = hub_region_codes_follow (self->codes, region, &today);
  return g_strdup (today);
}

static gboolean
settle_region (const HubRowChecker *self, HubRow *row, const char **out_column, char **out_reason)
{
  char *region;

  if (self->reg == HUB_REGISTER_WILAYAH || row->values[HUB_FIELD_REGION] == NULL)
    return TRUE;
  if (*row->values[HUB_FIELD_REGION] == '\0' && *row->values[HUB_FIELD_BPS] == '\0')
    {
      *out_column = "kode_wilayah";
      *out_reason = g_strdup ("is empty, and so is kode_bps");
      return FALSE;
    }
  *out_column = "kode_bps";
  region = find_region (self, row, out_reason);
  if (region == NULL)
    return FALSE;
  g_free (row->values[HUB_FIELD_REGION]);
  row->values[HUB_FIELD_REGION] = region;
  return TRUE;
}

static void
note_district (const HubRowChecker *self, HubRow *row)
{
  const char *nik = row->values[HUB_FIELD_NIK];

  row->has_former_district = nik != NULL && *nik != '\0' &&
                             anj_region_table_is_former_district (self->regions, nik);
}

static char *
check_cell (const HubRowChecker *self, const HubCsv *csv, gsize at, char **out_reason)
{
  const HubColumn *column = &hub_register_columns (self->reg)[at];
  const char *cell = hub_csv_get (csv, self->columns[at]);

  if (*cell != '\0')
    return checks[column->field](self, cell, out_reason);
  if (column->may_be_empty)
    return g_strdup (column->field == HUB_FIELD_CATEGORY ? "-" : "");
  if (column->field == HUB_FIELD_REGION && self->has_bps)
    return g_strdup ("");
  *out_reason = g_strdup ("is empty");
  return NULL;
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
  *out_reason = NULL;
  for (gsize i = 0; columns[i].name != NULL; i++)
    {
      char *value = check_cell (self, csv, i, out_reason);

      if (value == NULL)
        {
          *out_column = columns[i].name;
          return FALSE;
        }
      row->values[columns[i].field] = value;
    }
  if (!settle_region (self, row, out_column, out_reason))
    return FALSE;
  compare_birth_dates (row);
  note_district (self, row);
  return TRUE;
}
