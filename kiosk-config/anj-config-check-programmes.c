/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-check.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"

/*
 * The catalogue of programmes: what it names elsewhere must be there, what begins must not end
 * before, and what the registers do not have cannot be asked of them.
 */

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, text);
  return FALSE;
}

static guint
list_length (JsonArray *list)
{
  return list != NULL ? json_array_get_length (list) : 0;
}

static gboolean
has_code (JsonArray *list, const char *member, const char *code)
{
  for (guint i = 0; i < list_length (list); i++)
    if (strcmp (anj_json_get_string (anj_json_array_get_object (list, i), member, ""), code) == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full): "ktp, kk, sktm" */
static char *
join_codes (JsonArray *list, const char *member)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < list_length (list); i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "",
                            anj_json_get_string (anj_json_array_get_object (list, i), member, ""));
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* whether @code, which stands at @path, is one of the document's @list */
static gboolean
check_named (JsonObject *document,
             const char *list,
             const char *member,
             const char *code,
             const char *path,
             GError **error)
{
  JsonArray *array = anj_json_get_array (document, list);
  g_autofree char *all = NULL;

  if (has_code (array, member, code))
    return TRUE;
  all = join_codes (array, member);
  return refuse (error, "%s: \"%s\" is not in /%s; must be one of: %s", path, code, list, all);
}

/* no two elements of @array have the same code */
static gboolean
check_unique_codes (JsonArray *array, const char *path, GError **error)
{
  for (guint i = 0; i < list_length (array); i++)
    {
      const char *code = anj_json_get_string (anj_json_array_get_object (array, i), "code", "");

      for (guint j = 0; j < i; j++)
        if (strcmp (anj_json_get_string (anj_json_array_get_object (array, j), "code", ""), code) ==
            0)
          return refuse (error, "%s/%u/code: \"%s\" is there twice; each must be different", path,
                         i, code);
    }
  return TRUE;
}

/* the schema has seen to the form */
static gboolean
check_day (JsonObject *object, const char *member, const char *path, GError **error)
{
  const char *text = anj_json_get_string (object, member, NULL);
  g_autoptr (GDate) date = g_date_new ();

  if (text == NULL)
    return TRUE;
  g_date_set_parse (date, text);
  return g_date_valid (date) ||
         refuse (error, "%s/%s: must be a day of the calendar", path, member);
}

static gboolean
check_validity (JsonObject *programme, const char *path, GError **error)
{
  const char *from = anj_json_get_string (programme, "valid_from", "");
  const char *to = anj_json_get_string (programme, "valid_to", NULL);

  if (!check_day (programme, "valid_from", path, error) ||
      !check_day (programme, "valid_to", path, error))
    return FALSE;
  return to == NULL || strcmp (from, to) <= 0 ||
         refuse (error, "%s/valid_to: must not be before valid_from", path);
}

static gboolean
check_ages (JsonObject *object, const char *path, GError **error)
{
  JsonObject *age = anj_json_get_object (object, "age");
  gint64 to = age != NULL ? anj_json_get_int (age, "to", G_MAXINT64) : G_MAXINT64;

  return age == NULL || anj_json_get_int (age, "from", 0) <= to ||
         refuse (error, "%s/age/to: must not be below from", path);
}

static gboolean
check_register (JsonObject *entry, const char *path, guint index, GError **error)
{
  const char *name = anj_json_get_string (entry, "register", "");
  gboolean has_desil = strcmp (name, "dtsen") == 0 || strcmp (name, "p3ke") == 0;
  gint64 from = anj_json_get_int (entry, "desil_from", 1);

  if (!has_desil &&
      (json_object_has_member (entry, "desil_from") || json_object_has_member (entry, "desil_to")))
    return refuse (error,
                   "%s/rule/registers/%u: \"%s\" has no desil; only dtsen and p3ke may have "
                   "desil_from and desil_to",
                   path, index, name);
  return from <= anj_json_get_int (entry, "desil_to", 10) ||
         refuse (error, "%s/rule/registers/%u/desil_to: must not be below desil_from", path, index);
}

static gboolean
check_rule (JsonObject *programme, const char *path, GError **error)
{
  JsonObject *rule = anj_json_get_object (programme, "rule");
  JsonArray *registers = rule != NULL ? anj_json_get_array (rule, "registers") : NULL;
  g_autofree char *place = g_strconcat (path, "/rule", NULL);

  if (rule == NULL)
    return TRUE;
  for (guint i = 0; i < list_length (registers); i++)
    if (!check_register (anj_json_array_get_object (registers, i), path, i, error))
      return FALSE;
  if (json_object_has_member (rule, "domicile") && list_length (registers) == 0)
    return refuse (error, "%s/rule/domicile: needs registers whose rows it is compared with", path);
  if (anj_json_get_bool (rule, "needs_component", FALSE) &&
      list_length (anj_json_get_array (programme, "components")) == 0)
    return refuse (error, "%s/rule/needs_component: needs components to be one of", path);
  return check_ages (rule, place, error);
}

static gboolean
check_amount (JsonObject *object, const char *path, GError **error)
{
  JsonObject *amount = anj_json_get_object (object, "amount");
  g_autofree char *place = g_strconcat (path, "/amount", NULL);

  return amount == NULL || check_day (amount, "date", place, error);
}

static gboolean
check_components (JsonObject *programme, const char *path, GError **error)
{
  JsonArray *components = anj_json_get_array (programme, "components");
  g_autofree char *list = g_strconcat (path, "/components", NULL);

  for (guint i = 0; i < list_length (components); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", list, i);

      if (!check_amount (anj_json_array_get_object (components, i), place, error))
        return FALSE;
    }
  return check_unique_codes (components, list, error);
}

/* each of the codes that are @object's @member is one of the document's @list */
static gboolean
check_all_named (JsonObject *document,
                 const char *list,
                 JsonObject *object,
                 const char *member,
                 const char *path,
                 GError **error)
{
  JsonArray *codes = anj_json_get_array (object, member);

  for (guint i = 0; i < list_length (codes); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%s/%u", path, member, i);

      if (!check_named (document, list, "code", json_array_get_string_element (codes, i), place,
                        error))
        return FALSE;
    }
  return TRUE;
}

/* the lists that a referral chooses from */
static gboolean
check_referral_lists (JsonObject *document, JsonObject *referral, const char *path, GError **error)
{
  static const char *const lists[] = { "documents", "courses", "intakes" };
  JsonArray *documents = anj_json_get_array (referral, "documents");

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%s", path, lists[i]);

      if (!check_unique_codes (anj_json_get_array (referral, lists[i]), place, error))
        return FALSE;
    }
  for (guint i = 0; i < list_length (documents); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/documents/%u/code", path, i);
      JsonObject *entry = anj_json_array_get_object (documents, i);

      if (!check_named (document, "documents", "code", anj_json_get_string (entry, "code", ""),
                        place, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_referral (JsonObject *document, JsonObject *programme, const char *path, GError **error)
{
  JsonObject *referral = anj_json_get_object (programme, "referral");
  const char *recipient = referral != NULL ? anj_json_get_string (referral, "recipient", NULL)
                                           : NULL;
  g_autofree char *place = g_strconcat (path, "/referral", NULL);
  g_autofree char *to = g_strconcat (place, "/to", NULL);
  g_autofree char *reader = g_strconcat (place, "/recipient", NULL);

  if (referral == NULL)
    return TRUE;
  if (!check_named (document, "roles", "code", anj_json_get_string (referral, "to", ""), to,
                    error) ||
      (recipient != NULL &&
       !check_named (document, "recipients", "role", recipient, reader, error)) ||
      !check_ages (referral, place, error))
    return FALSE;
  if (anj_json_get_bool (referral, "attendant_only", FALSE) &&
      !anj_json_get_bool (programme, "sensitive", FALSE))
    return refuse (error, "%s/attendant_only: only in a programme that is sensitive", place);
  return check_all_named (document, "ppks_types", referral, "ppks", place, error) &&
         check_referral_lists (document, referral, place, error);
}

static gboolean
check_programme (JsonObject *document, JsonObject *programme, guint index, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/programmes/%u", index);
  g_autofree char *strategy = g_strconcat (path, "/strategy", NULL);

  return check_validity (programme, path, error) && check_rule (programme, path, error) &&
         check_amount (programme, path, error) && check_components (programme, path, error) &&
         check_all_named (document, "documents", programme, "requirements", path, error) &&
         check_referral (document, programme, path, error) &&
         check_named (document, "strategies", "code",
                      anj_json_get_string (programme, "strategy", ""), strategy, error);
}

/* An alias stands for a code that is there, and is none itself: it would hide it. What registers
 * and reports there are, the hub knows. */
static gboolean
check_alias (JsonObject *document, JsonArray *aliases, guint index, GError **error)
{
  JsonObject *entry = anj_json_array_get_object (aliases, index);
  const char *kind = anj_json_get_string (entry, "kind", "");
  const char *alias = anj_json_get_string (entry, "alias", "");
  const char *is = anj_json_get_string (entry, "is", NULL);
  const char *list = strcmp (kind, "programme") == 0 ? "programmes"
                     : strcmp (kind, "status") == 0  ? "status_codes"
                                                     : NULL;
  g_autofree char *place = g_strdup_printf ("/aliases/%u/is", index);

  for (guint i = 0; i < index; i++)
    {
      JsonObject *other = anj_json_array_get_object (aliases, i);

      if (strcmp (anj_json_get_string (other, "kind", ""), kind) == 0 &&
          strcmp (anj_json_get_string (other, "alias", ""), alias) == 0)
        return refuse (error, "/aliases/%u/alias: \"%s\" is there twice; each must be different",
                       index, alias);
    }
  if (list == NULL)
    return TRUE;
  if (has_code (anj_json_get_array (document, list), "code", alias))
    return refuse (error, "/aliases/%u/alias: \"%s\" is a code of /%s itself", index, alias, list);
  return is == NULL || check_named (document, list, "code", is, place, error);
}

gboolean
anj_config_check_programmes (JsonObject *document, GError **error)
{
  JsonArray *programmes = anj_json_get_array (document, "programmes");
  JsonArray *aliases = anj_json_get_array (document, "aliases");

  for (guint i = 0; i < list_length (programmes); i++)
    if (!check_programme (document, anj_json_array_get_object (programmes, i), i, error))
      return FALSE;
  for (guint i = 0; i < list_length (aliases); i++)
    if (!check_alias (document, aliases, i, error))
      return FALSE;
  return TRUE;
}
