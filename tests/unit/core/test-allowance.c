/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-allowance.h"

#include <string.h>

#include "core/anj-json.h"

static void
read_config (AnjAllowance *allowance, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) config = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  anj_allowance_read (allowance, config);
}

static void
test_counts (void)
{
  AnjAllowance allowance;

  read_config (&allowance,
               "{\"attachments\":{\"photos\":2,\"photo_bytes\":50000,\"recording_s\":10}}");
  g_assert_cmpstr (anj_allowance_take (&allowance, "image/png", 1), ==, "attachment-type");
  g_assert_cmpstr (anj_allowance_take (&allowance, "image/jpeg", 58193), ==,
                   "attachment-too-large");
  g_assert_null (anj_allowance_take (&allowance, "image/jpeg", 58192));
  g_assert_null (anj_allowance_take (&allowance, "image/jpeg", 1));
  g_assert_cmpstr (anj_allowance_take (&allowance, "image/jpeg", 1), ==, "attachments-too-many");
  g_assert_cmpstr (anj_allowance_take (&allowance, "audio/ogg", 88193), ==, "attachment-too-large");
  g_assert_null (anj_allowance_take (&allowance, "audio/ogg", 88192));
  g_assert_cmpstr (anj_allowance_take (&allowance, "audio/ogg", 1), ==, "attachments-too-many");
}

static void
test_nothing_said_is_nothing_allowed (void)
{
  static const char *const configs[] = { "{}",
                                         "{\"attachments\":{\"photos\":-1,\"photo_bytes\":9}}" };

  for (gsize i = 0; i < G_N_ELEMENTS (configs); i++)
    {
      AnjAllowance allowance;

      read_config (&allowance, configs[i]);
      g_assert_cmpstr (anj_allowance_take (&allowance, "image/jpeg", 1), ==,
                       "attachments-too-many");
      g_assert_cmpstr (anj_allowance_take (&allowance, "audio/ogg", 1), ==, "attachments-too-many");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/allowance/counts-what-a-village-takes", test_counts);
  g_test_add_func ("/allowance/nothing-said-is-nothing-allowed",
                   test_nothing_said_is_nothing_allowed);
  return g_test_run ();
}
