/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-router.h"

#include <string.h>

/* the segment's length */
static gsize
segment (const char *path)
{
  return strcspn (path, "/");
}

static gboolean
match_path (const char *pattern, const char *path, char *args[HUB_REQUEST_MAX_ARGS])
{
  guint n_args = 0;

  while (*pattern != '\0' && *path != '\0')
    {
      gsize n_pattern = segment (pattern), n_path = segment (path);

      if (*pattern == '{')
        {
          if (n_path == 0)
            return FALSE;
          g_assert (n_args < HUB_REQUEST_MAX_ARGS);
          if (args != NULL)
            args[n_args++] = g_strndup (path, n_path);
        }
      else if (n_pattern != n_path || memcmp (pattern, path, n_path) != 0)
        return FALSE;
      pattern += n_pattern;
      path += n_path;
      if (*pattern == '/' && *path == '/')
        {
          pattern++;
          path++;
          if (*path == '\0' || *pattern == '\0')
            return FALSE;
        }
    }
  return *pattern == *path;
}

HubMatch
hub_router_match (const HubRoute *routes,
                  gsize n_routes,
                  const char *method,
                  const char *path,
                  char *args[HUB_REQUEST_MAX_ARGS],
                  gsize *out_index)
{
  HubMatch match = HUB_MATCH_NO_PATH;

  for (gsize i = 0; i < n_routes; i++)
    {
      if (!match_path (routes[i].pattern, path, NULL))
        continue;
      match = HUB_MATCH_NO_METHOD;
      if (!g_str_equal (routes[i].method, method))
        continue;
      match_path (routes[i].pattern, path, args);
      *out_index = i;
      return HUB_MATCH_FOUND;
    }
  return match;
}

char *
hub_router_allow (const HubRoute *routes, gsize n_routes, const char *path)
{
  GString *allow = g_string_new (NULL);

  for (gsize i = 0; i < n_routes; i++)
    if (match_path (routes[i].pattern, path, NULL))
      g_string_append_printf (allow, "%s%s", allow->len > 0 ? ", " : "", routes[i].method);
  return g_string_free (allow, /* free_segment */ FALSE);
}
