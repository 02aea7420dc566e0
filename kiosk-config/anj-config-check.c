/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-check.h"

#include <string.h>

#include "core/anj-cert.h"
#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "core/anj-time.h"
#include "data/anj-data.h"

static gboolean
check_schema (JsonObject *document, GError **error)
{
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/config.json", error);
  g_autoptr (AnjSchema) schema = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (bytes == NULL)
    return FALSE;
  schema = anj_schema_new (bytes, error);
  if (schema == NULL)
    return FALSE;
  json_node_set_object (node, document);
  return anj_schema_check (schema, node, error);
}

/* no two elements of @list have the same @member */
static gboolean
check_unique (JsonObject *document, const char *list, const char *member, GError **error)
{
  JsonArray *array = anj_json_get_array (document, list);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *code = anj_json_get_string (anj_json_array_get_object (array, i), member, "");

      if (!g_hash_table_add (seen, (gpointer) code))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/%s/%u/%s: \"%s\" is there twice; each must be different", list, i, member,
                       code);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_codes (JsonObject *document, GError **error)
{
  static const char *const lists[] = {
    "categories", "programmes",    "status_codes",     "services",          "roles",
    "kinds",      "update_fields", "proposal_reasons", "objection_reasons", "service_standards",
    "strategies", "documents",     "ppks_types"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!check_unique (document, lists[i], "code", error))
      return FALSE;
  return check_unique (document, "announcements", "id", error);
}

/* a field that is chosen has choices, one that is written has none */
static gboolean
check_update_fields (JsonObject *document, GError **error)
{
  JsonArray *array = anj_json_get_array (document, "update_fields");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *field = anj_json_array_get_object (array, i);
      gboolean chosen = strcmp (anj_json_get_string (field, "input", ""), "choice") == 0;
      gint64 shortest = anj_json_get_int (field, "min_length", 1);

      if (chosen != json_object_has_member (field, "choices"))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/update_fields/%u/choices: must be there for the input \"choice\", and for "
                       "no other",
                       i);
          return FALSE;
        }
      if (shortest > anj_json_get_int (field, "max_length", shortest))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/update_fields/%u/max_length: must not be below min_length", i);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_languages (JsonObject *document, GError **error)
{
  JsonArray *array = anj_json_get_array (document, "languages");

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), "id") == 0)
      return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/languages: must have \"id\", the language every text is in");
  return FALSE;
}

static gboolean
check_times (JsonObject *document, GError **error)
{
  static const char *const members[] = { "issued", "expires" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = anj_json_get_string (document, members[i], NULL);
      gint64 time_us;

      if (text != NULL && !anj_time_parse (text, &time_us))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/%s: must be an RFC 3339 time, e.g. 2026-11-22T00:00:00Z", members[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_numbers (JsonObject *document, GError **error)
{
  JsonArray *delays = anj_json_get_array (document, "guess_delays_s");
  gint64 n = anj_json_get_int (anj_json_get_object (document, "lookup"), "n", 0);
  JsonObject *idle = anj_json_get_object (document, "idle");
  gint64 warning_s = anj_json_get_int (idle, "warning_s", 0);

  if ((n & (n - 1)) != 0)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "/lookup/n: must be a power of two");
      return FALSE;
    }
  if (warning_s >= anj_json_get_int (idle, "personal_s", 0) ||
      warning_s >= anj_json_get_int (idle, "other_s", 0))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "/idle/warning_s: must be below personal_s and other_s");
      return FALSE;
    }
  for (guint i = 1; i < json_array_get_length (delays); i++)
    if (json_array_get_int_element (delays, i) < json_array_get_int_element (delays, i - 1))
      {
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                     "/guess_delays_s/%u: must not be below the one before it", i);
        return FALSE;
      }
  return TRUE;
}

static gboolean
fail_hours (guint index, const char *what, GError **error)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "/opening_hours/%u%s", index, what);
  return FALSE;
}

/* times of the form HH.MM are in the order of their letters */
static gboolean
check_part (JsonObject *entry, guint index, GError **error)
{
  const char *opens = anj_json_get_string (entry, "opens", NULL);
  const char *closes = anj_json_get_string (entry, "closes", NULL);

  if ((opens == NULL) != (closes == NULL))
    return fail_hours (index, ": must have both opens and closes, or neither", error);
  if (opens != NULL && anj_json_get_array (entry, "weekdays") == NULL)
    return fail_hours (index, "/weekdays: must say on which days it opens", error);
  if (opens != NULL && strcmp (opens, closes) >= 0)
    return fail_hours (index, "/closes: must be after opens", error);
  return TRUE;
}

/* who closes outside the hours says of every day what they are; a region's own hours stand alone */
static gboolean
check_all_days (JsonObject *document, GError **error)
{
  JsonArray *entries = anj_json_get_array (document, "opening_hours");
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint all_days = 0xfe;

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = anj_json_array_get_object (entries, i);
      JsonArray *days = anj_json_get_array (entry, "weekdays");
      const char *region = anj_json_get_string (entry, "region", "");
      guint mask = GPOINTER_TO_UINT (g_hash_table_lookup (said, region));

      for (guint day = 0; days != NULL && day < json_array_get_length (days); day++)
        mask |= 1u << json_array_get_int_element (days, day);
      g_hash_table_insert (said, g_strdup (region), GUINT_TO_POINTER (mask));
    }
  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      const char *region = anj_json_get_string (anj_json_array_get_object (entries, i), "region",
                                                "");

      if (GPOINTER_TO_UINT (g_hash_table_lookup (said, region)) != all_days)
        return fail_hours (i, "/weekdays: with closed_outside_hours each day must be named", error);
    }
  if (g_hash_table_size (said) > 0)
    return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/opening_hours: must be there with closed_outside_hours");
  return FALSE;
}

static gboolean
check_hours (JsonObject *document, GError **error)
{
  JsonArray *entries = anj_json_get_array (document, "opening_hours");

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    if (!check_part (anj_json_array_get_object (entries, i), i, error))
      return FALSE;
  return !anj_json_get_bool (document, "closed_outside_hours", FALSE) ||
         check_all_days (document, error);
}

static gboolean
check_certificate (JsonObject *recipient, guint index, GError **error)
{
  const char *pem = anj_json_get_string (recipient, "certificate", NULL);
  g_autoptr (X509) cert = anj_cert_from_pem (pem, NULL);

  if (cert != NULL && anj_cert_has_usage (cert, ANJ_CERT_RECIPIENT))
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
               "/recipients/%u/certificate: must be one certificate in PEM, EC P-256, with "
               "emailProtection and keyAgreement",
               index);
  return FALSE;
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

static gboolean
check_role_is_there (GHashTable *roles, const char *role, GError **error)
{
  if (g_hash_table_contains (roles, role))
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "/recipients: lacks the role \"%s\"", role);
  return FALSE;
}

/* the office that a kind or a category names instead of the intake */
static gboolean
check_named_roles (JsonObject *document, const char *list, GHashTable *roles, GError **error)
{
  JsonArray *array = anj_json_get_array (document, list);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *role = anj_json_get_string (anj_json_array_get_object (array, i), "recipient",
                                              NULL);

      if (role != NULL && !check_role_is_there (roles, role, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_recipients (JsonObject *document, GError **error)
{
  JsonArray *array = anj_json_get_array (document, "recipients");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) roles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *recipient = anj_json_array_get_object (array, i);
      const char *role = anj_json_get_string (recipient, "role", "");
      const char *region = anj_json_get_string (recipient, "region", "");

      if (!check_certificate (recipient, i, error))
        return FALSE;
      if (!g_hash_table_add (seen, g_strconcat (role, "\n", region, NULL)))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/recipients/%u: the role \"%s\" has a recipient for this region already", i,
                       role);
          return FALSE;
        }
      g_hash_table_add (roles, (gpointer) role);
    }
  return check_role_is_there (roles, "intake", error) &&
         check_role_is_there (roles, "recovery", error) &&
         check_named_roles (document, "kinds", roles, error) &&
         check_named_roles (document, "categories", roles, error) &&
         (!has_sensitive_category (document) || check_role_is_there (roles, "sensitive", error));
}

static gboolean
check_all (JsonObject *document, GError **error)
{
  return check_schema (document, error) && check_codes (document, error) &&
         check_update_fields (document, error) && check_languages (document, error) &&
         check_times (document, error) && check_numbers (document, error) &&
         check_hours (document, error) && check_recipients (document, error) &&
         anj_config_check_programmes (document, error);
}

/* nobody counts programmes: whose code it is stands behind the path's message */
static void
name_programme (JsonObject *document, GError *error)
{
  static const char path[] = "/programmes/";
  JsonArray *programmes = anj_json_get_array (document, "programmes");
  const char *index = error->message + strlen (path);
  JsonObject *programme;
  const char *code;
  char *named;
  guint64 i;

  if (!g_str_has_prefix (error->message, path) || !g_ascii_isdigit (*index) || programmes == NULL)
    return;
  i = g_ascii_strtoull (index, NULL, 10);
  programme = i < json_array_get_length (programmes)
                  ? anj_json_array_get_object (programmes, (guint) i)
                  : NULL;
  code = programme != NULL ? anj_json_get_string (programme, "code", NULL) : NULL;
  if (code == NULL)
    return;
  named = g_strdup_printf ("%s (programme %s)", error->message, code);
  g_free (error->message);
  error->message = named;
}

gboolean
anj_config_check_document (JsonObject *document, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (check_all (document, &local))
    return TRUE;
  name_programme (document, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
