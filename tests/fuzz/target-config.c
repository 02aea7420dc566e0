/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A configuration document, as an admin edits it or a signer signed it.
 *
 * Promises: one that is good can be signed, opens again as it was, and says for any village what
 * holds there: nothing of another region, no sensitive kind of need.
 */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "kiosk-config/anj-config.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/core/test-pki.h"

#define VILLAGE "35.09.01.2001"

static AnjConfigTrust *trust;
static TestIdentity *signer;

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) ca = test_identity_new (ANJ_CERT_CA, "Fuzz CA", NULL);
  signer = test_identity_new (ANJ_CERT_SIGNER, "Fuzz signer", ca);
  trust = anj_config_trust_new (ca->cert);
  return 0;
}

static void
check_effective (const AnjConfig *config)
{
  static const char *const lists[] = { "announcements", "contacts", "programmes", "recipients" };
  const AnjConfigPlace place = { .region = VILLAGE, .terminal = "t-000000000001" };
  g_autoptr (JsonObject) effective = anj_config_effective (config, &place);

  g_assert_cmpstr (anj_json_get_string (effective, "region", NULL), ==, VILLAGE);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonArray *array = anj_json_get_array (effective, lists[i]);

      for (guint j = 0; array != NULL && j < json_array_get_length (array); j++)
        {
          JsonObject *element = anj_json_array_get_object (array, j);
          const char *region = anj_json_get_string (element, "region", NULL);

          g_assert_true (region == NULL || anj_region_code_contains (region, VILLAGE));
        }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) source = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (GPtrArray) doubts = NULL;

  if (!anj_config_check_source (source, &error))
    {
      fuzz_assert_refused (error);
      return 0;
    }
  fuzz_note_taken ();
  document = anj_json_parse_object (source, &error);
  g_assert_no_error (error);
  der = anj_config_sign (source, signer->cert, signer->key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  config = anj_config_open (der, trust, &error);
  g_assert_no_error (error);
  g_assert_true (fuzz_objects_equal (document, anj_config_document (config)));
  g_assert_cmpuint (anj_config_version (config), ==, anj_json_get_int (document, "version", 0));
  check_effective (config);
  doubts = anj_config_list_doubts (source, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < doubts->len; i++)
    g_assert_true (g_utf8_validate (doubts->pdata[i], -1, NULL));
  return 0;
}
