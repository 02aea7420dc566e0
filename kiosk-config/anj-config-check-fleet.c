/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-cert.h"
#include "core/anj-json.h"
#include "kiosk-config/anj-config-check.h"
#include "kiosk-config/anj-config-merge.h"
#include "kiosk-config/anj-config-trust-private.h"

/* whom to trust, and what holds otherwise somewhere */

static void
check_override (JsonObject *override, guint index, GPtrArray *mistakes)
{
  JsonObjectIter iter;
  const char *member;

  if (json_object_get_size (anj_json_get_object (override, "for")) != 1)
    anj_config_add_mistake (
        mistakes, "/overrides/%u/for: must have exactly one of region, label, hardware, terminal",
        index);
  json_object_iter_init_ordered (&iter, anj_json_get_object (override, "set"));
  while (json_object_iter_next_ordered (&iter, &member, NULL))
    if (!anj_config_may_override (member))
      anj_config_add_mistake (
          mistakes, "/overrides/%u/set/%.40s: holds for all and cannot be set here", index, member);
}

static void
check_hub_cas (JsonArray *list, GPtrArray *mistakes)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      g_autoptr (X509) ca = anj_cert_from_pem (json_array_get_string_element (list, i), NULL);

      if (ca == NULL || !anj_cert_has_usage (ca, ANJ_CERT_CA))
        anj_config_add_mistake (mistakes,
                                "/hub_cas/%u: must be one CA's certificate in PEM, EC P-256", i);
    }
}

static void
check_trust (JsonObject *trust, GPtrArray *mistakes)
{
  g_autoptr (AnjConfigTrust) obeyed = NULL;
  g_autoptr (GError) error = NULL;

  /* without roots of its own it is the terminal's that are left */
  if (trust == NULL || anj_json_get_array (trust, "roots") == NULL)
    return;
  obeyed = anj_config_trust_obey (/* before */ NULL, trust, &error);
  if (obeyed == NULL)
    anj_config_add_mistake (mistakes, "%s", error->message);
}

void
anj_config_check_fleet (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *overrides = anj_json_get_array (document, "overrides");

  for (guint i = 0; overrides != NULL && i < json_array_get_length (overrides); i++)
    check_override (anj_json_array_get_object (overrides, i), i, mistakes);
  check_hub_cas (anj_json_get_array (document, "hub_cas"), mistakes);
  check_trust (anj_json_get_object (document, "trust"), mistakes);
}
