/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-openapi.h"

#include "hub/hub-resources.h"

/* named through its own constructor, so that the linker keeps the static library's resource */
static GBytes *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_resource_lookup_data (hub_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                          &error);

  g_assert_no_error (error); /* compiled in */
  return bytes;
}

GBytes *
hub_openapi_terminal (void)
{
  return load ("/id/anjungan/hub/openapi-terminal.json");
}

GBytes *
hub_openapi_admin (void)
{
  return load ("/id/anjungan/hub/openapi-admin.json");
}

void
hub_openapi_terminal_get (HubApp *app G_GNUC_UNUSED, HubRequest *request)
{
  g_autoptr (GBytes) document = hub_openapi_terminal ();

  hub_reply_bytes (request, 200, "application/json", document);
}

void
hub_openapi_admin_get (HubApp *app G_GNUC_UNUSED, HubRequest *request)
{
  g_autoptr (GBytes) document = hub_openapi_admin ();

  hub_reply_bytes (request, 200, "application/json", document);
}
