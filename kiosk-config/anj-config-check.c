/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-check.h"

#include <string.h>

#include "core/anj-cert.h"
#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-time.h"
#include "data/anj-data.h"

void
anj_config_add_mistake (GPtrArray *mistakes, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (mistakes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

gboolean
anj_config_is_day (const char *text)
{
  g_autoptr (GDate) date = g_date_new ();

  g_date_set_parse (date, text);
  return g_date_valid (date);
}

AnjSchema *
anj_config_schema_new (void)
{
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/config.json", /* error */ NULL);
  AnjSchema *schema = bytes != NULL ? anj_schema_new (bytes, /* error */ NULL) : NULL;

  g_assert (schema != NULL); /* it is part of the program */
  return schema;
}

/* no two elements of @list have the same @member */
static void
check_unique (JsonObject *document, const char *list, const char *member, GPtrArray *mistakes)
{
  JsonArray *array = anj_json_get_array (document, list);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *code = anj_json_get_string (anj_json_array_get_object (array, i), member, "");

      if (!g_hash_table_add (seen, (gpointer) code))
        anj_config_add_mistake (mistakes,
                                "/%s/%u/%s: \"%s\" is there twice; each must be different", list, i,
                                member, code);
    }
}

static void
check_codes (JsonObject *document, GPtrArray *mistakes)
{
  static const char *const lists[] = {
    "categories", "programmes",    "status_codes",     "services",          "roles",
    "kinds",      "update_fields", "proposal_reasons", "objection_reasons", "service_standards",
    "strategies", "documents",     "ppks_types"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    check_unique (document, lists[i], "code", mistakes);
  check_unique (document, "announcements", "id", mistakes);
}

/* a field that is chosen has choices, one that is written has none */
static void
check_update_fields (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *array = anj_json_get_array (document, "update_fields");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *field = anj_json_array_get_object (array, i);
      gboolean chosen = strcmp (anj_json_get_string (field, "input", ""), "choice") == 0;
      gint64 shortest = anj_json_get_int (field, "min_length", 1);

      if (chosen != json_object_has_member (field, "choices"))
        anj_config_add_mistake (mistakes,
                                "/update_fields/%u/choices: must be there for the input "
                                "\"choice\", and for no other",
                                i);
      if (shortest > anj_json_get_int (field, "max_length", shortest))
        anj_config_add_mistake (mistakes,
                                "/update_fields/%u/max_length: must not be below min_length", i);
    }
}

static void
check_languages (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *array = anj_json_get_array (document, "languages");

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), "id") == 0)
      return;
  anj_config_add_mistake (mistakes, "/languages: must have \"id\", the language every text is in");
}

static void
check_times (JsonObject *document, GPtrArray *mistakes)
{
  static const char *const members[] = { "issued", "expires" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = anj_json_get_string (document, members[i], NULL);
      gint64 time_us;

      if (text != NULL && !anj_time_parse (text, &time_us))
        anj_config_add_mistake (
            mistakes, "/%s: must be an RFC 3339 time, e.g. 2026-11-22T00:00:00Z", members[i]);
    }
}

static void
check_numbers (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *delays = anj_json_get_array (document, "guess_delays_s");
  gint64 n = anj_json_get_int (anj_json_get_object (document, "lookup"), "n", 0);
  JsonObject *idle = anj_json_get_object (document, "idle");
  gint64 warning_s = anj_json_get_int (idle, "warning_s", 0);

  if ((n & (n - 1)) != 0)
    anj_config_add_mistake (mistakes, "/lookup/n: must be a power of two");
  if (warning_s >= anj_json_get_int (idle, "personal_s", 0) ||
      warning_s >= anj_json_get_int (idle, "other_s", 0))
    anj_config_add_mistake (mistakes, "/idle/warning_s: must be below personal_s and other_s");
  for (guint i = 1; i < json_array_get_length (delays); i++)
    if (json_array_get_int_element (delays, i) < json_array_get_int_element (delays, i - 1))
      anj_config_add_mistake (mistakes, "/guess_delays_s/%u: must not be below the one before it",
                              i);
}

static void
check_certificate (JsonObject *recipient, guint index, GPtrArray *mistakes)
{
  const char *pem = anj_json_get_string (recipient, "certificate", NULL);
  g_autoptr (X509) cert = anj_cert_from_pem (pem, NULL);

  if (cert == NULL || !anj_cert_has_usage (cert, ANJ_CERT_RECIPIENT))
    anj_config_add_mistake (mistakes,
                            "/recipients/%u/certificate: must be one certificate in PEM, EC "
                            "P-256, with emailProtection and keyAgreement",
                            index);
}

static gboolean
has_sensitive_category (JsonObject *document)
{
  JsonArray *array = anj_json_get_array (document, "categories");

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (anj_json_get_bool (anj_json_array_get_object (array, i), "sensitive", FALSE))
      return TRUE;
  return FALSE;
}

static void
check_role_is_there (GHashTable *roles, const char *role, GPtrArray *mistakes)
{
  if (!g_hash_table_contains (roles, role))
    anj_config_add_mistake (mistakes, "/recipients: lacks the role \"%s\"", role);
}

/* the office that a kind or a category names instead of the intake */
static void
check_named_roles (JsonObject *document, const char *list, GHashTable *roles, GPtrArray *mistakes)
{
  JsonArray *array = anj_json_get_array (document, list);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *role = anj_json_get_string (anj_json_array_get_object (array, i), "recipient",
                                              NULL);

      if (role != NULL)
        check_role_is_there (roles, role, mistakes);
    }
}

static void
check_recipients (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *array = anj_json_get_array (document, "recipients");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) roles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *recipient = anj_json_array_get_object (array, i);
      const char *role = anj_json_get_string (recipient, "role", "");
      const char *region = anj_json_get_string (recipient, "region", "");

      check_certificate (recipient, i, mistakes);
      if (!g_hash_table_add (seen, g_strconcat (role, "\n", region, NULL)))
        anj_config_add_mistake (
            mistakes, "/recipients/%u: the role \"%s\" has a recipient for this region already", i,
            role);
      g_hash_table_add (roles, (gpointer) role);
    }
  check_role_is_there (roles, "intake", mistakes);
  check_role_is_there (roles, "recovery", mistakes);
  check_named_roles (document, "kinds", roles, mistakes);
  check_named_roles (document, "categories", roles, mistakes);
  if (has_sensitive_category (document))
    check_role_is_there (roles, "sensitive", mistakes);
}

/* nobody counts programmes: whose code it is stands behind the path's message */
static char *
name_programme (JsonObject *document, char *mistake)
{
  static const char path[] = "/programmes/";
  JsonArray *programmes = anj_json_get_array (document, "programmes");
  const char *index = mistake + strlen (path);
  JsonObject *programme;
  const char *code;
  char *named;
  guint64 i;

  if (!g_str_has_prefix (mistake, path) || !g_ascii_isdigit (*index) || programmes == NULL)
    return mistake;
  i = g_ascii_strtoull (index, NULL, 10);
  programme = i < json_array_get_length (programmes)
                  ? anj_json_array_get_object (programmes, (guint) i)
                  : NULL;
  code = programme != NULL ? anj_json_get_string (programme, "code", NULL) : NULL;
  if (code == NULL)
    return mistake;
  named = g_strdup_printf ("%s (programme %s)", mistake, code);
  g_free (mistake);
  return named;
}

GPtrArray *
anj_config_list_mistakes_of (const AnjSchema *schema, JsonObject *document)
{
  GPtrArray *mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), document);

  anj_schema_check_all (schema, node, mistakes);
  if (mistakes->len == 0) /* else what the rules read may not be there */
    {
      check_codes (document, mistakes);
      check_update_fields (document, mistakes);
      check_languages (document, mistakes);
      check_times (document, mistakes);
      check_numbers (document, mistakes);
      check_recipients (document, mistakes);
      anj_config_check_hours (document, mistakes);
      anj_config_check_programmes (document, mistakes);
      anj_config_check_fleet (document, mistakes);
    }
  for (guint i = 0; i < mistakes->len; i++)
    mistakes->pdata[i] = name_programme (document, mistakes->pdata[i]);
  return mistakes;
}

gboolean
anj_config_check_document (JsonObject *document, GError **error)
{
  g_autoptr (AnjSchema) schema = anj_config_schema_new ();
  g_autoptr (GPtrArray) mistakes = anj_config_list_mistakes_of (schema, document);

  if (mistakes->len == 0)
    return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, g_ptr_array_index (mistakes, 0));
  return FALSE;
}
