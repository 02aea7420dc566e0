/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-check.h"

#include <string.h>

#include "core/anj-json.h"

/*
 * The catalogue of programmes: what it names elsewhere must be there, what begins must not end
 * before, and what the registers do not have cannot be asked of them.
 */

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

/* @code, which stands at @path, must be one of the document's @list */
static void
check_named (JsonObject *document,
             const char *list,
             const char *member,
             const char *code,
             const char *path,
             GPtrArray *mistakes)
{
  JsonArray *array = anj_json_get_array (document, list);
  g_autofree char *all = NULL;

  if (has_code (array, member, code))
    return;
  all = join_codes (array, member);
  anj_config_add_mistake (mistakes, "%s: \"%s\" is not in /%s; must be one of: %s", path, code,
                          list, all);
}

/* no two elements of @array have the same code */
static void
check_unique_codes (JsonArray *array, const char *path, GPtrArray *mistakes)
{
  for (guint i = 0; i < list_length (array); i++)
    {
      const char *code = anj_json_get_string (anj_json_array_get_object (array, i), "code", "");

      for (guint j = 0; j < i; j++)
        if (strcmp (anj_json_get_string (anj_json_array_get_object (array, j), "code", ""), code) ==
            0)
          anj_config_add_mistake (
              mistakes, "%s/%u/code: \"%s\" is there twice; each must be different", path, i, code);
    }
}

/* the schema has seen to the form; whether it is there and a day */
static gboolean
check_day (JsonObject *object, const char *member, const char *path, GPtrArray *mistakes)
{
  const char *text = anj_json_get_string (object, member, NULL);

  if (text == NULL || anj_config_is_day (text))
    return text != NULL;
  anj_config_add_mistake (mistakes, "%s/%s: must be a day of the calendar", path, member);
  return FALSE;
}

static void
check_validity (JsonObject *programme, const char *path, GPtrArray *mistakes)
{
  gboolean has_from = check_day (programme, "valid_from", path, mistakes);
  gboolean has_to = check_day (programme, "valid_to", path, mistakes);

  if (has_from && has_to &&
      strcmp (anj_json_get_string (programme, "valid_from", ""),
              anj_json_get_string (programme, "valid_to", "")) > 0)
    anj_config_add_mistake (mistakes, "%s/valid_to: must not be before valid_from", path);
}

static void
check_ages (JsonObject *object, const char *path, GPtrArray *mistakes)
{
  JsonObject *age = anj_json_get_object (object, "age");
  gint64 to = age != NULL ? anj_json_get_int (age, "to", G_MAXINT64) : G_MAXINT64;

  if (age != NULL && anj_json_get_int (age, "from", 0) > to)
    anj_config_add_mistake (mistakes, "%s/age/to: must not be below from", path);
}

static void
check_register (JsonObject *entry, const char *path, guint index, GPtrArray *mistakes)
{
  const char *name = anj_json_get_string (entry, "register", "");
  gboolean has_desil = strcmp (name, "dtsen") == 0 || strcmp (name, "p3ke") == 0;
  gint64 from = anj_json_get_int (entry, "desil_from", 1);

  if (!has_desil &&
      (json_object_has_member (entry, "desil_from") || json_object_has_member (entry, "desil_to")))
    anj_config_add_mistake (mistakes,
                            "%s/rule/registers/%u: \"%s\" has no desil; only dtsen and p3ke may "
                            "have desil_from and desil_to",
                            path, index, name);
  if (from > anj_json_get_int (entry, "desil_to", 10))
    anj_config_add_mistake (mistakes, "%s/rule/registers/%u/desil_to: must not be below desil_from",
                            path, index);
}

static void
check_rule (JsonObject *programme, const char *path, GPtrArray *mistakes)
{
  JsonObject *rule = anj_json_get_object (programme, "rule");
  JsonArray *registers = rule != NULL ? anj_json_get_array (rule, "registers") : NULL;
  g_autofree char *place = g_strconcat (path, "/rule", NULL);

  if (rule == NULL)
    return;
  for (guint i = 0; i < list_length (registers); i++)
    check_register (anj_json_array_get_object (registers, i), path, i, mistakes);
  if (json_object_has_member (rule, "domicile") && list_length (registers) == 0)
    anj_config_add_mistake (
        mistakes, "%s/rule/domicile: needs registers whose rows it is compared with", path);
  if (anj_json_get_bool (rule, "needs_component", FALSE) &&
      list_length (anj_json_get_array (programme, "components")) == 0)
    anj_config_add_mistake (mistakes, "%s/rule/needs_component: needs components to be one of",
                            path);
  check_ages (rule, place, mistakes);
}

static void
check_amount (JsonObject *object, const char *path, GPtrArray *mistakes)
{
  JsonObject *amount = anj_json_get_object (object, "amount");
  g_autofree char *place = g_strconcat (path, "/amount", NULL);

  if (amount != NULL)
    check_day (amount, "date", place, mistakes);
}

static void
check_components (JsonObject *programme, const char *path, GPtrArray *mistakes)
{
  JsonArray *components = anj_json_get_array (programme, "components");
  g_autofree char *list = g_strconcat (path, "/components", NULL);

  for (guint i = 0; i < list_length (components); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", list, i);

      check_amount (anj_json_array_get_object (components, i), place, mistakes);
    }
  check_unique_codes (components, list, mistakes);
}

/* each of the codes that are @object's @member is one of the document's @list */
static void
check_all_named (JsonObject *document,
                 const char *list,
                 JsonObject *object,
                 const char *member,
                 const char *path,
                 GPtrArray *mistakes)
{
  JsonArray *codes = anj_json_get_array (object, member);

  for (guint i = 0; i < list_length (codes); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%s/%u", path, member, i);

      check_named (document, list, "code", json_array_get_string_element (codes, i), place,
                   mistakes);
    }
}

/* the lists that a referral chooses from */
static void
check_referral_lists (JsonObject *document,
                      JsonObject *referral,
                      const char *path,
                      GPtrArray *mistakes)
{
  static const char *const lists[] = { "documents", "courses", "intakes" };
  JsonArray *documents = anj_json_get_array (referral, "documents");

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%s", path, lists[i]);

      check_unique_codes (anj_json_get_array (referral, lists[i]), place, mistakes);
    }
  for (guint i = 0; i < list_length (documents); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/documents/%u/code", path, i);
      JsonObject *entry = anj_json_array_get_object (documents, i);

      check_named (document, "documents", "code", anj_json_get_string (entry, "code", ""), place,
                   mistakes);
    }
}

static void
check_referral (JsonObject *document, JsonObject *programme, const char *path, GPtrArray *mistakes)
{
  JsonObject *referral = anj_json_get_object (programme, "referral");
  const char *recipient = referral != NULL ? anj_json_get_string (referral, "recipient", NULL)
                                           : NULL;
  g_autofree char *place = g_strconcat (path, "/referral", NULL);
  g_autofree char *to = g_strconcat (place, "/to", NULL);
  g_autofree char *reader = g_strconcat (place, "/recipient", NULL);

  if (referral == NULL)
    return;
  check_named (document, "roles", "code", anj_json_get_string (referral, "to", ""), to, mistakes);
  if (recipient != NULL)
    check_named (document, "recipients", "role", recipient, reader, mistakes);
  check_ages (referral, place, mistakes);
  if (anj_json_get_bool (referral, "attendant_only", FALSE) &&
      !anj_json_get_bool (programme, "sensitive", FALSE))
    anj_config_add_mistake (mistakes, "%s/attendant_only: only in a programme that is sensitive",
                            place);
  check_all_named (document, "ppks_types", referral, "ppks", place, mistakes);
  check_referral_lists (document, referral, place, mistakes);
}

static void
check_programme (JsonObject *document, JsonObject *programme, guint index, GPtrArray *mistakes)
{
  g_autofree char *path = g_strdup_printf ("/programmes/%u", index);
  g_autofree char *strategy = g_strconcat (path, "/strategy", NULL);

  check_validity (programme, path, mistakes);
  check_rule (programme, path, mistakes);
  check_amount (programme, path, mistakes);
  check_components (programme, path, mistakes);
  check_all_named (document, "documents", programme, "requirements", path, mistakes);
  check_referral (document, programme, path, mistakes);
  check_named (document, "strategies", "code", anj_json_get_string (programme, "strategy", ""),
               strategy, mistakes);
}

/* An alias stands for a code that is there, and is none itself: it would hide it. What registers
 * and reports there are, the hub knows. */
static void
check_alias (JsonObject *document, JsonArray *aliases, guint index, GPtrArray *mistakes)
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
        anj_config_add_mistake (mistakes,
                                "/aliases/%u/alias: \"%s\" is there twice; each must be different",
                                index, alias);
    }
  if (list != NULL && has_code (anj_json_get_array (document, list), "code", alias))
    anj_config_add_mistake (mistakes, "/aliases/%u/alias: \"%s\" is a code of /%s itself", index,
                            alias, list);
  if (list != NULL && is != NULL)
    check_named (document, list, "code", is, place, mistakes);
}

void
anj_config_check_programmes (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *programmes = anj_json_get_array (document, "programmes");
  JsonArray *aliases = anj_json_get_array (document, "aliases");

  for (guint i = 0; i < list_length (programmes); i++)
    check_programme (document, anj_json_array_get_object (programmes, i), i, mistakes);
  for (guint i = 0; i < list_length (aliases); i++)
    check_alias (document, aliases, i, mistakes);
}
